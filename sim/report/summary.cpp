#include "sim/report/summary.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"
#include "sim/report/figures/ledger_figures.hpp"
#include "sim/report/simplifications.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kBytesPerTb = 1e12;

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
    {"trace_lines", FigureKind::parts,
     "lines of the trace that hold no job as it was, as far as it was read (docs/workloads.md)",
     kLineNoteNames},
    {"wait_mean_s", FigureKind::mean,
     "mean over all jobs not refused of the time from submission, or release, to the start; one "
     "that never started counts with the time to the run's end"},
    {"wait_p50_s", FigureKind::quantile, "nearest-rank percentile of the same waits"},
    {"wait_p90_s", FigureKind::quantile, "nearest-rank percentile of the same waits"},
    {"wait_p95_s", FigureKind::quantile, "nearest-rank percentile of the same waits"},
    {"wait_p99_s", FigureKind::quantile, "nearest-rank percentile of the same waits"},
    {"wait_max_s", FigureKind::quantile, "the longest of the same waits"},
    {"wait_at_least", FigureKind::text,
     "the wait figures that are lower bounds: they rest on a job that never started"},
    {"wait_by_reason_s", FigureKind::parts, "the same waits, summed by reason", kWaitReasonNames},
    {"bounded_slowdown_mean", FigureKind::mean,
     "mean of max(1, (wait + run) / max(run, 10 s)) over jobs that ran to "
     "their end (Feitelson and Rudolph, JSSPP 1998)"},
    {"requeue_by_reason_s", FigureKind::parts, "waits after interruptions, summed by reason",
     kWaitReasonNames},
    {"interruptions", FigureKind::count,
     "how often gangs lost their place, because a unit went or to one of higher priority"},
    {"preemptions", FigureKind::count, "how many of the interruptions made room for others"},
    {"preemption_lost_chip_ms", FigureKind::amount,
     "progress that preemptions cost x the chips asked for, exact"},
    {"checkpoint_written_tb", FigureKind::amount,
     "bytes of the complete checkpoints of jobs that say how many one has, x 10^-12"},
    {"deadline_missed", FigureKind::count,
     "jobs that did not end as done by their deadline, of those whose deadline was not after the "
     "run's end"},
    {"deadline_missed_share", FigureKind::mean,
     "deadline_missed over the jobs whose deadline was not after the run's end"},
    {"reserved_chip_ms", FigureKind::amount, "reserved chips x time, exact"},
    {"reserved_chip_hours", FigureKind::amount, "reserved chips x time"},
    {"chip_ms_by_cause", FigureKind::parts, "where each reserved chip-millisecond went, exact",
     kCauseNames},
    {"share_by_cause", FigureKind::parts, "the same over reserved_chip_ms", kCauseNames},
    {"market_chip_hours", FigureKind::amount,
     "what gangs held in markets, and where they drain, which is in none of the figures of "
     "reserved "
     "chips"},
    {"committed_idle_share", FigureKind::share, "chips that no gang holds, over reserved_chip_ms"},
    {"effective_training_time_ratio", FigureKind::share,
     "productive over all that the gangs of jobs held but rounding: what of their time was neither "
     "starting, saving, lost nor slowed; null where they held nothing"},
    {"discarded_chip_ms", FigureKind::amount,
     "work (productive) of gangs that were cut or killed, exact"},
    {"placement_penalty_chip_ms", FigureKind::amount,
     "work (recomputing and productive) that gangs would not have needed in the closest place for "
     "as many chips, exact"},
    {"demand_requests", FigureKind::parts, "requests to each service"},
    {"served_requests", FigureKind::parts, "those that its ready replicas could serve"},
    {"unserved_requests", FigureKind::parts, "the others"},
    {"attainment", FigureKind::parts,
     "of each service with requests, the share of them that it served, or served in time "
     "(docs/services.md, What is served)"},
    {"energy_mwh", FigureKind::amount,
     "what pools drew at the meters of their sites (docs/platforms.md, What a pool draws); null "
     "where no pool "
     "has an accelerator"},
    {"energy_mwh_by_pool", FigureKind::parts, "the same, of each pool that has an accelerator"},
    {"transfers", FigureKind::count, "data sets that were brought to sites (docs/fabric.md)"},
    {"transferred_bytes", FigureKind::amount, "their sizes, whole, also of those under way"},
    {"egress_usd", FigureKind::amount, "what they cost, exact to the micro-dollar"},
    {"assumed_values", FigureKind::text,
     "the values of the pools' accelerators, of contract forms and of prices that the run read and "
     "that no source has"},
    {"simplifications", FigureKind::text, "what the model leaves out"},
};

double share(ChipTime part, ChipTime whole) {
  return whole.value() == 0
             ? 0
             : static_cast<double>(part.value()) / static_cast<double>(whole.value());
}

ChipTime held(const Waterfall& waterfall) {
  ChipTime sum;
  for (auto cause = static_cast<std::size_t>(kFirstHeld); cause < kCauses; ++cause) {
    sum += waterfall.total(static_cast<Cause>(cause));
  }
  return sum;
}

double committed_idle_share(const Waterfall& waterfall) {
  return share(waterfall.reserved() - held(waterfall), waterfall.reserved());
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
  Json& requeue = json["requeue_by_reason_s"] = Json::object();
  for (std::size_t i = 0; i < kWaitReasons; ++i) {
    requeue[std::string(kWaitReasonNames[i])] = seconds(jobs.requeued()[i]);
  }
  json["interruptions"] = jobs.interruptions();
  json["preemptions"] = jobs.preemptions();
  json["preemption_lost_chip_ms"] = jobs.lost_to_preemption().value();
  json["checkpoint_written_tb"] = jobs.checkpoint_written_tb();
  json["deadline_missed"] = jobs.deadline_missed();
  json["deadline_missed_share"] =
      jobs.due() > 0
          ? Json(static_cast<double>(jobs.deadline_missed()) / static_cast<double>(jobs.due()))
          : Json();
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
  json["market_chip_hours"] = static_cast<double>(waterfall.in_markets().value()) / kMsPerHour;
  json["committed_idle_share"] = committed_idle_share(waterfall);
}

double requests(MicroRequests micro) {
  constexpr double kMicro = 1e6;
  return static_cast<double>(micro) / kMicro;
}

void add_services(Json& json, const Results& results) {
  for (const std::string_view key :
       {"demand_requests", "served_requests", "unserved_requests", "attainment"}) {
    json[std::string(key)] = Json::object();
  }
  const auto& services = results.scenario.services;
  for (std::size_t i = 0; i < services.size(); ++i) {
    const std::string& name = services[i].name;
    const ServiceMeter::Served& served = results.services.served(ServiceId{i});
    json["demand_requests"][name] = requests(served.demand);
    json["served_requests"][name] = requests(served.served);
    json["unserved_requests"][name] = requests(served.demand - served.served);
    const auto attainment = results.services.attainment(ServiceId{i});
    if (attainment) json["attainment"][name] = *attainment;
  }
}

void add_energy(Json& json, const Results& results) {
  const auto energy = results.power.energy_mwh();
  json["energy_mwh"] = energy ? Json(*energy) : Json();
  Json& by_pool = json["energy_mwh_by_pool"] = Json::object();
  const auto& pools = results.scenario.platform.pools;
  for (std::size_t i = 0; i < pools.size(); ++i) {
    const auto of_pool = results.power.energy_mwh(PoolId{i});
    if (of_pool) by_pool[pools[i].name] = *of_pool;
  }
}

std::int64_t transferred_bytes(const Results& results) {
  std::int64_t sum = 0;
  for (const Transfer& transfer : results.transfers) sum += transfer.bytes;
  return sum;
}

double egress_usd(const Results& results) {
  std::int64_t micro_usd = 0;
  for (const Transfer& transfer : results.transfers) micro_usd += transfer.egress_micro_usd;
  return static_cast<double>(micro_usd) / 1e6;
}

std::vector<std::string_view> left_out(const Results& results) {
  const JobStatistics& jobs = results.jobs;
  return simplifications(results.scenario.platform, results.scenario.policy,
                         jobs.communicating() < jobs.submitted(), jobs.communicating() > 0,
                         !results.scenario.services.empty(), jobs.elastic() > 0,
                         !results.scenario.contracts.empty());
}

std::vector<std::string> assumed(const Results& results) {
  auto names = assumed_values(results.scenario.platform, results.jobs.communicating() > 0);
  std::ranges::copy(results.scenario.assumed_terms, std::back_inserter(names));
  return names;
}

std::string wait_text(const JobStatistics::Wait& wait) {
  return fmt::format("{}{:.3f} s", wait.at_least ? ">= " : "",
                     static_cast<double>(wait.time.count()) / 1000.0);
}

}  // namespace

std::span<const Figure> figures() {
  static const std::vector<Figure> all = [] {
    std::vector<Figure> together(std::begin(kFigures), std::end(kFigures));
    std::ranges::copy(ledger_figures(), std::back_inserter(together));
    return together;
  }();
  return all;
}

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const Figure& figure : figures()) {
    names.emplace_back(figure.key);
    for (const std::string_view part : figure.parts) {
      names.push_back(fmt::format("{}.{}", figure.key, part));
    }
  }
  return names;
}

std::optional<FigureKind> metric_kind(std::string_view name) {
  const std::size_t dot = name.find('.');
  const auto figure = std::ranges::find(figures(), name.substr(0, dot), &Figure::key);
  if (figure == figures().end()) return std::nullopt;
  if (dot == std::string_view::npos) return figure->kind;
  if (figure->kind != FigureKind::parts) return std::nullopt;
  const std::string_view part = name.substr(dot + 1);
  const bool is_part = figure->parts.empty()
                           ? !part.empty()
                           : std::ranges::find(figure->parts, part) != figure->parts.end();
  return is_part ? std::optional(FigureKind::amount) : std::nullopt;
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
  for (std::size_t i = 0; i < kLineNotes; ++i) {
    json["trace_lines"][kLineNoteNames[i]] = results.input.lines[i];
  }
  add_waits(json, jobs);
  add_chip_time(json, results.waterfall);
  const auto ratio = jobs.effective_training_time_ratio();
  json["effective_training_time_ratio"] = ratio ? Json(*ratio) : Json();
  json["discarded_chip_ms"] = jobs.discarded().value();
  json["placement_penalty_chip_ms"] = jobs.placement_penalty().value();
  add_services(json, results);
  add_energy(json, results);
  json["transfers"] = results.transfers.size();
  json["transferred_bytes"] = transferred_bytes(results);
  json["egress_usd"] = egress_usd(results);
  json["assumed_values"] = assumed(results);
  json["simplifications"] = left_out(results);
  add_ledger_figures(json, results.scenario, results.horizon, results.ledger);
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
  for (const std::string& line : texts_of(results.input)) text += "\n            " + line;
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
  if (waterfall.in_markets() > ChipTime{0}) {
    text += fmt::format("markets     {:.1f} chip-hours\n",
                        static_cast<double>(waterfall.in_markets().value()) / kMsPerHour);
  }
  for (std::size_t i = 0; i < results.scenario.services.size(); ++i) {
    const auto attainment = results.services.attainment(ServiceId{i});
    if (!attainment) continue;
    text += fmt::format("service     {}: {:.3f} % of {:.0f} requests attained\n",
                        results.scenario.services[i].name, 100 * *attainment,
                        requests(results.services.served(ServiceId{i}).demand));
  }
  if (const auto energy = results.power.energy_mwh()) {
    text += fmt::format("energy      {:.1f} MWh\n", *energy);
  }
  if (!results.transfers.empty()) {
    text += fmt::format(
        "transfers   {}, {:.3f} TB, {:.2f} USD of egress\n", results.transfers.size(),
        static_cast<double>(transferred_bytes(results)) / kBytesPerTb, egress_usd(results));
  }
  if (results.ledger != nullptr) text += ledger_text(*results.ledger);
  if (const auto values = assumed(results); !values.empty()) {
    text += fmt::format("assumed     {}\n", fmt::join(values, ", "));
  }
  for (const std::string_view what : left_out(results)) {
    text += fmt::format("left out    {}\n", what);
  }
  return text;
}

}  // namespace drawdown
