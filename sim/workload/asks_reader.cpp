#include "sim/workload/asks_reader.hpp"

#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/model/catalogue/quantities.hpp"
#include "sim/model/geometry/ask_text.hpp"

namespace drawdown {
namespace {

constexpr std::array<Word<bool>, 2> kKept = {{{"required", true}, {"preferred", false}}};

}  // namespace

Recovery read_recovery(MapReader& jobs) {
  Recovery recovery;
  recovery.startup = jobs.optional<Duration>("startup", "0 s");
  recovery.restart = jobs.maybe<Duration>("restart").value_or(recovery.startup);
  if (auto checkpoint = jobs.maybe_map("checkpoint")) {
    recovery.interval = checkpoint->required<Duration>("interval");
    recovery.write = checkpoint->required<Duration>("write");
    // Not of `recovery`, where 0 may also stand for a text that is no duration.
    if (checkpoint->maybe<Duration>("interval") == Duration{0}) {
      checkpoint->error("interval", "must be above 0");
    }
  }
  return recovery;
}

Standing read_standing(MapReader& jobs) {
  Standing standing;
  standing.priority = jobs.optional<Priority>("priority", "0");
  standing.preemptible = jobs.optional<bool>("preemptible", "true");
  standing.deadline = jobs.maybe<Duration>("deadline");
  if (standing.deadline == Duration{0}) jobs.error("deadline", "must be above 0");
  return standing;
}

std::shared_ptr<const StepProfile> read_step(MapReader& jobs) {
  auto step = jobs.maybe_map("step");
  if (!step) return nullptr;
  const auto compute = step->required<Duration>("compute");
  const auto all_reduce = step->maybe<DataSize>("all_reduce").value_or(DataSize{});
  const auto all_to_all = step->maybe<DataSize>("all_to_all").value_or(DataSize{});
  if (step->maybe<Duration>("compute") == Duration{0}) step->error("compute", "must be above 0");
  constexpr double kMsPerSecond = 1000;
  StepProfile profile;
  profile.compute_s = static_cast<double>(compute.count()) / kMsPerSecond;
  profile.all_reduce_bytes = static_cast<double>(all_reduce.bytes);
  profile.all_to_all_bytes = static_cast<double>(all_to_all.bytes);
  return std::make_shared<const StepProfile>(profile);
}

std::string read_data_set(MapReader& jobs) {
  return jobs.maybe<std::string>("data").value_or("");
}

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
  if (given != 1) {
    placement->error(fmt::format("expected {}, and only one", one_of_text(names)));
  }
  return limit;
}

}  // namespace drawdown
