#include "sim/review/trace/unit_rows.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

// As many as viewers show without trouble.
constexpr std::int64_t kMostRows = 1'000;  // and one a pool
constexpr std::int64_t kMostLanes = 8'000;

std::int64_t divided_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

}  // namespace

UnitRows::UnitRows(const std::vector<Pool>& pools) {
  std::int64_t units = 0;
  for (const Pool& pool : pools) units += pool.units.value();
  units_per_row_ = std::max<std::int64_t>(divided_up(units, kMostRows), 1);
  std::int64_t rows = 0;
  for (const Pool& pool : pools) {
    ends_.emplace_back(static_cast<std::size_t>(divided_up(pool.units.value(), units_per_row_)));
    rows += static_cast<std::int64_t>(ends_.back().size());
  }
  most_lanes_ = std::max<std::int64_t>(kMostLanes / std::max<std::int64_t>(rows, 1), 1);
}

void UnitRows::draw(std::size_t pool, const UnitRanges& units, Instant start, Instant end,
                    const std::function<void(const Slice&)>& visit) {
  std::int64_t next = 0;
  for (const UnitRange& range : units) {
    for (next = std::max(next, range.first / units_per_row_); next <= range.last / units_per_row_;
         ++next) {
      visit(put(ends_[pool].at(static_cast<std::size_t>(next)), next, start, end));
    }
  }
}

// Of the lanes that are free the one that was used last, so that there are as few as can be.
UnitRows::Slice UnitRows::put(std::vector<Instant>& lanes, std::int64_t row, Instant start,
                              Instant end) const {
  auto lane = lanes.end();
  for (auto it = lanes.begin(); it != lanes.end(); ++it) {
    if (*it <= start && (lane == lanes.end() || *it > *lane)) lane = it;
  }
  bool is_new = false;
  if (lane == lanes.end()) {
    is_new = static_cast<std::int64_t>(lanes.size()) < most_lanes_;
    lane = is_new ? lanes.insert(lanes.end(), start) : std::ranges::min_element(lanes);
  }
  const Instant from = std::max(start, *lane);
  require(from <= end, "a slice ends before what came before it");
  *lane = end;
  return {row, lane - lanes.begin(), is_new, from, end};
}

}  // namespace drawdown
