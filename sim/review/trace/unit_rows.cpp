#include "sim/review/trace/unit_rows.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

// As many as viewers show without trouble.
constexpr std::int64_t kMostRows = 1'000;   // and one a pool
constexpr std::int64_t kMostLanes = 8'000;  // and one a row

std::int64_t divided_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

}  // namespace

UnitRows::UnitRows(const std::vector<Pool>& pools) {
  std::int64_t units = 0;
  for (const Pool& pool : pools) units += pool.units.value();
  units_per_row_ = std::max<std::int64_t>(divided_up(units, kMostRows), 1);
  for (const Pool& pool : pools) {
    rows_.emplace_back(static_cast<std::size_t>(divided_up(pool.units.value(), units_per_row_)));
  }
}

void UnitRows::draw(std::size_t pool, const UnitRanges& units, Instant start, Instant end,
                    const std::function<void(const Slice&)>& visit) {
  std::int64_t row = 0;
  for (const UnitRange& range : units) {
    row = std::max(row, range.first / units_per_row_);
    for (; row <= range.last / units_per_row_; ++row) {
      visit(put(rows_[pool].at(static_cast<std::size_t>(row)), row, start, end));
    }
  }
}

// Of the lanes that are free the one that was used last, so that there are as few as can be.
UnitRows::Slice UnitRows::put(Lanes& lanes, std::int64_t row, Instant start, Instant end) {
  const auto busy = lanes.upper_bound({start, kMostLanes});
  const bool is_free = busy != lanes.begin();
  const bool is_new = !is_free && (lanes.empty() || lanes_ < kMostLanes);
  Instant from = start;
  auto lane = static_cast<std::int64_t>(lanes.size());
  if (is_new) {
    ++lanes_;
  } else {
    const auto taken = is_free ? std::prev(busy) : lanes.begin();
    from = std::max(start, taken->first);
    lane = taken->second;
    lanes.erase(taken);
  }
  require(from <= end, "a slice ends before what came before it");
  lanes.emplace(end, lane);
  return {row, lane, row * kMostLanes + lane, is_new, from, end};
}

}  // namespace drawdown
