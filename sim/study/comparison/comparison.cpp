#include "sim/study/comparison/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kNothing = "-";

std::string number_text(std::optional<double> value) {
  return value && std::isfinite(*value) ? fmt::format("{:.6g}", *value) : std::string(kNothing);
}

// `+12.5 %`, where it can be said.
std::string relative_text(const FigureDifference& figure) {
  if (!figure.a || *figure.a == 0 || !std::isfinite(figure.difference.mean)) return {};
  return fmt::format("{:+.2f} %", 100 * figure.difference.mean / std::abs(*figure.a));
}

std::string bounds_text(const Interval& interval) {
  if (!interval.bounded()) return {};
  return fmt::format("[{:.6g}, {:.6g}]", interval.low, interval.high);
}

using Cells = std::vector<std::string>;

// Columns as wide as their longest cell; the last is not padded.
std::string table_text(const std::vector<Cells>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Cells& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Cells& row : rows) {
    std::string line = "  ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += i + 1 == row.size() ? row[i] : fmt::format("{:<{}}  ", row[i], widths[i]);
    }
    while (line.ends_with(' ')) line.pop_back();
    text += line + '\n';
  }
  return text;
}

Json number_json(std::optional<double> value) {
  return value && std::isfinite(*value) ? Json(*value) : Json();
}

}  // namespace

std::string comparison_text(const Side& a, const Side& b, const Comparison& comparison) {
  std::string text = fmt::format("a: {}\nb: {}\n", a.name, b.name);
  if (comparison.inputs.empty()) {
    text += "\nthe inputs are alike\n";
  } else {
    std::vector<Cells> rows = {{"input", "a", "b"}};
    for (const TreeDifference& input : comparison.inputs) {
      rows.push_back({input.path, input.a.value_or(std::string(kNothing)),
                      input.b.value_or(std::string(kNothing))});
    }
    text += "\n" + table_text(rows);
  }
  if (!comparison.figures.empty()) {
    const std::string bounds =
        a.is_point && b.is_point ? fmt::format("{:g} % interval", 100 * a.confidence) : "";
    std::vector<Cells> rows = {{"figure", "a", "b", "b - a", "", bounds}};
    for (const FigureDifference& figure : comparison.figures) {
      rows.push_back({figure.figure, number_text(figure.a), number_text(figure.b),
                      number_text(figure.difference.mean), relative_text(figure),
                      bounds_text(figure.difference)});
    }
    text += "\n" + table_text(rows);
  }
  text += fmt::format("\n{} figures are alike\n", comparison.alike);
  std::set<std::string> warnings;
  for (const FigureDifference& figure : comparison.figures) {
    if (a.is_point && b.is_point) warnings.insert(figure.difference.warning);
  }
  warnings.erase("");
  for (const std::string& warning : warnings) text += fmt::format("warning: {}\n", warning);
  return text;
}

std::string comparison_json(const Side& a, const Side& b, const Comparison& comparison) {
  Json json;
  json["a"] = a.name;
  json["b"] = b.name;
  json["inputs"] = Json::array();
  for (const TreeDifference& input : comparison.inputs) {
    json["inputs"].push_back({{"path", input.path},
                              {"a", input.a ? Json(*input.a) : Json()},
                              {"b", input.b ? Json(*input.b) : Json()}});
  }
  json["figures"] = Json::array();
  for (const FigureDifference& figure : comparison.figures) {
    const Interval& difference = figure.difference;
    json["figures"].push_back({{"figure", figure.figure},
                               {"a", number_json(figure.a)},
                               {"b", number_json(figure.b)},
                               {"difference", number_json(difference.mean)},
                               {"replications", difference.n},
                               {"low", number_json(difference.low)},
                               {"high", number_json(difference.high)},
                               {"method", name_of(difference.method)},
                               {"warning", difference.warning}});
  }
  json["figures_alike"] = comparison.alike;
  return json.dump(2) + "\n";
}

}  // namespace drawdown
