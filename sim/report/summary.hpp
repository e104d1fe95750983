// summary.json: every headline figure of a run, and what each means.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/account/power_meter.hpp"
#include "sim/account/waterfall.hpp"
#include "sim/report/job_statistics.hpp"
#include "sim/statistics/interval.hpp"
#include "sim/workload/source_counts.hpp"

namespace drawdown {

/// What a figure is. Numbers may be null in a run where they have no value; the others are not one
/// number.
enum class FigureKind {
  count,     ///< of jobs
  amount,    ///< of chip-time, time, energy, data or money
  share,     ///< of the reserved chip-time, 0 to 1
  mean,      ///< over jobs; null without them
  quantile,  ///< of jobs, the largest included; null without them
  text,
  parts,  ///< an object, a number a part
};

/// A key of summary.json and how it is made.
struct Figure {
  std::string_view key;
  FigureKind kind;
  std::string_view formula;
  /// The names of its parts, where they are always the same.
  std::span<const std::string_view> parts{};
};

/// Every key, in order: what `drawdown list figures` prints.
std::span<const Figure> figures();

/// Every figure, and every part of one as `share_by_cause.no_demand`.
std::vector<std::string> metric_names();

/// What the figure of this name is; nothing where there is no such name. Parts are amounts.
std::optional<FigureKind> metric_kind(std::string_view name);
/// Whether such a figure is one number.
constexpr bool is_number(FigureKind kind) {
  return kind != FigureKind::text && kind != FigureKind::parts;
}

/// How the interval of its mean over replications is made. Counts, amounts, shares and means add up
/// many jobs or moments, so that they are about normal (the central limit theorem); a quantile of
/// waits rests on a few jobs, and is skewed. None for what is not one number.
IntervalMethod interval_method(FigureKind kind);

/// What a summary is made of.
struct Results {
  const Scenario& scenario;
  Instant horizon;
  SourceCounts input;
  JobStatistics& jobs;
  const Waterfall& waterfall;
  const PowerMeter& power;
  const std::deque<Transfer>& transfers;
};

/// The figures as JSON, one object.
std::string summary_json(const Results& results);
/// The figures that answer most questions, for people.
std::string summary_text(const Results& results);

}  // namespace drawdown
