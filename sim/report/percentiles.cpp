#include "sim/report/percentiles.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {
constexpr std::size_t kBuffer = 1 << 16;
constexpr int kDigitBits = 16;
}  // namespace

Percentiles::Percentiles(const std::filesystem::path& scratch_directory)
    : scratch_directory_(scratch_directory) {}

void Percentiles::add(std::int64_t value) {
  require(value >= 0, "{} is no value to rank", value);
  if (buffer_.size() == kBuffer) spill();
  buffer_.push_back(value);
  ++count_;
}

void Percentiles::spill() {
  if (!file_) file_.emplace(scratch_directory_);
  const auto bytes = std::as_bytes(std::span(buffer_));
  file_->write_at(static_cast<std::uint64_t>(in_file_) * sizeof(std::int64_t),
                  {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  in_file_ += static_cast<std::int64_t>(buffer_.size());
  buffer_.clear();
}

template <class Visit>
void Percentiles::for_each(Visit&& visit) {
  std::vector<std::int64_t> chunk;
  for (std::int64_t done = 0; done < in_file_; done += static_cast<std::int64_t>(chunk.size())) {
    chunk.resize(std::min(kBuffer, static_cast<std::size_t>(in_file_ - done)));
    file_->read_at(static_cast<std::uint64_t>(done) * sizeof(std::int64_t),
                   {reinterpret_cast<char*>(chunk.data()), chunk.size() * sizeof(std::int64_t)});
    for (const std::int64_t value : chunk) visit(value);
  }
  for (const std::int64_t value : buffer_) visit(value);
}

// Finds the value digit by digit, most significant first: a pass counts the values that agree with
// the digits found so far by their next one.
std::int64_t Percentiles::nearest_rank(int percent) {
  require(count_ > 0, "there is no value to rank");
  std::int64_t rank = std::max<std::int64_t>(1, (count_ * percent + 99) / 100);
  if (in_file_ == 0) {
    const auto place = buffer_.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
    std::nth_element(buffer_.begin(), place, buffer_.end());
    return *place;
  }
  std::uint64_t found = 0;
  std::uint64_t found_mask = 0;
  for (int shift = 64 - kDigitBits; shift >= 0; shift -= kDigitBits) {
    std::vector<std::int64_t> counts(std::size_t{1} << kDigitBits);
    for_each([&](std::int64_t value) {
      const auto bits = static_cast<std::uint64_t>(value);
      if ((bits & found_mask) == found) ++counts[(bits >> shift) & (counts.size() - 1)];
    });
    std::size_t digit = 0;
    for (; rank > counts[digit]; ++digit) rank -= counts[digit];
    found |= std::uint64_t{digit} << shift;
    found_mask |= std::uint64_t{counts.size() - 1} << shift;
  }
  return static_cast<std::int64_t>(found);
}

}  // namespace drawdown
