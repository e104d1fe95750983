#include "sim/workload/streams/arrivals/arrivals_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/model/distribution/distribution_reader.hpp"

namespace drawdown {
namespace {

constexpr double kMsPerYear = 365.25 * 24 * kMsPerHour;
constexpr double kMaxYears = 1000;

// Beyond these, sums of rates lose the small ones among them.
constexpr double kMostJobsPerMs = 1000;
constexpr double kFewestJobsPerMs = 3e-14;

constexpr double kLeastGrowth = 0.01;
constexpr double kMostGrowth = 100;
// Beyond these, nearly all gaps are alike, or nearly all of them nothing.
constexpr double kLeastVariation = 0.01;
constexpr double kMostVariation = 100;
// Beyond this, nearly all jobs come in a few hours.
constexpr double kMostSigma = 5;
constexpr double kMostBatch = 1e6;

// As many weights as there must be, none negative and one positive; none at all if the key is
// absent.
std::vector<double> read_weights(MapReader& reader, std::string_view key, std::size_t count) {
  const Node* const node = reader.node(key);
  const std::vector<double> weights = reader.maybe_list_of<double>(key);
  if (node == nullptr || node->kind != NodeKind::list) return {};
  if (node->items.size() != count) {
    reader.error(key, fmt::format("expected {} weights, got {}", count, node->items.size()));
  } else if (weights.size() == count) {
    const auto [least, most] = std::ranges::minmax(weights);
    if (least < 0) reader.error(key, "a weight is not negative");
    if (most > kMostWeight) reader.error(key, fmt::format("a weight is at most {:g}", kMostWeight));
    if (most <= 0) reader.error(key, "one weight at least is above 0");
  }
  return weights;
}

BatchSpec read_batch(MapReader batch) {
  constexpr std::array<std::string_view, 2> kKinds = {"mean", "size"};
  const std::string_view kind = only_one_of(batch, kKinds);
  if (kind == "mean") return read_within(batch, kind, 1, kMostBatch);
  if (kind == "size") return batch.required<Positive>(kind).value;
  return std::int64_t{1};
}

LevelSpec read_level(MapReader level) {
  LevelSpec spec;
  spec.sigma = read_within(level, "sigma", 0, kMostSigma);
  spec.correlation = level.required<double>("correlation");
  if (spec.correlation < 0 || spec.correlation >= 1) {
    level.error("correlation", "expected 0 or more, and less than 1");
  }
  return spec;
}

// One, or a list.
std::vector<LevelSpec> read_levels(MapReader& arrivals) {
  const Node* const node = arrivals.node("level");
  if (node == nullptr) return {};
  if (node->kind != NodeKind::list) return {read_level(arrivals.map("level"))};
  std::vector<LevelSpec> levels;
  for (MapReader& level : arrivals.list("level")) levels.push_back(read_level(std::move(level)));
  return levels;
}

// Years at the present rate that bring as many jobs as `years` years of growth.
double years_of_growth(double growth, double years) {
  const double log_growth = std::log(growth);
  return log_growth == 0 ? years : std::expm1(log_growth * years) / log_growth;
}

double read_growth(MapReader& arrivals) {
  const double growth = arrivals.optional<Growth>("growth", "1 per year").per_year;
  if (growth >= kLeastGrowth && growth <= kMostGrowth) return growth;
  arrivals.error("growth", fmt::format("expected {} to {} per year", kLeastGrowth, kMostGrowth));
  return 1;
}

void read_rate(MapReader& arrivals, const StreamSpan& span, ArrivalSpec& spec) {
  const double per_ms = arrivals.required<Rate>("rate").per_ms;
  spec.jobs_per_hour = per_ms * kMsPerHour;
  if (per_ms <= 0) return;
  if (per_ms > kMostJobsPerMs || per_ms < kFewestJobsPerMs) {
    arrivals.error("rate", "expected at least a job in 1,000 years, at most 1000 jobs a ms");
  } else if (span.end) {
    const double years = static_cast<double>((*span.end - span.start).count()) / kMsPerYear;
    if (per_ms * std::pow(spec.growth_per_year, years) > kMostJobsPerMs) {
      arrivals.error("growth", fmt::format("makes more than 1000 jobs a ms before the end, {}",
                                           format_date(*span.end)));
    }
  }
  const double most_years = years_of_growth(spec.growth_per_year, kMaxYears);
  if (span.jobs && static_cast<double>(*span.jobs) > most_years * kMsPerYear * per_ms) {
    arrivals.error("rate", fmt::format("at this rate, {} jobs take more than {} years to arrive",
                                       *span.jobs, kMaxYears));
  }
}

// Dates within the span, in order of time.
std::vector<Date> read_calendar(MapReader& arrivals, const StreamSpan& span) {
  constexpr std::array<std::string_view, 7> kOfRates = {"rate",      "growth", "daily",   "weekly",
                                                        "variation", "level",  "balanced"};
  for (const std::string_view key : kOfRates) {
    if (arrivals.node(key) != nullptr) {
      arrivals.error(key, "does not go with a calendar, which says when jobs come");
    }
  }
  std::vector<Date> dates = arrivals.list_of<Date>("calendar");
  const Node* const node = arrivals.node("calendar");
  if (node->kind == NodeKind::list && node->items.empty()) {
    arrivals.error("calendar", "has no date");
  }
  for (const Date date : dates) {
    if (date < span.start) {
      arrivals.error("calendar", fmt::format("{} is before the run's start, {}", format_date(date),
                                             format_date(span.start)));
    } else if (span.end && date >= *span.end) {
      arrivals.error("calendar", fmt::format("{} is not before the end, {}", format_date(date),
                                             format_date(*span.end)));
    }
  }
  std::ranges::sort(dates);
  return dates;
}

}  // namespace

std::optional<Growth> Quantity<Growth>::parse(std::string_view text) {
  constexpr std::string_view kPerYear = " per year";
  if (!text.ends_with(kPerYear)) return std::nullopt;
  text.remove_suffix(kPerYear.size());
  const auto factor = parse_number(trim(text));
  return factor ? std::optional(Growth{*factor}) : std::nullopt;
}

void read_course(MapReader& reader, ArrivalSpec& spec) {
  spec.growth_per_year = read_growth(reader);
  spec.daily = read_weights(reader, "daily", 24);
  spec.weekly = read_weights(reader, "weekly", 7);
  spec.levels = read_levels(reader);
}

ArrivalSpec read_arrivals(MapReader arrivals, const StreamSpan& span) {
  ArrivalSpec spec;
  if (arrivals.has("calendar")) {
    spec.calendar = read_calendar(arrivals, span);
  } else {
    read_course(arrivals, spec);
    read_rate(arrivals, span, spec);
    spec.variation = arrivals.optional<double>("variation", "1");
    if (spec.variation < kLeastVariation || spec.variation > kMostVariation) {
      arrivals.error("variation",
                     fmt::format("expected {} to {}", kLeastVariation, kMostVariation));
    }
    if (arrivals.optional<bool>("balanced", "false")) {
      spec.balanced_until = span.end;
      if (!span.end) {
        arrivals.error("balanced", "over which time? Give `until`, or the scenario an `end`");
      }
    }
  }
  if (auto batch = arrivals.maybe_map("batch")) spec.batch = read_batch(*std::move(batch));
  return spec;
}

}  // namespace drawdown
