// The summary: its keys are those that are documented, and its figures those of a run worked out
// by hand.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sim/report/summary.hpp"

namespace drawdown {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;

// A run without an engine: one reservation of 8 single chips, and the observers of the summary.
class SmallRun {
 public:
  SmallRun() {
    scenario.start = std::chrono::sys_days(2026y / 1 / 1);
    // 60 W of an idle chip, 660 W of one at work, and 480 W of 8 in a host.
    Accelerator chip;
    chip.idle = {60};
    chip.busy = {660};
    chip.host = {480};
    chip.chips_per_host = Chips{8};
    chip.bf16_peak = {1e15};
    scenario.platform.sites.emplace_back();
    scenario.platform.pools = {{"v5p", SiteId{0}, Units{8}, Chips{1}, chip}};
    scenario.platform.reservations = {
        standing_reservation(PoolId{0}, scenario.platform.pools.front())};
    Partition partition;
    partition.pool = PoolId{0};
    partition.reservation = ReservationId{0};
    partition.chips_per_unit = Chips{1};
    partition.units = Units{8};
    partition.until = kNever;
    partition.open = true;
    partition.bound = partition.free = Chips{8};
    state.view.partitions = {partition};
    state.view.demands = {{{}, {}, {Relation::usable}, {PartitionId{0}}}};
    state.tenants = {"research"};
    attribution.emplace(state);
    waterfall.emplace(state, *attribution, [this](const WaterfallRow& row) {
      if (ledger) ledger->keep(row);
    });
    power.emplace(state, *attribution);
    services.emplace(state);
    jobs.emplace(state, *attribution, std::filesystem::temp_directory_path());
    for (Observer* observer : observers()) observer->opened(PartitionId{0}, {});
    sample();
  }

  // All chips are under a contract at a dollar per chip-hour, and would cost two without it.
  void keep_ledger() {
    Contract contract;
    contract.name = "c";
    contract.scope = {ScopeKind::any, {ReservationId{0}}};
    contract.from = kRunStart;
    contract.until = kRunStart + 1h;
    contract.ramp = {{contract.from, 8}};
    contract.rate = Price{1'000'000};
    scenario.contracts = {contract};
    PriceEntry price;
    price.kind = ScopeKind::pool;
    price.pools = {PoolId{0}};
    price.on_demand = Price{2'000'000};
    scenario.prices = PriceList({price}, scenario.platform);
    ledger.emplace(state, *power);
    ledger->sampled(state.view.now);
  }
  Gang submit(std::int64_t chips) {
    Gang gang;
    gang.id = GangId{gangs++};
    gang.tenant = TenantId{0};
    gang.demand = DemandId{0};
    gang.job.chips = gang.chips = Chips{chips};
    gang.job.submit = state.view.now;
    for (Observer* observer : observers()) observer->submitted(gang);
    return gang;
  }
  Gang submit_to_queue(std::int64_t chips) {
    Gang gang = submit(chips);
    gang.queued = state.view.now;
    for (Observer* observer : observers()) observer->queued(gang);
    return gang;
  }
  void start(Gang& gang) {
    gang.partition = PartitionId{0};
    gang.status = GangStatus::running;
    gang.start = gang.first_start = state.view.now;
    gang.place.taken = gang.job.chips;
    state.view.partitions.front().free -= gang.place.taken;
    ++state.view.partitions.front().changes;
    for (Observer* observer : observers()) observer->started(gang);
  }
  void end(Gang& gang) {
    Spell spell;
    spell.productive = state.view.now - gang.start;
    for (Observer* observer : observers()) observer->settled(gang, spell);
    state.view.partitions.front().free += gang.place.taken;
    ++state.view.partitions.front().changes;
    for (Observer* observer : observers()) observer->ended(gang, EndState::done);
  }
  void sample() {
    for (Observer* observer : observers()) observer->sampled(state.view.now);
  }
  Json finish(Duration at) {
    state.view.now = kRunStart + at;
    for (Observer* observer : observers()) observer->finished(state.view.now);
    return Json::parse(summary_json(results()));
  }
  Results results() {
    return {scenario,  state.view.now,  {.lines = {3, 0, 0, 0, 7}}, *jobs, *waterfall, *power,
            *services, state.transfers, ledger ? &*ledger : nullptr};
  }
  std::vector<Observer*> observers() {
    std::vector<Observer*> all = {&*attribution, &*waterfall, &*power, &*jobs};
    if (ledger) all.push_back(&*ledger);
    return all;
  }

  Scenario scenario;
  RunState state{scenario};
  std::optional<Attribution> attribution;
  std::optional<Waterfall> waterfall;
  std::optional<PowerMeter> power;
  std::optional<ServiceMeter> services;
  std::optional<JobStatistics> jobs;
  std::optional<Ledger> ledger;
  std::size_t gangs = 0;
};

std::vector<std::string> keys_of(const Json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

std::vector<std::string> documented_keys() {
  std::vector<std::string> keys;
  for (const Figure& figure : figures()) keys.emplace_back(figure.key);
  return keys;
}

TEST_CASE("the keys of the summary are the documented ones, in their order, also without jobs") {
  SmallRun run;
  const Json json = run.finish(10s);
  CHECK(keys_of(json) == documented_keys());
  for (const char* key : {"wait_mean_s", "wait_p50_s", "wait_max_s", "bounded_slowdown_mean"}) {
    CHECK(json[key].is_null());
  }
  CHECK(json["committed_idle_share"] == 1.0);
  CHECK(json["trace_lines"]["malformed"] == 3);
  CHECK(json["trace_lines"]["rounded_up"] == 7);
  for (const Figure& figure : figures()) CHECK_FALSE(figure.formula.empty());
}

TEST_CASE("the figures of a run are those that its jobs add up to") {
  SmallRun run;
  Gang ran = run.submit_to_queue(6);
  const Gang refused = run.submit(9);
  for (Observer* observer : run.observers()) observer->refused(refused, "too_large");
  run.sample();
  run.state.view.now = kRunStart + 20s;  // it waited 20 s, runs 20 s
  run.start(ran);
  run.sample();
  run.state.view.now = kRunStart + 40s;
  run.end(ran);
  run.sample();
  const Gang open = run.submit_to_queue(1);
  run.state.view.now = kRunStart + 100s;  // it waits 60 s, and has not started
  for (Observer* observer : run.observers()) observer->censored(open);
  const Json json = run.finish(100s);

  CHECK(keys_of(json) == documented_keys());
  CHECK(json["start"] == "2026-01-01");
  CHECK(json["horizon_s"] == 100);
  CHECK(json["jobs_submitted"] == 3);
  CHECK(json["jobs_done"] == 1);
  CHECK(json["jobs_censored"] == 1);
  CHECK(json["jobs_refused_by_reason"] == Json{{"too_large", 1}});
  CHECK(json["wait_mean_s"] == 40.0);  // (20 + 60) / 2
  CHECK(json["wait_p50_s"] == 20);     // the first of two
  CHECK(json["wait_max_s"] == 60);
  CHECK(json["wait_at_least"] ==
        Json{"wait_mean_s", "wait_p90_s", "wait_p95_s", "wait_p99_s", "wait_max_s"});
  CHECK(json["bounded_slowdown_mean"] == 2.0);  // (20 + 20) / 20
  CHECK(json["reserved_chip_ms"] == 8 * 100'000);
  CHECK(json["chip_ms_by_cause"]["productive"] == 6 * 20'000);
  CHECK(json["committed_idle_share"] == 0.85);  // 1 - 120 / 800
  // 8 x (60 + 480 / 8) W x 100 s and 6 x 600 W x 20 s more: 168 kJ, of 3.6 GJ
  CHECK(json["energy_mwh"].get<double>() == Approx(168e3 / 3.6e9).epsilon(1e-14));
  CHECK(json["energy_mwh_by_pool"] == Json{{"v5p", json["energy_mwh"]}});
}

TEST_CASE("without an accelerator the energy is unknown, and nothing of one is assumed") {
  SmallRun run;
  run.scenario.platform.pools[0].accelerator.reset();
  run.power.emplace(run.state, *run.attribution);
  const Json json = run.finish(10s);
  CHECK(json["energy_mwh"].is_null());
  CHECK(json["energy_mwh_by_pool"].empty());
  CHECK(json["assumed_values"].empty());
  CHECK_THAT(summary_text(run.results()), !Catch::Contains("MWh"));
}

TEST_CASE(
    "the penalty of a place is the work beyond what the closest one takes, a spell at a time") {
  SmallRun run;
  Gang gang = run.submit_to_queue(6);
  run.start(gang);
  const auto settle = [&](Duration recomputing, Duration productive) {
    Spell spell;
    spell.starting = 7s;
    spell.checkpointing = 3s;
    spell.communicating = 5s;
    spell.recomputing = recomputing;
    spell.productive = productive;
    run.jobs->settled(gang, spell);
    return run.jobs->placement_penalty();
  };
  CHECK(settle(1s, 2s) == ChipTime{0});  // in the closest place
  gang.course.set_pace(1.25);            // four fifths of its work would have done
  CHECK(settle(4s, 6s) == Chips{6} * 2s);
  CHECK(settle(0ms, 7ms) == Chips{6} * 2001ms);  // 1.4 ms, rounded
  CHECK(settle(0ms, 8ms) == Chips{6} * 2003ms);  // 1.6 ms
}

TEST_CASE("a figure's kind says how it is written, and how its interval is made") {
  SmallRun run;
  run.keep_ledger();
  Gang ran = run.submit_to_queue(1);
  ran.job.standing.deadline = 20s;  // else none is due, and their share has no value
  run.start(ran);
  run.sample();
  run.state.view.now = kRunStart + 20s;
  run.end(ran);
  const Json json = run.finish(20s);
  for (const Figure& figure : figures()) {
    INFO(figure.key);
    CHECK(metric_kind(figure.key) == figure.kind);
    const Json& value = json[std::string(figure.key)];
    const bool is_number = interval_method(figure.kind) != IntervalMethod::none;
    CHECK(value.is_number() == is_number);
    CHECK(value.is_object() == (figure.kind == FigureKind::parts));
  }
  CHECK(metric_kind("no_such_key") == std::nullopt);
  CHECK(interval_method(metric_kind("wait_p95_s").value()) == IntervalMethod::bootstrap);
  CHECK(interval_method(metric_kind("wait_max_s").value()) == IntervalMethod::bootstrap);
  CHECK(interval_method(metric_kind("wait_mean_s").value()) == IntervalMethod::student_t);
}

TEST_CASE("the text for people tells a lower bound from a figure") {
  SmallRun run;
  const Gang open = run.submit_to_queue(1);
  run.state.view.now = kRunStart + 10s;
  for (Observer* observer : run.observers()) observer->censored(open);
  run.finish(10s);
  const std::string text = summary_text(run.results());
  CHECK_THAT(text, Catch::Contains("1 submitted, 1 censored"));
  CHECK_THAT(text, Catch::Contains("mean >= 10.000 s, p50 >= 10.000 s"));
  CHECK_THAT(text, Catch::Contains("100.0 % idle"));
  CHECK_THAT(text, Catch::Contains("left out    a job that does not declare"));
}

}  // namespace
}  // namespace drawdown
