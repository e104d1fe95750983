// Shapes and limits in text.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/model/geometry/ask_text.hpp"

namespace drawdown {
namespace {

using Of = PlacementLimit::Of;

TEST_CASE("a shape has two or three extents, each from 1 to a million") {
  const auto parse = Quantity<Shape>::parse;
  CHECK(parse("4x4x8") == Shape{{4, 4, 8}});
  CHECK(parse("16x8") == Shape{{16, 8, 1}});
  CHECK(parse(" 1x1x1 ") == Shape{{1, 1, 1}});
  // The largest: 10^18 chips.
  CHECK(parse("1000000x1000000x1000000").value_or(Shape{}).volume() == 1'000'000'000'000'000'000);
  for (const auto* text : {"", "x", "64", "4x", "x4", "4x4x", "4x4x4x4", "0x4x4", "4x-4x4", "4.5x2",
                           "4X4", "4 4 8", "4x4x8 chips", "1000001x1", "4294967300x1"}) {
    INFO(text);
    CHECK_FALSE(parse(text));
  }
}

TEST_CASE("a limit says of what, how many and whether it must be kept") {
  const auto parse = Quantity<PlacementLimit>::parse;
  CHECK(parse("max_leaves 1 required") == PlacementLimit{Of::leaves, 1, true});
  CHECK(parse(" max_domains  12 preferred ") == PlacementLimit{Of::domains, 12, false});
  CHECK(to_text(PlacementLimit{Of::leaves, 1, true}) == "max_leaves 1 required");
  CHECK(to_text(PlacementLimit{Of::domains, 12, false}) == "max_domains 12 preferred");
  CHECK(to_text(PlacementLimit{}).empty());
  for (const auto* text :
       {"", "max_leaves", "max_leaves 1", "max_leaves required", "max_leaves 0 required",
        "max_leaves -1 required", "max_leaves 1 maybe", "max_leaves 1 required preferred",
        "max_racks 1 required", "same_leaf required", "max_leaves 1.5 required",
        "max_leaves 4294967297 required", "max_leaves 1000000001 required"}) {
    INFO(text);
    CHECK_FALSE(parse(text));
  }
}

TEST_CASE("what is written is read back") {
  CHECK(rc::check([] {
    const auto extent = rc::gen::inRange(1, 1'000'001);
    const Shape shape{{*extent, *extent, *rc::gen::oneOf(rc::gen::just(1), extent)}};
    RC_ASSERT(Quantity<Shape>::parse(to_text(shape, false)) == shape);
    RC_ASSERT(Quantity<Shape>::parse(to_text(shape, true)) == shape);
    const PlacementLimit limit{*rc::gen::element(Of::domains, Of::leaves),
                               *rc::gen::inRange(1, 1'000'000'001), *rc::gen::arbitrary<bool>()};
    RC_ASSERT(Quantity<PlacementLimit>::parse(to_text(limit)) == limit);
  }));
}

}  // namespace
}  // namespace drawdown
