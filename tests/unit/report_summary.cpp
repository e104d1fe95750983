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
    scenario.platform.pools = {{"v5p", SiteId{0}, Units{8}, Chips{1}}};
    scenario.platform.reservations = {
        standing_reservation(PoolId{0}, scenario.platform.pools.front())};
    Partition partition;
    partition.pool = PoolId{0};
    partition.reservation = ReservationId{0};
    partition.chips_per_unit = Chips{1};
    partition.units = Units{8};
    partition.until = kNever;
    partition.open = true;
    partition.free = Chips{8};
    state.view.partitions = {partition};
    state.view.demands = {{{Relation::usable}, {PartitionId{0}}}};
    state.tenants = {"research"};
    attribution.emplace(state);
    waterfall.emplace(state, *attribution, [](const WaterfallRow&) {});
    jobs.emplace(state, *attribution, std::filesystem::temp_directory_path());
    for (Observer* observer : observers()) observer->opened(PartitionId{0}, {});
    sample();
  }

  Gang submit(std::int64_t chips) {
    Gang gang;
    gang.id = GangId{gangs++};
    gang.tenant = TenantId{0};
    gang.demand = DemandId{0};
    gang.job.chips = Chips{chips};
    gang.job.submit = state.view.now;
    for (Observer* observer : observers()) observer->submitted(gang);
    return gang;
  }
  void start(Gang& gang) {
    gang.partition = PartitionId{0};
    gang.status = GangStatus::running;
    gang.start = state.view.now;
    gang.taken = gang.job.chips;
    state.view.partitions.front().free -= gang.taken;
    for (Observer* observer : observers()) observer->started(gang);
  }
  void end(Gang& gang) {
    gang.end = state.view.now;
    state.view.partitions.front().free += gang.taken;
    for (Observer* observer : observers()) observer->ended(gang, EndState::done);
  }
  void sample() {
    for (Observer* observer : observers()) observer->sampled(state.view.now);
  }
  Json finish(Duration at) {
    state.view.now = kRunStart + at;
    for (Observer* observer : observers()) observer->finished(state.view.now);
    return Json::parse(summary_json({scenario, state.view.now, 3, *jobs, *waterfall}));
  }
  std::vector<Observer*> observers() { return {&*attribution, &*waterfall, &*jobs}; }

  Scenario scenario;
  RunState state{scenario};
  std::optional<Attribution> attribution;
  std::optional<Waterfall> waterfall;
  std::optional<JobStatistics> jobs;
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
  CHECK(json["trace_lines_skipped"] == 3);
  for (const Figure& figure : figures()) CHECK_FALSE(figure.formula.empty());
}

TEST_CASE("the figures of a run are those that its jobs add up to") {
  SmallRun run;
  Gang ran = run.submit(6);
  const Gang refused = run.submit(9);
  for (Observer* observer : run.observers()) observer->refused(refused, "too_large");
  run.sample();
  run.state.view.now = kRunStart + 20s;  // it waited 20 s, runs 20 s
  run.start(ran);
  run.sample();
  run.state.view.now = kRunStart + 40s;
  run.end(ran);
  run.sample();
  const Gang open = run.submit(1);
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
}

TEST_CASE("a figure's kind says how it is written, and how its interval is made") {
  SmallRun run;
  Gang ran = run.submit(1);
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
  const Gang open = run.submit(1);
  run.state.view.now = kRunStart + 10s;
  for (Observer* observer : run.observers()) observer->censored(open);
  run.finish(10s);
  const std::string text =
      summary_text({run.scenario, run.state.view.now, 0, *run.jobs, *run.waterfall});
  CHECK_THAT(text, Catch::Contains("1 submitted, 1 censored"));
  CHECK_THAT(text, Catch::Contains("mean >= 10.000 s, p50 >= 10.000 s"));
  CHECK_THAT(text, Catch::Contains("100.0 % idle"));
}

}  // namespace
}  // namespace drawdown
