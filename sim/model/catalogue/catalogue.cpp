#include "sim/model/catalogue/catalogue.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/ranges.h>

#include "sim/config/yaml_text.hpp"
#include "sim/model/catalogue/geometry_rules.hpp"
#include "sim/model/geometry/ask_text.hpp"
#include "sim/model/named_things.hpp"

namespace drawdown {
namespace {

constexpr std::string_view kThing = "accelerator";
// What a value is from that a platform changes without more ado.
constexpr std::string_view kThisPlatform = "this platform";

// Without these there is no accelerator; the parameters of its geometry are asked for then.
constexpr std::string_view kNeeded[] = {
    "vendor",           "bf16_peak",  "achievable_share", "memory",
    "memory_bandwidth", "scale_up",   "scale_out",        "chips_per_host",
    "idle_watts",       "busy_watts", "host_watts",       "failures_per_1000_host_days",
    "geometry"};
constexpr std::string_view kGeometryKeys[] = {"fast_domain", "host", "block",
                                              "slices",      "pod",  "most_chips"};
constexpr std::string_view kFurtherKeys[] = {"fp8_peak", "int8_peak", "links"};

// Reads the values of one accelerator, and notes what they are from.
class ValueReader {
 public:
  explicit ValueReader(MapReader& reader) : reader_(reader) {}

  // `read` reads a value at a key: the accelerator's own, or `value` of the mapping there.
  template <class Read>
  auto read(std::string_view key, Read read) {
    const Node* node = reader_.node(key);
    if (node == nullptr || node->kind != NodeKind::map) {
      if (node != nullptr) {
        values_.push_back(
            {std::string(key), *node, std::string(kThisPlatform), SourceConfidence::assumed});
      }
      return read(reader_, key);
    }
    MapReader sourced = reader_.map(key);
    auto value = read(sourced, "value");
    auto source = sourced.required<std::string>("source");
    const SourceConfidence confidence = sourced.required_choice("confidence", kConfidences);
    if (const Node* written = sourced.node("value")) {
      values_.push_back({std::string(key), *written, std::move(source), confidence});
    }
    return value;
  }

  template <class T>
  T required(std::string_view key) {
    return read(key, [](MapReader& at, std::string_view name) { return at.required<T>(name); });
  }

  template <class T>
  std::optional<T> maybe(std::string_view key) {
    return reader_.node(key) == nullptr ? std::nullopt : std::optional(required<T>(key));
  }

  std::vector<SourcedValue> take() { return std::move(values_); }

 private:
  MapReader& reader_;
  std::vector<SourcedValue> values_;
};

void know(MapReader& reader, std::span<const std::string_view> keys) {
  for (const std::string_view key : keys) reader.node(key);
}

double read_not_negative(ValueReader& values, MapReader& reader, std::string_view key) {
  const auto value = values.required<double>(key);
  if (value < 0) reader.error(key, "expected at least 0");
  return value;
}

TorusSpec read_torus(ValueReader& values, GeometryKind kind) {
  TorusSpec torus;
  torus.host = values.required<Shape>("host");
  torus.block = values.required<Shape>("block");
  torus.slices = values.read(
      "slices", [](MapReader& at, std::string_view key) { return at.list_of<Shape>(key); });
  if (kind == GeometryKind::torus_3d_ocs) {
    torus.pod = values.required<Shape>("pod");
    torus.most_chips = values.required<Chips>("most_chips");
  } else {
    torus.pod = Shape{{1, 1, 1}};
    torus.most_chips = Chips{torus.block.volume()};
  }
  return torus;
}

GeometrySpec read_geometry(ValueReader& values, MapReader& reader, Chips chips_per_host) {
  const GeometryKind kind = values.read("geometry", [&](MapReader& at, std::string_view key) {
    const Node* word = at.node(key);
    // Where it is no word, nobody knows which parameters belong to it.
    if (word == nullptr || !is_geometry(word->text)) know(reader, kGeometryKeys);
    return at.required_choice(key, kGeometries);
  });
  if (kind == GeometryKind::nodes) {
    const auto domain = values.required<Chips>("fast_domain");
    if (chips_per_host == Chips{} || domain == Chips{}) return AlikeSpec{};
    if (domain.value() % chips_per_host.value() != 0) {
      reader.error("fast_domain", fmt::format("expected whole hosts of {} chips, got {} chips",
                                              chips_per_host.value(), domain.value()));
      return AlikeSpec{};
    }
    return NodesSpec{domain.value() / chips_per_host.value(), {}};
  }
  if (kind == GeometryKind::alike) return AlikeSpec{};
  TorusSpec torus = read_torus(values, kind);
  if (!is_sound(torus, kind, reader)) return AlikeSpec{};
  if (torus.host.volume() != chips_per_host.value()) {
    reader.error("chips_per_host",
                 fmt::format("expected {} chips, those of a host of {}", torus.host.volume(),
                             to_text(torus.host, kind == GeometryKind::torus_2d)));
  }
  return torus;
}

Accelerator read_accelerator(MapReader& reader, std::string name) {
  ValueReader values(reader);
  Accelerator accelerator;
  accelerator.name = std::move(name);
  accelerator.vendor = reader.required<std::string>("vendor");
  accelerator.bf16_peak = values.required<ComputeRate>("bf16_peak");
  accelerator.fp8_peak = values.maybe<ComputeRate>("fp8_peak");
  accelerator.int8_peak = values.maybe<ComputeRate>("int8_peak");
  accelerator.achievable_share = values.required<Share>("achievable_share");
  accelerator.memory = values.required<DataSize>("memory");
  accelerator.memory_bandwidth = values.required<Bandwidth>("memory_bandwidth");
  accelerator.scale_up = values.required<Bandwidth>("scale_up");
  if (const auto links = values.maybe<Positive>("links")) accelerator.links = links->value;
  accelerator.scale_out = values.required<Bandwidth>("scale_out");
  accelerator.chips_per_host = values.required<Chips>("chips_per_host");
  accelerator.idle = values.required<Power>("idle_watts");
  accelerator.busy = values.required<Power>("busy_watts");
  accelerator.host = values.required<Power>("host_watts");
  accelerator.failures_per_1000_host_days =
      read_not_negative(values, reader, "failures_per_1000_host_days");
  accelerator.geometry = read_geometry(values, reader, accelerator.chips_per_host);
  accelerator.values = values.take();
  return accelerator;
}

// Fills in what an entry leaves out. One that has another geometry has all parameters of it.
void fill_in(MapReader& item, const Accelerator& known) {
  const bool has_geometry = item.has("geometry");
  for (Entry& entry : to_node(known, item.place()).entries) {
    const bool is_parameter =
        std::ranges::find(kGeometryKeys, entry.key) != std::end(kGeometryKeys);
    if (has_geometry && is_parameter) continue;
    item.optional_node(entry.key, std::move(entry.value));
  }
}

// Whether a new accelerator has what it needs. One that has not is probably meant for another.
bool is_whole(MapReader& item, const std::string& name) {
  std::vector<std::string_view> lacking;
  std::ranges::copy_if(kNeeded, std::back_inserter(lacking),
                       [&](std::string_view key) { return item.node(key) == nullptr; });
  if (lacking.empty()) return true;
  if (!name.empty()) {
    item.error("name", fmt::format("{} (a new one also needs {})",
                                   unknown_name_text(kThing, name, names_of(catalogue())),
                                   fmt::join(lacking, ", ")));
  }
  know(item, kGeometryKeys);
  know(item, kFurtherKeys);
  return false;
}

}  // namespace

const std::vector<Accelerator>& catalogue() {
  static const std::vector<Accelerator> accelerators = [] {
    Diagnostics diagnostics;
    auto root =
        read_yaml(SourceText("accelerators.yaml", std::string(catalogue_text())), diagnostics);
    require(root.has_value(), "the catalogue: {}", diagnostics.text());
    MapReader reader(*root, "", diagnostics);
    auto read = read_catalogue(reader);
    reader.finish();
    require(diagnostics.empty(), "the catalogue: {}", diagnostics.text());
    return read;
  }();
  return accelerators;
}

std::vector<Accelerator> read_catalogue(MapReader& reader) {
  std::vector<Accelerator> accelerators;
  for (MapReader& item : reader.list("accelerators")) {
    std::string name = read_name(item, kThing, accelerators);
    accelerators.push_back(read_accelerator(item, std::move(name)));
  }
  return accelerators;
}

std::vector<Accelerator> read_own_accelerators(MapReader& platform) {
  std::vector<Accelerator> own;
  for (MapReader& item : platform.maybe_list("accelerators")) {
    std::string name = read_name(item, kThing, own);
    if (const Accelerator* known = find_named(catalogue(), name)) {
      fill_in(item, *known);
    } else if (!is_whole(item, name)) {
      continue;
    }
    own.push_back(read_accelerator(item, std::move(name)));
  }
  return own;
}

const Accelerator* find_accelerator(MapReader& reader, std::string_view key, std::string_view name,
                                    const std::vector<Accelerator>& own) {
  if (const Accelerator* found = find_named(own, name)) return found;
  if (const Accelerator* found = find_named(catalogue(), name)) return found;
  std::vector<std::string_view> names = names_of(own);
  std::ranges::copy(names_of(catalogue()), std::back_inserter(names));
  reader.unknown_name(key, kThing, name, names);
  return nullptr;
}

const Accelerator* read_accelerator_name(MapReader& reader, std::string_view key,
                                         const std::vector<Accelerator>& own) {
  return find_accelerator(reader, key, reader.required<std::string>(key), own);
}

void write_accelerator(MapReader& platform, const Accelerator& accelerator) {
  Node none;
  none.kind = NodeKind::list;
  none.place = platform.place();
  Node* list = platform.optional_node("accelerators", std::move(none));
  const auto is_it = [&](const Node& item) {
    const Node* name = item.find("name");
    return name != nullptr && name->text == accelerator.name;
  };
  if (list == nullptr || list->kind != NodeKind::list || std::ranges::any_of(list->items, is_it)) {
    return;
  }
  list->items.push_back(to_node(accelerator, list->place));
}

}  // namespace drawdown
