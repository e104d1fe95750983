#include "sim/report/tables/ordered_rows.hpp"

#include <array>
#include <cstring>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

constexpr std::size_t kRowsOfChunk = 4096;
constexpr std::size_t kBytesInMemory = std::size_t{4} << 20;

// Before the text of a row.
struct Header {
  std::uint32_t row;  // in its chunk
  std::uint32_t length;
};

}  // namespace

OrderedRows::OrderedRows(OutputFile& file, std::filesystem::path scratch_directory)
    : file_(file), scratch_directory_(std::move(scratch_directory)) {}

void OrderedRows::put(std::uint64_t index, std::string_view row) {
  require(index / kRowsOfChunk >= first_, "row {} comes twice", index);
  const auto place = static_cast<std::size_t>(index / kRowsOfChunk - first_);
  while (chunks_.size() <= place) chunks_.emplace_back();
  Chunk& chunk = chunks_[place];
  const Header header{static_cast<std::uint32_t>(index % kRowsOfChunk),
                      static_cast<std::uint32_t>(row.size())};
  chunk.in_memory.append(reinterpret_cast<const char*>(&header), sizeof header);
  chunk.in_memory.append(row);
  in_memory_ += sizeof header + row.size();
  ++chunk.rows;
  while (!chunks_.empty() && chunks_.front().rows == kRowsOfChunk) write_first_chunk();
  if (in_memory_ > kBytesInMemory) move_to_disk();
}

void OrderedRows::finish(std::uint64_t rows) {
  if (!chunks_.empty() && chunks_.size() == 1 && first_ * kRowsOfChunk + chunks_[0].rows == rows) {
    write_first_chunk();
    return;
  }
  require(chunks_.empty() && first_ * kRowsOfChunk == rows, "a row of {} is missing", rows);
}

void OrderedRows::write_first_chunk() {
  Chunk& chunk = chunks_.front();
  std::string records;
  for (const Segment& segment : chunk.on_disk) {
    const std::size_t end = records.size();
    records.resize(end + segment.length);
    scratch_->read_at(segment.offset, std::span(records).subspan(end));
  }
  records += chunk.in_memory;
  std::array<std::string_view, kRowsOfChunk> texts;
  for (std::size_t at = 0; at < records.size();) {
    Header header{};
    std::memcpy(&header, records.data() + at, sizeof header);
    require(texts[header.row].empty(), "row {} comes twice", first_ * kRowsOfChunk + header.row);
    texts[header.row] = std::string_view(records).substr(at + sizeof header, header.length);
    at += sizeof header + header.length;
  }
  for (std::size_t row = 0; row < chunk.rows; ++row) {
    require(!texts[row].empty(), "row {} is missing", first_ * kRowsOfChunk + row);
    file_.buffer().append(texts[row]);
    file_.end_row();
  }
  in_memory_ -= chunk.in_memory.size();
  chunks_.pop_front();
  ++first_;
}

void OrderedRows::move_to_disk() {
  if (!scratch_) scratch_.emplace(scratch_directory_);
  for (Chunk& chunk : chunks_) {
    if (chunk.in_memory.empty()) continue;
    scratch_->write_at(scratch_end_, chunk.in_memory);
    chunk.on_disk.push_back({scratch_end_, chunk.in_memory.size()});
    scratch_end_ += chunk.in_memory.size();
    std::string().swap(chunk.in_memory);  // gives its memory back, as clear() would not
  }
  in_memory_ = 0;
}

}  // namespace drawdown
