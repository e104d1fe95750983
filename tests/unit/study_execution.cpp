// The store, the order of runs, workers, and what programs of the system are told.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "sim/base/errors.hpp"
#include "sim/study/cluster/program.hpp"
#include "sim/study/execution/record.hpp"
#include "sim/study/execution/schedule.hpp"
#include "sim/study/execution/store.hpp"
#include "sim/study/execution/study_directory.hpp"
#include "sim/study/execution/whole_file.hpp"
#include "sim/study/execution/worker.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

// A store in a directory of its own, gone with the object.
class OwnStore {
 public:
  OwnStore() : store(fs::temp_directory_path() / fmt::format("drawdown_store_{}", ::getpid())) {
    store.make();
  }
  ~OwnStore() { fs::remove_all(store.directory()); }
  OwnStore(const OwnStore&) = delete;
  OwnStore& operator=(const OwnStore&) = delete;

  Store store;
};

TEST_CASE("a record is there whole, and a failure until then") {
  const OwnStore own;
  const Store& store = own.store;
  CHECK(store.contents().done.empty());
  store.write_failure("abc1", "exit 2\n");
  CHECK(store.has_failure("abc1"));
  CHECK(store.contents().is_failed("abc1"));
  store.write_record("abc1", "{}\n");
  store.write_record("xyz2", "{}\n");
  CHECK(store.record("abc1") == "{}\n");
  CHECK_FALSE(store.has_failure("abc1"));
  CHECK(store.contents().done == std::vector<std::string>{"abc1", "xyz2"});
  CHECK_FALSE(store.record("none"));
  std::ofstream(store.directory() / "ab" / "abc3.json");
  CHECK_FALSE(store.has("abc3"));  // empty, as a power cut may leave it
  CHECK_FALSE(store.contents().is_done("abc3"));
}

TEST_CASE("what a process that is gone left is removed, and nothing else") {
  const OwnStore own;
  const Store& store = own.store;
  store.write_record("abc1", "{}\n");
  const fs::path record = store.directory() / "ab" / "abc1.json";
  Worker worker([] {});
  const pid_t gone = worker.process();
  while (!worker.read()) ::usleep(1000);
  worker.end();
  std::ofstream(partial_path(record, gone)) << "{";
  std::ofstream(partial_path(record, ::getpid())) << "{";
  std::ofstream(store.directory() / "ab" / ".abc1.json.elsewhere-1.partial") << "{";
  store.remove_leftovers();
  CHECK_FALSE(fs::exists(partial_path(record, gone)));
  CHECK(fs::exists(partial_path(record, ::getpid())));
  CHECK(fs::exists(store.directory() / "ab" / ".abc1.json.elsewhere-1.partial"));
  CHECK(store.contents().done == std::vector<std::string>{"abc1"});
}

TEST_CASE("a record reads back, the figures after the warm-up in place of those with it") {
  const std::string summary =
      R"({"start": "2026-01-01", "wait_mean_s": 4.5, "wait_p50_s": null,
          "share_by_cause": {"no_demand": 0.25}, "wait_at_least": ["wait_max_s"]})";
  const auto plain = read_record(record_text("abc", 7, summary, std::nullopt));
  REQUIRE(plain);
  CHECK(plain->key == "abc");
  CHECK(plain->seed == 7);
  CHECK(plain->figures ==
        decltype(plain->figures){{"share_by_cause.no_demand", 0.25}, {"wait_mean_s", 4.5}});
  CHECK(plain->at_least.contains("wait_max_s"));
  SteadyState::Figures steady;
  steady.cut_jobs = 10;
  steady.wait_mean_s = 5.5;
  steady.wait_at_least = true;
  steady.warning = "short";
  const auto cut = read_record(record_text("abc", 7, summary, steady));
  REQUIRE(cut);
  CHECK(cut->figures.at("wait_mean_s") == 5.5);
  CHECK(cut->figures.at("steady_state.cut_jobs") == 10);
  CHECK(cut->at_least.contains("wait_mean_s"));
  CHECK(cut->warning == "short");
  CHECK_FALSE(read_record(R"({"key": "abc")"));
  CHECK_FALSE(read_record("[]"));
}

// A study of so many points, and keys that say point and replication.
Study study_of(std::size_t points, std::int64_t at_least, std::int64_t at_most) {
  Study study;
  for (std::size_t i = 0; i < points; ++i) study.points.push_back({i, {}});
  study.replications = {at_least, at_most, {}};
  return study;
}

std::string key_of(const Point& point, std::int64_t replication) {
  return fmt::format("key{}.{}", point.number, replication);
}

bool never(const std::vector<std::string>&) {
  return false;
}

std::vector<std::string> all_keys(Schedule& schedule) {
  std::vector<std::string> keys;
  while (const auto run = schedule.next()) keys.push_back(run->key);
  return keys;
}

TEST_CASE("runs come by point and replication, those that are done or failed left out") {
  const Study study = study_of(3, 2, 2);
  const StoreContents contents{{"key0.1"}, {"key1.0"}};
  Schedule schedule(study, {}, contents, false, key_of, never);
  CHECK(schedule.tally().runs == 6);
  CHECK(schedule.tally().runs_missing() == 4);
  CHECK(schedule.tally().points_partly == 1);
  CHECK(schedule.failed_keys() == std::vector<std::string>{"key1.0"});
  CHECK(all_keys(schedule) == std::vector<std::string>{"key0.0", "key1.1", "key2.0", "key2.1"});
  Schedule again(study, {}, contents, true, key_of, never);
  CHECK(all_keys(again).size() == 5);
  Schedule shard(study, {2, 3}, contents, false, key_of, never);
  CHECK(shard.tally().points == 1);
  CHECK(all_keys(shard) == std::vector<std::string>{"key2.0", "key2.1"});
}

TEST_CASE("a point is complete when its last run is done, and counts no sooner") {
  const Study study = study_of(1, 2, 2);
  Schedule schedule(study, {}, {}, false, key_of, never);
  const auto first = *schedule.next();
  const auto second = *schedule.next();
  schedule.again(first);
  CHECK(schedule.next()->key == first.key);
  schedule.done(second);
  CHECK(schedule.tally().points_partly == 1);
  schedule.done(first);
  CHECK(schedule.tally().points_complete == 1);
  CHECK(schedule.tally().points_partly == 0);
  CHECK_FALSE(schedule.next());
}

TEST_CASE("a replication more is planned only when all before it are done, and not for ever") {
  const Study study = study_of(1, 2, 4);
  std::size_t enough = 3;
  const auto rule = [&](const std::vector<std::string>& keys) { return keys.size() >= enough; };
  Schedule schedule(study, {}, {}, false, key_of, rule);
  const auto first = *schedule.next();
  schedule.done(*schedule.next());
  CHECK_FALSE(schedule.next());
  schedule.done(first);
  const auto third = *schedule.next();
  CHECK(third.key == "key0.2");
  schedule.done(third);
  CHECK(schedule.tally().points_complete == 1);
  CHECK(schedule.tally().runs == 3);
  enough = 9;
  Schedule most(study, {}, {{"key0.0", "key0.1", "key0.2", "key0.3", "key0.4"}, {}}, false, key_of,
                rule);
  CHECK(most.tally().points_complete == 1);
  CHECK(most.tally().runs == 4);
}

TEST_CASE("a point with a failed replication asks for no more") {
  const Study study = study_of(1, 2, 9);
  Schedule schedule(study, {}, {}, false, key_of, never);
  schedule.failed(*schedule.next());
  schedule.done(*schedule.next());
  CHECK_FALSE(schedule.next());
  CHECK(schedule.tally().points_partly == 1);
  CHECK(schedule.tally().runs_failed == 1);
}

TEST_CASE("shards are counted from 0") {
  CHECK(parse_shard("0/1").count == 1);
  CHECK(parse_shard("2/4").has(6));
  CHECK_FALSE(parse_shard("2/4").has(7));
  for (const char* text : {"", "1", "4/4", "-1/4", "a/4", "1/", "/4", "0/0"}) {
    CHECK_THROWS_AS(parse_shard(text), InputError);
  }
}

WorkerEnd end_of(const std::function<void()>& action) {
  Worker worker(action);
  while (!worker.read()) {
    pollfd descriptor{worker.descriptor(), POLLIN, 0};
    ::poll(&descriptor, 1, 1000);
  }
  return worker.end();
}

TEST_CASE("how a worker ended says who is at fault") {
  using Kind = WorkerEnd::Kind;
  CHECK(end_of([] {}).kind == Kind::done);
  const WorkerEnd input = end_of([] { throw InputError("a.yaml:1:1: wrong"); });
  CHECK(input.kind == Kind::failed);
  CHECK(input.exit_code == 2);
  CHECK(input.printed == "a.yaml:1:1: wrong\n");
  const WorkerEnd bug = end_of([] { require(false, "it does not hold"); });
  CHECK(bug.kind == Kind::failed);
  CHECK(bug.exit_code == 1);
  CHECK(end_of([] { throw EnvironmentError("no room"); }).kind == Kind::environment);
  CHECK(end_of([] { ::raise(SIGKILL); }).kind == Kind::killed);
  CHECK(end_of([] { ::raise(SIGTERM); }).kind == Kind::killed);
  CHECK(end_of([] { ::raise(SIGINT); }).kind == Kind::done);
  const WorkerEnd crash = end_of([] {
    ::signal(SIGABRT, SIG_DFL);
    ::raise(SIGABRT);
  });
  CHECK(crash.kind == Kind::failed);
  CHECK_THAT(crash.printed, Catch::Contains("signal 6"));
}

TEST_CASE("two trees are told apart by path") {
  Node there;
  there.kind = NodeKind::map;
  Node here = there;
  there.entries.push_back({"a", {}, scalar_node("1", {})});
  here.entries.push_back({"a", {}, scalar_node("2", {})});
  here.entries.push_back({"b", {}, scalar_node("3", {})});
  CHECK(differences(there, here) == "\n  a: 1 there, 2 here\n  b: nothing there, 3 here");
}

TEST_CASE("words for sbatch are those that a shell would make") {
  CHECK(split_words("", "--slurm-args").empty());
  CHECK(split_words(" -p  long --comment='two words' a\\ b \"\"", "--slurm-args") ==
        std::vector<std::string>{"-p", "long", "--comment=two words", "a b", ""});
  CHECK_THROWS_AS(split_words("'open", "--slurm-args"), InputError);
  const std::string odd = "it's a $HOME\n";
  const ProgramResult echo = run_program({"sh", "-c", "printf %s " + shell_word(odd)});
  CHECK(echo.out == odd);
  CHECK(run_program({"sh", "-c", "echo no >&2; exit 7"}).exit_code == 7);
  CHECK(run_program({"sh", "-c", "echo no >&2; exit 7"}).err == "no\n");
  CHECK_THROWS_AS(run_program({"drawdown_no_such_program"}), EnvironmentError);
  CHECK(has_program("sh"));
  CHECK_FALSE(has_program("drawdown_no_such_program"));
}

}  // namespace
}  // namespace drawdown
