#include "sim/review/jobs/gantt_review.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/errors.hpp"
#include "sim/review/series/step_series.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostBars = 3000;
constexpr std::int64_t kMostRows = 64;

std::int64_t units_in(const UnitRanges& ranges) {
  std::int64_t units = 0;
  for (const UnitRange& range : ranges) units += range.last - range.first + 1;
  return units;
}

// The first unit of a row of a pool of `units` in `rows` rows; that of the last is their end.
std::int64_t first_unit(std::int64_t row, std::int64_t units, std::int64_t rows) {
  return (row * units + rows - 1) / rows;
}

bool is_interruption(std::string_view ended_by) {
  return !ended_by.empty() && ended_by != "released" && ended_by != "drain" &&
         std::ranges::find(kEndStateNames, ended_by) == kEndStateNames.end();
}

bool is_shown(const PlacementRow& start, const Buckets& buckets, Instant end) {
  return start.start < buckets.until() && start.end.value_or(end) > buckets.from();
}

}  // namespace

GanttReview::Chart::Chart(const Pool& pool, const Buckets& buckets)
    : rest(static_cast<std::size_t>(std::min(pool.units.value(), kMostRows)), HeldTime(buckets)) {}

GanttReview::GanttReview(const RunFiles& run, const Platform& platform, const Buckets& buckets,
                         const std::vector<std::string>& largest, const JobHistories& histories)
    : platform_(platform), buckets_(buckets), end_(run.end()), interruptions_(buckets.count()) {
  for (const Pool& pool : platform.pools) {
    pools_.emplace(pool.name, charts_.size());
    charts_.emplace_back(pool, buckets);
  }
  std::map<std::string_view, std::size_t> with_bars;
  std::size_t room = kMostBars;
  for (const std::string& id : largest) {
    std::size_t bars = 0;
    for (const PlacementRow& start : histories.find(id)->starts) {
      if (is_shown(start, buckets, end_)) bars += start.units.size();
    }
    if (bars > room) break;
    room -= bars;
    with_bars.emplace(id, shown_.size());
    shown_.push_back(id);
  }
  PlacementRow start;
  for (PlacementRows rows(run); rows.next(start);) {
    const auto found = with_bars.find(start.id);
    add(start, found == with_bars.end() ? nullptr : &found->second);
  }
}

// `job` is its place among those with bars; null of another.
void GanttReview::add(const PlacementRow& start, const std::size_t* job) {
  const auto pool = pools_.find(start.pool);
  if (pool == pools_.end()) {
    throw InputError(fmt::format("placements.csv: the run has no pool '{}'", start.pool));
  }
  const Instant end = start.end.value_or(end_);
  if (is_interruption(start.ended_by)) {
    const Instant lost = std::min(end, end_ - Duration{1});
    if (buckets_.shows(lost)) ++interruptions_[buckets_.of(lost)];
  }
  if (!is_shown(start, buckets_, end_)) return;
  Chart& chart = charts_[pool->second];
  const Duration time = std::min(end, buckets_.until()) - std::max(start.start, buckets_.from());
  const auto held = static_cast<double>((start.chips * time).value());
  chart.held += held;
  if (job == nullptr) return add_rest(pool->second, start, end);
  chart.held_in_bars += held;
  for (const UnitRange& range : start.units) {
    chart.bars.push_back({*job, range, start.start, end});
  }
}

void GanttReview::add_rest(std::size_t pool, const PlacementRow& start, Instant end) {
  std::vector<HeldTime>& rest = charts_[pool].rest;
  const std::int64_t units = platform_.pools[pool].units.value();
  const auto rows = static_cast<std::int64_t>(rest.size());
  const std::int64_t all = units_in(start.units);
  for (const UnitRange& range : start.units) {
    require(range.last < units, "unit {} of a pool of {}", range.last, units);
    for (std::int64_t row = range.first * rows / units; row <= range.last * rows / units; ++row) {
      const auto first = std::max<std::int64_t>(range.first, first_unit(row, units, rows));
      const auto last = std::min<std::int64_t>(range.last, first_unit(row + 1, units, rows) - 1);
      rest[static_cast<std::size_t>(row)].add(start.start, end,
                                              ChipParts::of(start.chips, last - first + 1, all));
    }
  }
}

// Percent of the chips of each row, rounded up.
Json GanttReview::rest_json(std::size_t pool) const {
  // What is a whole number of percent but for the rounding of a sum is no more than that.
  constexpr double kRounding = 1e-9;
  const Pool& of = platform_.pools[pool];
  const auto rows = static_cast<std::int64_t>(charts_[pool].rest.size());
  Json json = Json::array();
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t units =
        first_unit(row + 1, of.units.value(), rows) - first_unit(row, of.units.value(), rows);
    const auto chips = static_cast<double>((of.chips_per_unit * units).value());
    const std::vector<double> held = charts_[pool].rest[static_cast<std::size_t>(row)].integrals();
    Json& made = json.emplace_back(Json::array());
    for (std::size_t i = 0; i < held.size(); ++i) {
      const double all = chips * static_cast<double>(buckets_.length(i).count());
      made.push_back(std::llround(std::ceil(100 * held[i] / all - kRounding)));
    }
  }
  return json;
}

Json GanttReview::made(const std::map<std::string, std::size_t>& jobs) const {
  Json json = Json::array();
  for (std::size_t i = 0; i < charts_.size(); ++i) {
    const Chart& chart = charts_[i];
    std::vector<Bar> bars = chart.bars;
    std::ranges::stable_sort(bars, {},
                             [](const Bar& bar) { return std::pair(bar.from, bar.units.first); });
    Json& made = json.emplace_back(Json::object());
    made["bars"] = Json::array();
    for (const Bar& bar : bars) {
      made["bars"].push_back({jobs.at(shown_[bar.job]), bar.units.first,
                              bar.units.last - bar.units.first + 1, to_ms(bar.from),
                              to_ms(bar.until)});
    }
    made["rows"] = chart.rest.size();
    made["rest"] = rest_json(i);
    made["shown_share"] = short_number(chart.held > 0 ? chart.held_in_bars / chart.held : 0);
  }
  return json;
}

Json GanttReview::interruptions() const {
  const bool any = std::ranges::any_of(interruptions_, [](std::int64_t n) { return n > 0; });
  return any ? Json(interruptions_) : Json();
}

}  // namespace drawdown
