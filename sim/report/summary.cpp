#include "sim/report/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kMsPerHour = 3'600'000.0;

constexpr Figure kFigures[] = {
    {"start", FigureKind::text, "the run's first moment, UTC"},
    {"horizon_s", FigureKind::amount, "how long the run lasted, simulated"},
    {"jobs_submitted", FigureKind::count, "jobs that arrived"},
    {"jobs_done", FigureKind::count, "ran to their end"},
    {"jobs_killed", FigureKind::count, "stopped at their requested time"},
    {"jobs_cut", FigureKind::count, "stopped when their reservation ended"},
    {"jobs_censored", FigureKind::count, "open when the run ended"},
    {"jobs_refused", FigureKind::count, "could never run"},
    {"jobs_refused_by_reason", FigureKind::parts, "the same, by reason (docs/accounting.md)"},
    {"trace_lines_skipped", FigureKind::count, "malformed lines, under on_bad_line: skip"},
    {"wait_mean_s", FigureKind::mean,
     "mean of start - submit over all jobs not refused; a job that never started "
     "counts with the time to the run's end"},
    {"wait_p50_s", FigureKind::quantile, "nearest-rank percentile of the same waits"},
    {"wait_p90_s", FigureKind::quantile, "nearest-rank percentile of the same waits"},
    {"wait_p95_s", FigureKind::quantile, "nearest-rank percentile of the same waits"},
    {"wait_p99_s", FigureKind::quantile, "nearest-rank percentile of the same waits"},
    {"wait_max_s", FigureKind::quantile, "the longest of the same waits"},
    {"wait_at_least", FigureKind::text,
     "the wait figures that are lower bounds: they rest on a job that never started"},
    {"wait_by_reason_s", FigureKind::parts, "the same waits, summed by reason"},
    {"bounded_slowdown_mean", FigureKind::mean,
     "mean of max(1, (wait + run) / max(run, 10 s)) over jobs that ran to "
     "their end (Feitelson and Rudolph, JSSPP 1998)"},
    {"reserved_chip_ms", FigureKind::amount, "reserved chips x time, exact"},
    {"reserved_chip_hours", FigureKind::amount, "reserved chips x time"},
    {"chip_ms_by_cause", FigureKind::parts, "where each reserved chip-millisecond went, exact"},
    {"share_by_cause", FigureKind::parts, "the same over reserved_chip_ms"},
    {"committed_idle_share", FigureKind::share,
     "everything but rounding and productive, over reserved_chip_ms"},
    {"simplifications", FigureKind::text, "what the model leaves out"},
};

double share(ChipTime part, ChipTime whole) {
  return whole.value() == 0
             ? 0
             : static_cast<double>(part.value()) / static_cast<double>(whole.value());
}

double committed_idle_share(const Waterfall& waterfall) {
  const ChipTime allocated = waterfall.total(Cause::rounding) + waterfall.total(Cause::productive);
  return share(waterfall.reserved() - allocated, waterfall.reserved());
}

// Seconds as a JSON number that prints as short as it can be.
Json seconds(Duration time) {
  if (time.count() % 1000 == 0) return time.count() / 1000;
  return static_cast<double>(time.count()) / 1000.0;
}

constexpr std::pair<std::string_view, int> kPercentiles[] = {{"wait_p50_s", 50},
                                                             {"wait_p90_s", 90},
                                                             {"wait_p95_s", 95},
                                                             {"wait_p99_s", 99},
                                                             {"wait_max_s", 100}};

void add_waits(Json& json, JobStatistics& jobs) {
  Json lower_bounds = Json::array();
  if (jobs.admitted() > 0) {
    json["wait_mean_s"] = jobs.wait_mean_s();
    if (jobs.never_started() > 0) lower_bounds.push_back("wait_mean_s");
    for (const auto& [key, percent] : kPercentiles) {
      const auto wait = jobs.wait_percentile(percent);
      json[std::string(key)] = seconds(wait.time);
      if (wait.at_least) lower_bounds.push_back(key);
    }
  } else {
    json["wait_mean_s"] = nullptr;
    for (const auto& [key, percent] : kPercentiles) json[std::string(key)] = nullptr;
  }
  json["wait_at_least"] = std::move(lower_bounds);
  Json& by_reason = json["wait_by_reason_s"] = Json::object();
  for (std::size_t i = 0; i < kWaitReasons; ++i) {
    by_reason[std::string(kWaitReasonNames[i])] = seconds(jobs.waited()[i]);
  }
  json["bounded_slowdown_mean"] = jobs.ran() > 0 ? Json(jobs.bounded_slowdown_mean()) : Json();
}

void add_chip_time(Json& json, const Waterfall& waterfall) {
  json["reserved_chip_ms"] = waterfall.reserved().value();
  json["reserved_chip_hours"] = static_cast<double>(waterfall.reserved().value()) / kMsPerHour;
  Json& chip_ms = json["chip_ms_by_cause"] = Json::object();
  for (std::size_t i = 0; i < kCauses; ++i) {
    chip_ms[std::string(kCauseNames[i])] = waterfall.total(static_cast<Cause>(i)).value();
  }
  Json& shares = json["share_by_cause"] = Json::object();
  for (std::size_t i = 0; i < kCauses; ++i) {
    shares[std::string(kCauseNames[i])] =
        share(waterfall.total(static_cast<Cause>(i)), waterfall.reserved());
  }
  json["committed_idle_share"] = committed_idle_share(waterfall);
}

std::string wait_text(const JobStatistics::Wait& wait) {
  return fmt::format("{}{:.3f} s", wait.at_least ? ">= " : "",
                     static_cast<double>(wait.time.count()) / 1000.0);
}

}  // namespace

std::span<const Figure> figures() {
  return kFigures;
}

std::optional<FigureKind> metric_kind(std::string_view key) {
  for (const Figure& figure : kFigures) {
    if (figure.key == key) return figure.kind;
  }
  return std::nullopt;
}

IntervalMethod interval_method(FigureKind kind) {
  switch (kind) {
    case FigureKind::count:
    case FigureKind::amount:
    case FigureKind::share:
    case FigureKind::mean:
      return IntervalMethod::student_t;
    case FigureKind::quantile:
      return IntervalMethod::bootstrap;
    case FigureKind::text:
    case FigureKind::parts:
      return IntervalMethod::none;
  }
  require(false, "a figure of no kind");
  return IntervalMethod::none;
}

std::string summary_json(const Results& results) {
  JobStatistics& jobs = results.jobs;
  Json json;
  json["start"] = format_date(results.scenario.start);
  json["horizon_s"] = seconds(results.horizon - kRunStart);
  json["jobs_submitted"] = jobs.submitted();
  for (std::size_t i = 0; i < kEndStates; ++i) {
    json[fmt::format("jobs_{}", kEndStateNames[i])] = jobs.count(static_cast<EndState>(i));
  }
  json["jobs_refused_by_reason"] = Json(jobs.refused_by_reason());
  json["trace_lines_skipped"] = results.lines_skipped;
  add_waits(json, jobs);
  add_chip_time(json, results.waterfall);
  json["simplifications"] = {
      "the units of a pool are alike: which of them a gang gets does not change how fast it runs"};
  return json.dump(2) + "\n";
}

std::string summary_text(const Results& results) {
  JobStatistics& jobs = results.jobs;
  const Waterfall& waterfall = results.waterfall;
  std::string text =
      fmt::format("{} to {}\n", format_date(results.scenario.start),
                  format_date(results.scenario.start + (results.horizon - kRunStart)));
  text += fmt::format("jobs        {} submitted", jobs.submitted());
  for (std::size_t i = 0; i < kEndStates; ++i) {
    const std::int64_t count = jobs.count(static_cast<EndState>(i));
    if (count > 0) text += fmt::format(", {} {}", count, kEndStateNames[i]);
  }
  for (const auto& [reason, count] : jobs.refused_by_reason()) {
    text += fmt::format("\n            refused as {}: {}", reason, count);
  }
  if (results.lines_skipped > 0) {
    text += fmt::format("\n            {} malformed trace lines skipped", results.lines_skipped);
  }
  if (jobs.admitted() > 0) {
    text += fmt::format("\nwait        mean {}{:.3f} s, p50 {}, p90 {}, p99 {}",
                        jobs.never_started() > 0 ? ">= " : "", jobs.wait_mean_s(),
                        wait_text(jobs.wait_percentile(50)), wait_text(jobs.wait_percentile(90)),
                        wait_text(jobs.wait_percentile(99)));
  }
  text += fmt::format("\nreserved    {:.1f} chip-hours, {:.1f} % idle\n",
                      static_cast<double>(waterfall.reserved().value()) / kMsPerHour,
                      100 * committed_idle_share(waterfall));
  for (std::size_t i = 0; i < kCauses; ++i) {
    const ChipTime time = waterfall.total(static_cast<Cause>(i));
    if (time == ChipTime{0}) continue;
    text += fmt::format("  {:<20} {:6.2f} %  {:>16.1f} chip-hours\n", kCauseNames[i],
                        100 * share(time, waterfall.reserved()),
                        static_cast<double>(time.value()) / kMsPerHour);
  }
  text += "units of a pool are alike here: which of them a gang gets does not change its speed\n";
  return text;
}

}  // namespace drawdown
