#include "sim/report/tables/ordered_rows.hpp"

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {
// Rows kept in memory: some 10 MB of them at most.
constexpr std::uint64_t kWindow = 1 << 15;
}  // namespace

OrderedRows::OrderedRows(OutputFile& file, std::filesystem::path scratch_directory)
    : file_(file), scratch_directory_(std::move(scratch_directory)), window_(kWindow) {}

void OrderedRows::put(std::uint64_t index, std::string_view row) {
  require(index >= next_ && !row.empty(), "row {} comes twice", index);
  if (index == next_) {
    write(row);
    while (write_next()) {
    }
  } else if (index < next_ + kWindow) {
    window_[index % kWindow] = row;
  } else {
    set_aside(index, row);
  }
}

void OrderedRows::finish(std::uint64_t rows) {
  require(next_ == rows, "row {} of {} is missing", next_, rows);
}

void OrderedRows::write(std::string_view row) {
  file_.buffer().append(row);
  file_.end_row();
  ++next_;
}

// Writes the next row if it has come.
bool OrderedRows::write_next() {
  std::string& row = window_[next_ % kWindow];
  if (!row.empty()) {
    write(row);
    row.clear();
    return true;
  }
  if (!scratch_ || scratch_->held == 0) return false;
  Slot slot;
  scratch_->slots.read_at(next_ * sizeof slot, {reinterpret_cast<char*>(&slot), sizeof slot});
  if (slot.length == 0) return false;
  std::string text(slot.length, '\0');
  scratch_->rows.read_at(slot.offset, text);
  --scratch_->held;
  write(text);
  return true;
}

void OrderedRows::set_aside(std::uint64_t index, std::string_view row) {
  if (!scratch_) scratch_.emplace(scratch_directory_);
  const Slot slot{scratch_->end, row.size()};
  scratch_->rows.write_at(slot.offset, row);
  scratch_->slots.write_at(index * sizeof slot,
                           {reinterpret_cast<const char*>(&slot), sizeof slot});
  scratch_->end += row.size();
  ++scratch_->held;
}

}  // namespace drawdown
