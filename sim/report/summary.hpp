// summary.json: every headline figure of a run, and what each means.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/account/ledger/ledger.hpp"
#include "sim/account/power_meter.hpp"
#include "sim/account/service_meter.hpp"
#include "sim/account/waterfall.hpp"
#include "sim/report/figures/figure.hpp"
#include "sim/report/job_statistics.hpp"
#include "sim/statistics/interval.hpp"
#include "sim/workload/source_counts.hpp"

namespace drawdown {

/// Every key, in order: what `drawdown list figures` prints.
std::span<const Figure> figures();

/// Every figure, and every part of one as `share_by_cause.no_demand`, but for those that a scenario
/// names.
std::vector<std::string> metric_names();

/// What the figure of this name is; nothing where there is no such name. Parts are amounts.
std::optional<FigureKind> metric_kind(std::string_view name);
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
  const ServiceMeter& services;
  const std::deque<Transfer>& transfers;
  const Ledger* ledger;  ///< null: the run has none
};

/// The figures as JSON, one object.
std::string summary_json(const Results& results);
/// The figures that answer most questions, for people.
std::string summary_text(const Results& results);

}  // namespace drawdown
