#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/config/environment.hpp"
#include "sim/config/reader.hpp"
#include "sim/report/summary.hpp"
#include "sim/study/design/base_scenario.hpp"
#include "sim/study/design/points.hpp"
#include "sim/study/scenario_files.hpp"
#include "sim/study/study.hpp"

namespace drawdown {

// Of intervals: strictly between 0 and 1.
struct Confidence {
  double value = 0;
};

template <>
struct Quantity<Confidence> {
  static constexpr std::string_view expected = "a share between 0 and 1, e.g. 95 %";
  static std::optional<Confidence> parse(std::string_view text) {
    const auto share = Quantity<Share>::parse(text);
    if (!share || share->value <= 0 || share->value >= 1) return std::nullopt;
    return Confidence{share->value};
  }
};

// How wide an interval may be: half of it over the mean.
struct Precision {
  double value = 0;
};

template <>
struct Quantity<Precision> {
  static constexpr std::string_view expected = "a share above 0, at most 1, e.g. 5 %";
  static std::optional<Precision> parse(std::string_view text) {
    const auto share = Quantity<Share>::parse(text);
    if (!share || share->value <= 0) return std::nullopt;
    return Precision{share->value};
  }
};

namespace {

constexpr std::int64_t kMostReplications = 1'000'000;
constexpr std::string_view kScenario = "scenario";
// The figures that a warm-up can be cut from: means over jobs.
constexpr std::array<std::string_view, 2> kSteadyMetrics = {"wait_mean_s", "bounded_slowdown_mean"};

// The name of a scenario's file stands for a scenario that includes it.
void expand_short_form(Node& scenario) {
  if (scenario.kind != NodeKind::scalar || scenario.is_reported) return;
  Node map;
  map.kind = NodeKind::map;
  map.place = scenario.place;
  Node files;
  files.kind = NodeKind::list;
  files.place = scenario.place;
  files.items.push_back(std::move(scenario));
  map.entries.push_back({"include", map.place, std::move(files)});
  scenario = std::move(map);
}

// Puts what the scenario includes in its place.
void resolve_scenario(Document& document, Diagnostics& diagnostics) {
  Node* scenario = document.root.find(kScenario);
  if (scenario == nullptr) return;
  expand_short_form(*scenario);
  if (scenario->find("include") == nullptr) return;
  const Place place = scenario->place;
  auto included = read_included(std::move(*scenario), std::string(kScenario), diagnostics);
  if (!included) {
    *scenario = Node();
    scenario->place = place;
    scenario->is_reported = true;
    return;
  }
  *scenario = std::move(included->root);
  for (InputFile& file : included->files) {
    const auto is_same = [&](const InputFile& other) { return other.path == file.path; };
    if (std::ranges::none_of(document.files, is_same)) document.files.push_back(std::move(file));
  }
}

std::string default_name(const std::string& file) {
  const std::string stem = std::filesystem::path(file).stem().string();
  return Quantity<std::string>::parse(stem) ? stem : "study";
}

std::vector<std::string> read_metrics(MapReader& reader, bool steady_state,
                                      Diagnostics& diagnostics) {
  const auto metrics = reader.list_of<std::string>("metrics");
  const Node* list = reader.node("metrics");
  if (list == nullptr || list->kind != NodeKind::list) return metrics;
  if (list->items.empty()) reader.error("metrics", "expected one figure at least");
  const std::vector<std::string> names = metric_names();
  const std::vector<std::string_view> known(names.begin(), names.end());
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const Node& item = list->items[i];
    const auto kind = metric_kind(item.text);
    const auto refuse = [&](std::string_view why) {
      diagnostics.add(item.place, fmt::format("metrics[{}]: {}", i, why));
    };
    const auto first = std::ranges::find(list->items, item.text, &Node::text);
    if (!kind) {
      if (Quantity<std::string>::parse(item.text)) {
        refuse(unknown_name_text("figure", item.text, known));
      }
    } else if (!is_number(*kind)) {
      refuse(fmt::format("{} is not a number, and has no mean", item.text));
    } else if (first - list->items.begin() < static_cast<std::ptrdiff_t>(i)) {
      refuse(fmt::format("{} is there twice", item.text));
    } else if (steady_state &&
               std::ranges::find(kSteadyMetrics, item.text) == kSteadyMetrics.end()) {
      refuse(
          fmt::format("{} is counted over the whole run: with steady_state, only means over "
                      "jobs ({}) can leave the warm-up out",
                      item.text, fmt::join(kSteadyMetrics, ", ")));
    }
  }
  return metrics;
}

void read_until(MapReader& reader, const std::vector<std::string>& metrics,
                std::map<std::string, double>& until, Diagnostics& diagnostics) {
  const Node* map = reader.node("until");
  if (map == nullptr) {
    return reader.error(
        "missing key 'until' (expected a precision for metrics, e.g. "
        "{wait_mean_s: 5 %}; a fixed number of replications is written plainly)");
  }
  if (map->kind != NodeKind::map) {
    return report_unexpected(*map, reader.path("until"), "a mapping, e.g. {wait_mean_s: 5 %}",
                             diagnostics);
  }
  if (map->entries.empty()) reader.error("until", "expected one metric at least");
  const std::vector<std::string_view> known(metrics.begin(), metrics.end());
  for (const Entry& entry : map->entries) {
    if (std::ranges::find(known, entry.key) == known.end()) {
      diagnostics.add(entry.key_place,
                      fmt::format("{}: {}", reader.path("until"),
                                  unknown_name_text("metric of this study", entry.key, known)));
    }
    const auto precision =
        read_scalar<Precision>(entry.value, key_path(reader.path("until"), entry.key), diagnostics);
    if (precision) until.emplace(entry.key, precision->value);
  }
}

Replications read_replications(MapReader& study, const std::vector<std::string>& metrics,
                               Diagnostics& diagnostics) {
  Replications result;
  const Node* node = study.node("replications");
  if (node == nullptr || node->kind != NodeKind::map) {
    result.at_least = study.optional<Positive>("replications", "1").value;
    result.at_most = result.at_least;
  } else {
    MapReader reader = study.map("replications");
    result.at_least = reader.required<Positive>("at_least").value;
    result.at_most = reader.required<Positive>("at_most").value;
    if (result.at_most > 0 && result.at_most < result.at_least) {
      reader.error("at_most", fmt::format("is less than at_least, {}", result.at_least));
    }
    read_until(reader, metrics, result.until, diagnostics);
  }
  if (std::max(result.at_least, result.at_most) > kMostReplications) {
    study.error("replications", fmt::format("expected at most {}", kMostReplications));
  }
  return result;
}

// No two axes may lead to one value, or to a value and a part of it.
void check_paths_apart(const std::vector<const Axis*>& axes, Diagnostics& diagnostics) {
  std::vector<const Axis*> sorted = axes;
  std::erase_if(sorted, [](const Axis* axis) { return axis->steps.empty(); });
  std::ranges::stable_sort(sorted, {}, &Axis::steps);
  // In this order, the paths that begin alike follow each other.
  std::vector<const Axis*> above;
  for (const Axis* axis : sorted) {
    const auto leads_to = [&](const Axis* other) {
      return other->steps.size() <= axis->steps.size() &&
             std::equal(other->steps.begin(), other->steps.end(), axis->steps.begin());
    };
    while (!above.empty() && !leads_to(above.back())) above.pop_back();
    if (!above.empty()) {
      const Axis& other = *above.back();
      const std::string_view what = other.path == axis->path ? "the same value as" : "a part of";
      diagnostics.add(axis->path_place, fmt::format("{}.path: {} {} at {}", axis->where, what,
                                                    other.path, to_text(other.path_place)));
    }
    above.push_back(axis);
  }
}

// The axes that lead to something in the scenario.
std::vector<const Axis*> check_paths(const std::vector<const Axis*>& axes, BaseScenario& base,
                                     Diagnostics& diagnostics) {
  std::vector<const Axis*> fit;
  for (const Axis* axis : axes) {
    if (axis->path == "seed") {
      diagnostics.add(axis->path_place,
                      fmt::format("{}.path: seeds belong to replications: write `replications: 5`",
                                  axis->where));
    } else if (!axis->steps.empty() && base.has(*axis)) {
      fit.push_back(axis);
    }
  }
  return fit;
}

void try_values(const Axis& axis, BaseScenario& base, Study& study, Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.count();
  for (std::size_t i = 0; i < axis.trials.size(); ++i) {
    // What is wrong with an end of a range is wrong between the ends, too.
    if (!axis.is_list && i >= 2 && diagnostics.count() > before) return;
    if (axis.trials[i].is_reported) continue;
    Node resolved = base.try_value(axis, axis.trials[i]);
    if (!axis.is_list) continue;
    study.listed_values[axis.path][emit_line(axis.trials[i])] = std::move(resolved);
  }
}

std::map<std::string, BaselineValue> read_baseline(MapReader& reader,
                                                   const std::vector<const Axis*>& axes,
                                                   Diagnostics& diagnostics) {
  std::map<std::string, BaselineValue> baseline;
  Node* map = reader.node("baseline");
  if (map == nullptr) return baseline;
  if (map->kind != NodeKind::map || map->entries.empty()) {
    report_unexpected(*map, "baseline", "a value on some paths, e.g. {policy.backfill: none}",
                      diagnostics);
    return baseline;
  }
  std::vector<std::string_view> paths;
  for (const Axis* axis : axes) paths.push_back(axis->path);
  for (Entry& entry : map->entries) {
    const auto axis = std::ranges::find(axes, entry.key, &Axis::path);
    if (axis == axes.end()) {
      diagnostics.add(entry.key_place, "baseline: " + unknown_name_text("axis", entry.key, paths));
      continue;
    }
    name_files_absolutely(entry.value, (*axis)->steps);
    const std::string text = emit_line(entry.value);
    std::vector<std::string_view> values((*axis)->values.begin(), (*axis)->values.end());
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (values.empty() || std::ranges::binary_search(values, text)) {
      baseline[entry.key] = {text, entry.value.place};
    } else {
      diagnostics.add(entry.value.place,
                      fmt::format("baseline.{}: {}", entry.key,
                                  unknown_name_text("value of this axis", text, values)));
    }
  }
  return baseline;
}

// Tries the axes in the scenario, into which every default is filled.
void read_scenario_for(const std::vector<const Axis*>& axes, Node& scenario, Study& study,
                       Diagnostics& diagnostics) {
  if (scenario.kind != NodeKind::map) {
    report_unexpected(scenario, kScenario, "a scenario, or the name of its file", diagnostics);
    return;
  }
  BaseScenario base(scenario, diagnostics);
  // In a scenario that is wrong itself, a path may lead nowhere for that reason.
  if (!base.is_right()) return;
  for (const Axis* axis : check_paths(axes, base, diagnostics)) {
    try_values(*axis, base, study, diagnostics);
  }
  scenario = base.resolved();
}

void read_points(MapReader& reader, Study& study, Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.count();
  Node* scenario = reader.node(kScenario);
  if (scenario == nullptr) {
    reader.error("missing key 'scenario' (expected a scenario, or the name of its file)");
  }
  const auto entries = read_axes(reader, study.seed, diagnostics);
  std::vector<const Axis*> axes;
  for (const AxisEntry& entry : entries) {
    for (const Axis& axis : entry.axes) axes.push_back(&axis);
  }
  check_paths_apart(axes, diagnostics);
  const double count = count_points(entries);
  if (count > static_cast<double>(kMostPoints)) {
    reader.error("axes", fmt::format("{:.15g} points; expected at most {}", count, kMostPoints));
  }
  const auto baseline = read_baseline(reader, axes, diagnostics);
  if (scenario != nullptr) read_scenario_for(axes, *scenario, study, diagnostics);
  if (diagnostics.count() > before) return;
  for (const Axis* axis : axes) {
    study.paths.push_back(axis->path);
    study.steps.push_back(axis->steps);
  }
  if (!baseline.empty()) study.baseline_of = baselines_of(entries, baseline, diagnostics);
  study.points = points_of(entries);
}

void read_keys(Node& root, Study& study, Diagnostics& diagnostics) {
  MapReader reader(root, "", diagnostics);
  study.name = reader.optional<std::string>("study", default_name(study.file));
  study.seed = reader.optional<std::uint64_t>("seed", "1");
  study.steady_state = reader.optional<bool>("steady_state", "false");
  study.confidence = reader.optional<Confidence>("confidence", "95 %").value;
  study.metrics = read_metrics(reader, study.steady_state, diagnostics);
  study.replications = read_replications(reader, study.metrics, diagnostics);
  read_points(reader, study, diagnostics);
}

}  // namespace

bool is_study(const Node& root) {
  return root.find("study") != nullptr || root.find("axes") != nullptr ||
         root.find(kScenario) != nullptr;
}

Study read_study(Document document, const std::vector<std::string>& settings,
                 Diagnostics& diagnostics) {
  resolve_scenario(document, diagnostics);
  for (const std::string& setting : settings) set(document.root, setting, diagnostics);
  resolve_scenario(document, diagnostics);  // a setting may have put another one there
  // In the scenario only file names know of the environment, as in a scenario of its own.
  replace_environment(document.root, "", kScenario, diagnostics);
  Study study;
  study.file = document.root.place.file;
  read_keys(document.root, study, diagnostics);
  if (const Node* scenario = document.root.find(kScenario)) study.base.root = *scenario;
  study.base.files = document.files;
  study.document = std::move(document);
  return study;
}

Study read_study(const std::string& file, const std::vector<std::string>& settings) {
  Diagnostics diagnostics;
  auto document = read_document(file, diagnostics);
  if (!document) diagnostics.raise_if_any();
  Study study = read_study(*std::move(document), settings, diagnostics);
  diagnostics.raise_if_any();
  return study;
}

}  // namespace drawdown
