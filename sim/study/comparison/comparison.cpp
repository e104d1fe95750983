#include "sim/study/comparison/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/report/summary.hpp"

namespace drawdown {
namespace {

std::optional<double> figure_of(const SideRun& run, const std::string& name) {
  const auto found = run.figures.find(name);
  return found == run.figures.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> mean_of(const Side& side, const std::string& name) {
  std::vector<double> values;
  for (const SideRun& run : side.runs) {
    if (const auto value = figure_of(run, name)) values.push_back(*value);
  }
  if (values.empty()) return std::nullopt;
  return mean_interval(values, side.confidence).mean;
}

// Parts of a group of figures are sums, as amounts are.
IntervalMethod method_of(const std::string& name) {
  const auto kind = metric_kind(name);
  return kind ? interval_method(*kind) : IntervalMethod::student_t;
}

// By replications that have the same seed on both sides.
Interval difference_of(const Side& a, const Side& b, const std::string& name) {
  std::vector<std::optional<double>> there;
  std::vector<std::optional<double>> here;
  for (const SideRun& run : b.runs) {
    const auto twin = std::ranges::find(a.runs, run.seed, &SideRun::seed);
    if (twin == a.runs.end()) continue;
    there.push_back(figure_of(*twin, name));
    here.push_back(figure_of(run, name));
  }
  return paired_difference(here, there, {method_of(name), a.confidence, a.study_seed});
}

bool are_alike(const Side& a, const Side& b, const std::string& name) {
  if (a.runs.size() != b.runs.size()) return false;
  for (std::size_t i = 0; i < a.runs.size(); ++i) {
    if (figure_of(a.runs[i], name) != figure_of(b.runs[i], name)) return false;
  }
  return true;
}

std::vector<TreeDifference> input_differences(const Side& a, const Side& b) {
  std::vector<TreeDifference> inputs = tree_differences(a.scenario, b.scenario);
  if (a.trace_hash != b.trace_hash && !a.trace_hash.empty() && !b.trace_hash.empty()) {
    inputs.push_back({"content of workload.trace.file", a.trace_hash, b.trace_hash});
  }
  if (a.version != b.version) inputs.push_back({"version of drawdown", a.version, b.version});
  return inputs;
}

}  // namespace

Comparison compare(const Side& a, const Side& b) {
  Comparison comparison;
  comparison.inputs = input_differences(a, b);
  std::set<std::string> names;
  for (const Side* side : {&a, &b}) {
    for (const SideRun& run : side->runs) {
      for (const auto& [name, value] : run.figures) names.insert(name);
    }
  }
  for (const std::string& name : names) {
    if (are_alike(a, b, name)) {
      ++comparison.alike;
      continue;
    }
    comparison.figures.push_back(
        {name, mean_of(a, name), mean_of(b, name), difference_of(a, b, name)});
  }
  return comparison;
}

}  // namespace drawdown
