#include "sim/study/design/axes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/study/design/axis_range.hpp"
#include "sim/study/design/sampling.hpp"
#include "sim/study/scenario_files.hpp"

namespace drawdown {
namespace {

constexpr Word<Sampling> kSamplings[] = {{"random", Sampling::random},
                                         {"latin_hypercube", Sampling::latin_hypercube},
                                         {"sobol", Sampling::sobol}};
constexpr Word<bool> kScales[] = {{"linear", false}, {"log", true}};

// An axis without values yet.
Axis read_path(MapReader& reader) {
  Axis axis;
  axis.where = reader.path();
  axis.path = reader.required<std::string>("path");
  axis.path_place = reader.place("path");
  if (axis.path.empty()) return axis;
  if (auto steps = parse_path(axis.path)) {
    axis.steps = *std::move(steps);
    axis.path = path_of(axis.steps);
  } else {
    reader.error("path", "expected a path, e.g. policy.order or platform.pools[0].units");
  }
  return axis;
}

// The texts of `values`, a list that is not empty, and its items as what to try.
std::vector<std::string> read_list(MapReader& reader, Axis& axis) {
  std::vector<std::string> texts;
  Node* list = reader.node("values");
  if (list->kind != NodeKind::list) {
    if (!list->is_reported) reader.error("values", "expected a list, e.g. [none, easy]");
    return texts;
  }
  if (list->items.empty()) reader.error("values", "expected one value at least");
  for (Node& item : list->items) {
    name_files_absolutely(item, axis.steps);
    texts.push_back(emit_line(item));
  }
  axis.trials = list->items;
  axis.is_list = true;
  return texts;
}

// The range from `from` to `to`, an AmountRange if these make one.
std::optional<AmountRange> read_ends(MapReader& reader, Axis& axis) {
  const auto from = reader.required<Amount>("from");
  const auto to = reader.required<Amount>("to");
  const Node* from_node = reader.node("from");
  const Node* to_node = reader.node("to");
  if (from_node == nullptr || to_node == nullptr) return std::nullopt;
  // What could not be read was reported then.
  if (!Quantity<Amount>::parse(from_node->text) || !Quantity<Amount>::parse(to_node->text)) {
    return std::nullopt;
  }
  if (const auto problem = AmountRange::problem_of(from, to); !problem.empty()) {
    reader.error("to", problem);
    return std::nullopt;
  }
  axis.trials = {*from_node, *to_node};
  return AmountRange(from, to);
}

// Adds the value with the most digits to what is tried: a path may want whole numbers.
void try_finest(Axis& axis, const Place& place) {
  const auto finest = std::ranges::max_element(axis.values, {},
                                               [](const std::string& text) { return text.size(); });
  if (finest != axis.values.end()) axis.trials.push_back(scalar_node(*finest, place));
}

std::size_t read_count(MapReader& reader, std::string_view key, std::int64_t least) {
  const auto count = reader.required<std::int64_t>(key);
  if (!reader.has(key) || !Quantity<std::int64_t>::parse(reader.node(key)->text)) return 0;
  if (count < least || count > static_cast<std::int64_t>(kMostPoints)) {
    reader.error(key, fmt::format("expected from {} to {}, got {}", least, kMostPoints, count));
    return 0;
  }
  return static_cast<std::size_t>(count);
}

std::vector<std::string> read_steps(MapReader& range, const AmountRange& ends) {
  const auto from = *Quantity<Amount>::parse(range.node("from")->text);
  const auto step = range.required<Amount>("step");
  if (!Quantity<Amount>::parse(range.node("step")->text)) return {};
  if (const auto problem = AmountRange::problem_of(from, step); !problem.empty()) {
    range.error("step", problem);
    return {};
  }
  const auto steps = ends.steps_of(step);
  if (!steps) {
    range.error("step",
                fmt::format("steps of {} do not lead from {} to {}", range.node("step")->text,
                            range.node("from")->text, range.node("to")->text));
    return {};
  }
  if (*steps >= static_cast<std::int64_t>(kMostPoints)) {
    range.error("step", fmt::format("{} values; expected at most {}", *steps + 1, kMostPoints));
    return {};
  }
  return ends.by_step(step);
}

void read_range(MapReader range, Axis& axis) {
  constexpr std::array<std::string_view, 2> kSpacings = {"step", "count"};
  const auto ends = read_ends(range, axis);
  const std::string_view spacing = only_one_of(range, kSpacings);
  if (spacing == "count") {
    const std::size_t count = read_count(range, "count", 2);
    if (ends && count > 0) axis.values = ends->evenly(count);
  } else if (spacing == "step" && ends) {
    axis.values = read_steps(range, *ends);
  }
  try_finest(axis, range.place());
}

void read_log_range(MapReader range, Axis& axis) {
  const auto ends = read_ends(range, axis);
  const std::size_t count = read_count(range, "count", 2);
  if (!ends) return;
  if (!ends->is_positive()) return range.error("equal ratios need ends above 0");
  if (count > 0) axis.values = ends->evenly_in_ratio(count);
  try_finest(axis, range.place());
}

// An axis whose values are written or counted.
Axis read_counted_axis(MapReader& reader) {
  constexpr std::array<std::string_view, 3> kKinds = {"values", "range", "log_range"};
  Axis axis = read_path(reader);
  const std::string_view kind = only_one_of(reader, kKinds);
  if (kind == "values") axis.values = read_list(reader, axis);
  if (kind == "range") read_range(reader.map("range"), axis);
  if (kind == "log_range") read_log_range(reader.map("log_range"), axis);
  reader.finish();
  return axis;
}

// No row may come twice: the second would be the same point again.
void check_distinct(MapReader& reader, const AxisEntry& entry, Diagnostics& diagnostics) {
  std::map<std::vector<std::string>, std::size_t> first;
  for (std::size_t i = 0; i < entry.rows; ++i) {
    std::vector<std::string> row;
    for (const Axis& axis : entry.axes) {
      if (axis.values.size() != entry.rows) return;
      row.push_back(axis.values[i]);
    }
    const std::string text = fmt::format("{}", fmt::join(row, ", "));
    const auto [same, is_new] = first.try_emplace(std::move(row), i);
    if (is_new) continue;
    const Axis& axis = entry.axes.back();
    diagnostics.add(axis.is_list ? axis.trials[i].place : reader.place(),
                    fmt::format("{}: value [{}] is {} again, as value [{}] is", axis.where, i, text,
                                same->second));
  }
}

AxisEntry read_zip(MapReader& reader) {
  AxisEntry entry;
  for (MapReader& item : reader.list("zip")) {
    entry.axes.push_back(read_counted_axis(item));
    const Axis& axis = entry.axes.back();
    const Axis& first = entry.axes.front();
    if (axis.values.empty() || first.values.empty()) continue;
    if (axis.values.size() != first.values.size()) {
      item.error(fmt::format("{} values, but {} of {}: what changes together has as many",
                             axis.values.size(), first.values.size(), first.path));
    }
  }
  if (entry.axes.empty() && reader.has("zip")) reader.error("zip", "expected one axis at least");
  if (!entry.axes.empty()) entry.rows = entry.axes.front().values.size();
  return entry;
}

// The value at each coordinate.
void read_sampled_values(MapReader& reader, const std::vector<double>& coordinates, Axis& axis) {
  constexpr std::array<std::string_view, 2> kKinds = {"values", "from"};
  const std::string_view kind = only_one_of(reader, kKinds);
  if (kind == "values") {
    const auto texts = read_list(reader, axis);
    if (texts.empty()) return;
    for (const double u : coordinates) {
      axis.values.push_back(texts[static_cast<std::size_t>(u * static_cast<double>(texts.size()))]);
    }
  } else if (kind == "from") {
    const auto ends = read_ends(reader, axis);
    const bool is_log = reader.choice("scale", "linear", kScales);
    if (!ends) return;
    if (!ends->is_increasing()) return reader.error("to", "expected more than `from`");
    if (is_log && !ends->is_positive()) {
      return reader.error("scale", "a logarithmic scale needs ends above 0");
    }
    axis.values = ends->at(coordinates, is_log);
    try_finest(axis, reader.place());
  }
}

AxisEntry read_sample(MapReader& reader, std::uint64_t seed) {
  AxisEntry entry;
  const Sampling sampling = reader.required_choice("sample", kSamplings);
  entry.rows = read_count(reader, "points", 1);
  auto axes = reader.list("axes");
  if (axes.empty() && reader.has("axes")) reader.error("axes", "expected one axis at least");
  if (sampling == Sampling::sobol && axes.size() > kMostSobolDimensions) {
    reader.error("axes", fmt::format("Sobol's sequence has {} dimensions, got {} axes",
                                     kMostSobolDimensions, axes.size()));
    axes.clear();
  }
  const auto points = axes.empty()
                          ? std::vector<std::vector<double>>()
                          : sample_points(sampling, entry.rows, axes.size(), seed, reader.path());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    entry.axes.push_back(read_path(axes[i]));
    read_sampled_values(axes[i], points[i], entry.axes.back());
    axes[i].finish();
  }
  return entry;
}

AxisEntry read_entry(MapReader& reader, std::uint64_t seed, Diagnostics& diagnostics) {
  constexpr std::array<std::string_view, 3> kKinds = {"path", "zip", "sample"};
  const std::string_view kind = only_one_of(reader, kKinds);
  AxisEntry entry;
  if (kind == "zip") entry = read_zip(reader);
  if (kind == "sample") entry = read_sample(reader, seed);
  if (kind == "path") {
    entry.axes.push_back(read_counted_axis(reader));
    entry.rows = entry.axes.front().values.size();
  }
  if (kind != "sample") check_distinct(reader, entry, diagnostics);
  return entry;
}

}  // namespace

std::vector<AxisEntry> read_axes(MapReader& study, std::uint64_t seed, Diagnostics& diagnostics) {
  std::vector<AxisEntry> entries;
  for (MapReader& item : study.maybe_list("axes")) {
    AxisEntry entry = read_entry(item, seed, diagnostics);
    if (!entry.axes.empty()) entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace drawdown
