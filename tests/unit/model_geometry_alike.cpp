// Pools where any units will do.
#include "tests/unit/model_geometry_naive.hpp"

namespace drawdown {
namespace {

std::optional<std::int64_t> need(const Ask& ask, std::int64_t chips_per_unit) {
  const bool limited = ask.limit.of != PlacementLimit::Of::nothing && ask.limit.required;
  if (ask.shape.given() || limited) return {};
  std::int64_t units = 0;
  while (units * chips_per_unit < ask.chips.value()) ++units;
  return units * chips_per_unit;
}

NaivePool draw_pool() {
  const auto units = *rc::gen::inRange<std::size_t>(1, 140);  // up to three words of bits
  const auto chips_per_unit = *rc::gen::inRange<std::int64_t>(1, 5);
  const auto find = [=](const FreeChips& free, const Ask& ask) -> std::optional<NaivePlace> {
    const auto chips = need(ask, chips_per_unit);
    if (!chips) return {};
    NaivePlace place{{}, *chips, {}};
    for (std::size_t i = 0; i < units; ++i) {
      const auto taken = static_cast<std::int64_t>(place.units.size()) * chips_per_unit;
      if (free[i] > 0 && taken < *chips) place.units.push_back(static_cast<std::int32_t>(i));
    }
    if (static_cast<std::int64_t>(place.units.size()) * chips_per_unit < *chips) return {};
    return place;
  };
  return {AlikeSpec{}, units, chips_per_unit,
          [=](const Ask& ask) { return need(ask, chips_per_unit); }, find};
}

TEST_CASE("alike units: the lowest free ones, whatever happened before") {
  REQUIRE(rc::check("against a list of free chips", [] {
    const NaivePool pool = draw_pool();
    const auto most = static_cast<std::int64_t>(pool.units) * pool.chips_per_unit;
    std::vector<Ask> asks;
    for (const std::int64_t chips : {std::int64_t{1}, most / 20 + 1, most / 3 + 1, most}) {
      asks.push_back({Chips{chips}, {}, {}});
    }
    asks.push_back({Chips{1}, {}, {PlacementLimit::Of::domains, 1, false}});
    asks.push_back({Chips{1}, {}, {PlacementLimit::Of::leaves, 1, true}});
    asks.push_back({Chips{1}, {{1, 1, 1}}, {}});
    for (const Ask& ask : asks) {
      const auto chips = pool.geometry()->need(ask);
      RC_ASSERT((chips ? std::optional(chips->value()) : std::nullopt) == pool.need(ask));
    }
    RandomSpace space(pool, asks);
    for (int step = 0; step < 15; ++step) {
      space.step();
      space.check();
    }
  }));
}

TEST_CASE("alike units: what is not free cannot be taken, nor what is free given back") {
  const auto geometry = make_geometry(AlikeSpec{}, Units{2}, Chips{4});
  const auto space = geometry->empty_space();
  space->add({{0, 0}});
  check_misuse(*space, 4);
  CHECK(geometry->block_units() == 1);
}

TEST_CASE("shapes as text") {
  CHECK(to_text({{4, 4, 8}}, false) == "4x4x8");
  CHECK(to_text({{2, 2, 1}}, false) == "2x2x1");
  CHECK(to_text({{16, 16, 1}}, true) == "16x16");
  CHECK(to_text({{16, 16, 2}}, true) == "16x16x2");
}

}  // namespace
}  // namespace drawdown
