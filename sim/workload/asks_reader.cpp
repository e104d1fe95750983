#include "sim/workload/asks_reader.hpp"

#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/model/geometry/ask_text.hpp"

namespace drawdown {
namespace {

constexpr std::array<Word<bool>, 2> kKept = {{{"required", true}, {"preferred", false}}};

}  // namespace

Ask read_size(MapReader& size) {
  Ask ask;
  if (!size.has("shape")) {
    ask.chips = size.required<Chips>("chips");
    return ask;
  }
  const auto chips = size.maybe<Chips>("chips");
  ask.shape = size.required<Shape>("shape");
  ask.chips = Chips{ask.shape.volume()};
  if (chips && ask.shape.given() && *chips != ask.chips) {
    size.error("chips", fmt::format("the shape has {} chips", ask.chips.value()));
  }
  return ask;
}

Elasticity read_elasticity(MapReader& size, const Ask& ask) {
  Elasticity elasticity;
  const auto down_to = size.maybe<Chips>("down_to");
  if (size.node("down_to") == nullptr) {
    if (size.node("scaling") != nullptr) size.error("scaling", "goes with `down_to` alone");
    return elasticity;
  }
  elasticity.scaling = size.optional<double>("scaling", "1");
  if (elasticity.scaling <= 0 || elasticity.scaling > 1) {
    size.error("scaling", fmt::format("expected a number above 0 and at most 1, got {:g}",
                                      elasticity.scaling));
  }
  if (ask.shape.given()) size.error("down_to", "a job with a shape is not elastic");
  if (!down_to) return elasticity;
  // Without chips, what they are said to be was reported.
  if (ask.chips > Chips{0} && *down_to > ask.chips) {
    size.error("down_to", fmt::format("is more than {} chips", ask.chips.value()));
  }
  std::int64_t chips = ask.chips.value();
  for (; chips % 2 == 0 && chips / 2 >= down_to->value(); chips /= 2) ++elasticity.halvings;
  return elasticity;
}

PlacementLimit read_placement(MapReader& stream) {
  using Of = PlacementLimit::Of;
  struct Key {
    std::string_view name;
    Of of;
    bool same;  // one place, which is not written
  };
  constexpr std::array<Key, 4> kKeys = {{{"same_domain", Of::domains, true},
                                         {"same_leaf", Of::leaves, true},
                                         {"max_domains", Of::domains, false},
                                         {"max_leaves", Of::leaves, false}}};
  PlacementLimit limit;
  auto placement = stream.maybe_map("placement");
  if (!placement) return limit;
  std::vector<std::string_view> names;
  std::size_t given = 0;
  for (const Key& key : kKeys) {
    names.push_back(key.name);
    if (placement->node(key.name) == nullptr) continue;
    ++given;
    if (key.same) {
      limit = {key.of, 1, placement->required_choice(key.name, kKept)};
    } else if (const auto bound = placement->maybe<LimitBound>(key.name)) {
      limit = {key.of, bound->most, bound->required};
    }
  }
  if (given != 1) placement->not_one_of(names);
  return limit;
}

}  // namespace drawdown
