// What a study file comes to: its points, seeds, scenarios and keys.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "sim/base/errors.hpp"
#include "sim/study/run_key.hpp"
#include "sim/study/study.hpp"

namespace drawdown {
namespace {

// A directory of study files, gone with the object.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "drawdown-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = std::filesystem::canonical(name);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file, std::ios::binary) << text;
    return (path_ / file).string();
  }

 private:
  std::filesystem::path path_;
};

const std::string kScenario =
    "platform:\n"
    "  sites: [{name: iowa}]\n"
    "  pools: [{name: v5p, site: iowa, units: 8}]\n"
    "workload:\n"
    "  streams:\n"
    "    - name: research\n"
    "      jobs: 20\n"
    "      arrivals: {rate: 60 jobs/h}\n"
    "      duration: {fixed: 1 min}\n"
    "      sizes: [{chips: 4 chips}]\n";

const std::string kTraceScenario =
    "platform:\n"
    "  sites: [{name: iowa}]\n"
    "  pools: [{name: v5p, site: iowa, units: 8}]\n"
    "workload: {trace: {format: swf, file: jobs.swf}}\n";

std::string indented(std::string text) {
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) text.insert(at, "  ");
  return text;
}

// A study of `scenario` written within the file.
std::string study_text(const std::string& rest, const std::string& scenario = kScenario) {
  return "scenario:\n" + indented(scenario) + "metrics: [wait_mean_s]\n" + rest;
}

Study study_of(const std::string& rest, const std::vector<std::string>& settings = {}) {
  const Folder folder;
  return read_study(folder.write("study.yaml", study_text(rest)), settings);
}

std::string values_of(const Point& point) {
  std::string text;
  for (const Setting& setting : point.settings) {
    text += (text.empty() ? "" : " ") + setting.value;
  }
  return text;
}

std::vector<std::string> rows_of(const Study& study) {
  std::vector<std::string> rows;
  for (const Point& point : study.points) rows.push_back(values_of(point));
  return rows;
}

const Node* at(const Document& document, std::initializer_list<std::string_view> keys) {
  const Node* node = &document.root;
  for (const std::string_view key : keys) node = node->find(key);
  return node;
}

using Rows = std::vector<std::string>;

}  // namespace

TEST_CASE("a study without axes has one point") {
  const Study study = study_of("");
  CHECK(study.name == "study");
  REQUIRE(study.points.size() == 1);
  CHECK(study.points[0].settings.empty());
  CHECK(study.replications.at_least == 1);
  CHECK(study.replications.at_most == 1);
  CHECK(study.confidence == 0.95);
  CHECK(study.baseline_of.empty());
}

TEST_CASE("points are numbered with the last entry changing fastest") {
  const Study study = study_of(
      "axes:\n"
      "  - {path: policy.backfill, values: [none, easy]}\n"
      "  - zip:\n"
      "      - {path: policy.order, values: [fcfs, sjf]}\n"
      "      - {path: policy.backfill_order, values: [queue, sjf]}\n"
      "  - {path: \"platform.pools[0].units\", range: {from: 8, to: 10, step: 1}}\n");
  CHECK(study.paths == Rows{"policy.backfill", "policy.order", "policy.backfill_order",
                            "platform.pools[0].units"});
  REQUIRE(study.points.size() == 12);
  CHECK(values_of(study.points[0]) == "none fcfs queue 8");
  CHECK(values_of(study.points[1]) == "none fcfs queue 9");
  CHECK(values_of(study.points[3]) == "none sjf sjf 8");
  CHECK(values_of(study.points[11]) == "easy sjf sjf 10");
  for (std::size_t i = 0; i < study.points.size(); ++i) CHECK(study.points[i].number == i);
}

TEST_CASE("a scenario has the settings of its point and the seed of its replication") {
  const Study study = study_of(
      "seed: 7\n"
      "axes:\n"
      "  - {path: policy.order, values: [fcfs, sjf]}\n"
      "  - {path: \"workload.streams[0].sizes\", values: [[{chips: 1 chips}], [{chips: 2 "
      "chips}]]}\n");
  const Document scenario = scenario_of(study, study.points[3], 2);
  CHECK(at(scenario, {"policy", "order"})->text == "sjf");
  CHECK(at(scenario, {"policy", "backfill"})->text == "none");
  CHECK(at(scenario, {"seed"})->text == fmt::format("{}", replication_seed(7, 2)));
  const Node& size = at(scenario, {"workload", "streams"})->items[0].find("sizes")->items[0];
  CHECK(size.find("chips")->text == "2 chips");
  CHECK(size.find("weight")->text == "1");
  CHECK(study.points[3].settings[1].value == "[{chips: 2 chips}]");
}

TEST_CASE("replications have seeds of 63 bits, the same at every point and on every machine") {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (std::int64_t replication = 0; replication < 20; ++replication) {
      const std::uint64_t drawn = replication_seed(seed, replication);
      CHECK(drawn >> 63 == 0);
      seeds.insert(drawn);
    }
  }
  CHECK(seeds.size() == 400);
  CHECK(replication_seed(1, 0) == 0x7B9B34F03FF3175E);
}

TEST_CASE("a default that follows from a value follows it in every scenario") {
  const Study study =
      study_of("axes: [{path: \"workload.streams[0].name\", values: [research, product]}]\n");
  const Document scenario = scenario_of(study, study.points[1], 0);
  // The tenant is the stream's name by default: the run's reader is to say so, not the base.
  CHECK(at(scenario, {"workload", "streams"})->items[0].find("tenant") == nullptr);
}

TEST_CASE("settings change the study file and the scenario that it includes") {
  const Folder folder;
  folder.write("base.yaml", kScenario);
  const std::string file =
      folder.write("study.yaml", "scenario: base.yaml\nmetrics: [wait_mean_s]\nreplications: 5\n");
  const Study study =
      read_study(file, {"replications=2", "scenario.policy.order=sjf",
                        "scenario.platform.pools[0].units=9", "axes=[{path: seed.x, values: [1]}]",
                        "axes=[{path: policy.overrun, values: [kill, allow]}]"});
  CHECK(study.replications.at_most == 2);
  CHECK(at(study.base, {"policy", "order"})->text == "sjf");
  CHECK(at(study.base, {"platform", "pools"})->items[0].find("units")->text == "9");
  CHECK(study.points.size() == 2);
  CHECK(study.base.files.size() == 2);
}

TEST_CASE("the resolved study reads back to the same study") {
  const Folder folder;
  const Study study = read_study(
      folder.write("study.yaml",
                   study_text("axes:\n"
                              "  - {path: policy.backfill, values: [none, easy]}\n"
                              "  - sample: latin_hypercube\n"
                              "    points: 5\n"
                              "    axes: [{path: \"platform.pools[0].units\", from: 8, to: 64}]\n"
                              "replications: {at_least: 2, at_most: 9, until: {wait_mean_s: 5 %}}\n"
                              "baseline: {policy.backfill: none}\n")),
      {});
  const Study again =
      read_study(folder.write("elsewhere/study.yaml", emit(study.document.root)), {});
  CHECK(emit(again.document.root) == emit(study.document.root));
  CHECK(rows_of(again) == rows_of(study));
  CHECK(again.baseline_of == study.baseline_of);
  CHECK(again.replications.until == study.replications.until);
}

TEST_CASE("a baseline is the point with that value and all else alike") {
  const Study study = study_of(
      "axes:\n"
      "  - {path: policy.order, values: [fcfs, sjf]}\n"
      "  - {path: policy.backfill, values: [easy, none]}\n"
      "baseline: {policy.backfill: none}\n");
  CHECK(study.baseline_of == std::vector<std::size_t>{1, 1, 3, 3});
}

TEST_CASE("a key changes with each input of a run") {
  const Folder folder;
  folder.write("jobs.swf", "; a trace\n");
  const std::string rest = "axes: [{path: policy.order, values: [fcfs, sjf]}]\n";
  const auto study = [&](const std::string& more) {
    return read_study(folder.write("study.yaml", study_text(rest + more, kTraceScenario)), {});
  };
  std::set<std::string> keys;
  const Study first = study("");
  keys.insert(run_key(first, first.points[0], 0, "1.0"));
  keys.insert(run_key(first, first.points[1], 0, "1.0"));  // a setting
  keys.insert(run_key(first, first.points[0], 1, "1.0"));  // a seed
  keys.insert(run_key(first, first.points[0], 0, "1.1"));  // the program
  const Study steady = study("steady_state: true\n");
  keys.insert(run_key(steady, steady.points[0], 0, "1.0"));
  const Study seeded = study("seed: 2\n");
  keys.insert(run_key(seeded, seeded.points[0], 0, "1.0"));
  folder.write("jobs.swf", "; another trace\n");
  keys.insert(run_key(first, first.points[0], 0, "1.0"));  // the bytes of a file
  CHECK(keys.size() == 7);
  CHECK(std::ranges::all_of(keys, [](const std::string& key) { return key.size() == 32; }));
}

TEST_CASE("a key does not change with what a run does not depend on") {
  const std::string rest = "axes: [{path: policy.order, values: [fcfs, sjf]}]\n";
  const Folder here;
  here.write("jobs.swf", "; a trace\n");
  const Study first = read_study(here.write("study.yaml", study_text(rest, kTraceScenario)), {});
  const std::string key = run_key(first, first.points[1], 3, "1.0");

  const Folder there;  // another place, the scenario included, its keys in another order
  there.write("parts/log.swf", "; a trace\n");
  there.write("parts/base.yaml",
              "workload: {trace: {file: \"log.swf\", format: swf}}\n"
              "policy: {order: \"sjf\", backfill: none}\n"
              "platform:\n"
              "  pools: [{site: iowa, units: 8, name: v5p}]\n"
              "  sites: [{name: iowa}]\n");
  const Study moved =
      read_study(there.write("study.yaml",
                             "study: other\nscenario: parts/base.yaml\n"
                             "metrics: [wait_p99_s]\nreplications: 9\n"
                             "axes: [{path: policy.overrun, values: [allow, kill]}]\n"),
                 {});
  CHECK(run_key(moved, moved.points[1], 3, "1.0") == key);
}

TEST_CASE("many keys made at once are those made one by one") {
  const Study study = study_of(
      "axes:\n"
      "  - {path: policy.backfill, values: [none, easy]}\n"
      "  - {path: policy, values: []}\n",
      {"axes[1]={path: \"platform.pools[0].units\", range: {from: 1, to: 4, step: 1}}",
       "scenario.workload.streams[0].sizes[0].chips=1 chips"});
  RunKeys keys(study, "1.0");
  std::set<std::string> all;
  for (const Point& point : study.points) {
    for (std::int64_t replication = 0; replication < 3; ++replication) {
      const std::string key = keys.key(point, replication);
      CHECK(key == run_key(study, point, replication, "1.0"));
      all.insert(key);
    }
  }
  CHECK(all.size() == study.points.size() * 3);
}

TEST_CASE("a dry run shows the points aligned and counts the runs") {
  const Study study = study_of(
      "axes:\n"
      "  - {path: policy.backfill, values: [none, conservative]}\n"
      "replications: 3\n");
  CHECK(points_text(study) ==
        "point    policy.backfill\n"
        "0        none\n"
        "1        conservative\n"
        "2 points x 3 replications = 6 runs\n");
}

}  // namespace drawdown
