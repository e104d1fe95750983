// Pools: what they take from their accelerator, what must hold of their geometry, and their scale.
#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "sim/base/text.hpp"
#include "sim/config/yaml_text.hpp"
#include "sim/model/platform_reader.hpp"

namespace drawdown {
namespace {

struct Outcome {
  Platform platform;
  std::string tree;
  std::string errors;
};

Outcome read(const std::string& yaml) {
  Diagnostics diagnostics;
  auto root = read_yaml(SourceText("file.yaml", yaml), diagnostics);
  REQUIRE(root);
  Outcome outcome;
  MapReader reader(*root, "platform", diagnostics);
  outcome.platform = read_platform(reader, Date{});
  outcome.tree = emit(*root);
  outcome.errors = diagnostics.text();
  return outcome;
}

Outcome read_pool(const std::string& keys, const std::string& more = "") {
  return read(
      fmt::format("sites: [{{name: iowa}}]\npools: [{{name: a, site: iowa, {}}}]\n{}", keys, more));
}

Pool right_pool(const std::string& keys) {
  const Outcome outcome = read_pool(keys);
  INFO(keys);
  REQUIRE(outcome.errors.empty());
  return outcome.platform.pools.at(0);
}

TEST_CASE("a pool that says nothing is of units that are all alike, a chip each") {
  const Pool pool = right_pool("units: 8");
  CHECK(pool.chips() == Chips{8});
  CHECK(std::holds_alternative<AlikeSpec>(pool.geometry));
  CHECK_FALSE(pool.accelerator);
  CHECK_FALSE(pool.fabric);
  CHECK(read_pool("units: 8").tree.find("accelerators") == std::string::npos);
}

TEST_CASE("a pool takes what it does not say from its accelerator") {
  const Pool v5p = right_pool("units: 32, accelerator: tpu_v5p");
  CHECK(v5p.chips_per_unit == Chips{4});
  const auto& cubes = std::get<TorusSpec>(v5p.geometry);
  CHECK(cubes.host == Shape{{2, 2, 1}});
  CHECK(cubes.pod == Shape{{4, 5, 7}});
  CHECK(cubes.most_chips == Chips{6144});
  CHECK_FALSE(v5p.fabric);

  const Pool gb200 = right_pool("units: 36, accelerator: gb200");
  CHECK(gb200.chips() == Chips{144});
  CHECK(std::get<NodesSpec>(gb200.geometry).domain_units == 18);
  CHECK(gb200.fabric->nic.bytes_per_s == 50e9);
  CHECK(gb200.fabric->rails == 4);  // one a chip
  CHECK(gb200.fabric->oversubscription == 1);
  // A domain has 72 chips, however its trays are divided.
  const Pool halves = right_pool("units: 36, accelerator: gb200, chips_per_unit: 2 chips");
  CHECK(std::get<NodesSpec>(halves.geometry).domain_units == 36);

  const Pool h100 = right_pool(
      "units: 64, accelerator: h100_sxm, leaf_units: 16, nic: 200 Gbps, oversubscription: 7");
  CHECK(std::get<NodesSpec>(h100.geometry).leaf_units == std::vector<std::int64_t>(4, 16));
  CHECK(h100.fabric->nic.bytes_per_s == 25e9);
  CHECK(h100.fabric->rails == 8);
  CHECK(h100.fabric->oversubscription == 7);

  const Pool shorter = right_pool(
      "units: 8, accelerator: tpu_v6e, host: 2x2, block: 4x8, "
      "slices: [2x2, 4x8]");
  CHECK(shorter.chips_per_unit == Chips{4});
  CHECK(std::get<TorusSpec>(shorter.geometry).most_chips == Chips{32});
  CHECK(std::holds_alternative<AlikeSpec>(
      right_pool("units: 3, accelerator: tpu_v5p, geometry: alike").geometry));
}

TEST_CASE("a pool without an accelerator says its geometry itself") {
  const Pool nodes = right_pool(
      "units: 12, chips_per_unit: 2 chips, geometry: nodes, domain_units: 2, leaf_sizes: [4, 2, "
      "6]");
  CHECK(std::get<NodesSpec>(nodes.geometry).domain_units == 2);
  CHECK(std::get<NodesSpec>(nodes.geometry).leaf_units == std::vector<std::int64_t>{4, 2, 6});
  CHECK_FALSE(nodes.fabric);
  const Pool torus = right_pool(
      "units: 32, geometry: torus_3d_ocs, host: 2x2x1, block: 4x4x4, slices: [2x2x1, 4x4x4], "
      "pod: 1x2x1, most_chips: 128 chips");
  CHECK(torus.chips() == Chips{128});
}

TEST_CASE("what cannot be a geometry is refused") {
  const std::string torus = "geometry: torus_3d_ocs, host: 2x2x1, block: 4x4x4, pod: 4x4x4, ";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"units: 8, geometry: node",
       "pools[0].geometry: expected one of alike, nodes, torus_2d, "
       "torus_3d_ocs, got 'node'; did you mean 'nodes'?"},
      {"units: 8, accelerator: h100, leaf_units: 4",
       "pools[0].accelerator: no accelerator is called 'h100'"},
      {"units: 8, leaf_units: 4", "unknown key 'leaf_units'"},
      {"units: 30, accelerator: gb200",
       "pools[0].units: 30 nodes are no whole number of fast domains of 18 nodes"},
      {"units: 36, accelerator: gb200, leaf_units: 12",
       "pools[0].leaf_units: 12 nodes are no whole number of fast domains of 18 nodes"},
      {"units: 36, accelerator: gb200, chips_per_unit: 16 chips",
       "pools[0].chips_per_unit: units of 16 chips do not make up a fast domain of 72 (gb200)"},
      {"units: 8, geometry: nodes, leaf_units: 3",
       "pools[0].leaf_units: leaves of 3 nodes do not make up 8 units; list them as leaf_sizes"},
      {"units: 8, geometry: nodes, leaf_sizes: [4, 3]",
       "pools[0].leaf_sizes: expected 8 nodes in all, as the pool has, got 7"},
      {"units: 8, geometry: nodes, leaf_sizes: [4, 9000000000000000000, 9000000000000000000]",
       "pools[0].leaf_sizes: expected 8 nodes in all, as the pool has, got more"},
      {"units: 8, geometry: nodes, leaf_sizes: [4, 4], leaf_units: 4",
       "pools[0].leaf_sizes: expected either leaf_units or leaf_sizes, not both"},
      {"units: 8, geometry: nodes, rails: 8", "missing key 'nic'"},
      {"units: 8, accelerator: h100_sxm, oversubscription: 0.5",
       "pools[0].oversubscription: expected at least 1"},
      {"units: 24, accelerator: tpu_v5p",
       "pools[0].units: expected whole blocks of 16 hosts, got 24 units"},
      {"units: 32, accelerator: tpu_v5p, chips_per_unit: 8 chips",
       "pools[0].chips_per_unit: expected 4 chips, those of a host of 2x2x1"},
      {"units: 32, geometry: torus_2d, host: 2x4, slices: [2x4]", "missing key 'block'"},
      {"units: 32, accelerator: tpu_v6e, host: 2x3", "hosts of 2x3 do not tile blocks of 16x16"},
      {"units: 256, accelerator: tpu_v6e, host: 1x1",
       "pools[0].block: expected at most 64 hosts, but 16x16 has 256 of 1x1"},
      {"units: 32, accelerator: tpu_v6e, block: 4x4x4", "block: expected two extents, for a torus"},
      {"units: 16, accelerator: tpu_v5p, block: 4x4", "block: expected a third extent above 1"},
      {"units: 16, " + torus + "most_chips: 64 chips, slices: [4x4x1, 2x2x1]",
       "pools[0].slices: expected ascending slices, but 2x2x1 follows 4x4x1"},
      {"units: 16, " + torus + "most_chips: 64 chips, slices: [2x4x1, 4x1x2]",
       "pools[0].slices: 4x1x2 is there twice"},
      {"units: 16, " + torus + "most_chips: 64 chips, slices: [2x2x8]",
       "pools[0].slices: 2x2x8 is no slice of whole hosts (2x2x1) inside a block (4x4x4)"},
      {"units: 16, " + torus + "most_chips: 64 chips, slices: [3x3x1]",
       "pools[0].slices: 3x3x1 is no slice of whole hosts (2x2x1) inside a block (4x4x4)"},
      {"units: 16, " + torus + "most_chips: 4097 chips, slices: [2x2x1]",
       "pools[0].most_chips: expected from 64 chips (a block) to 4096 chips (a pod), got 4097"},
      {"units: 16, accelerator: tpu_v5p, most_chips: 32 chips",
       "pools[0].most_chips: expected from 64 chips (a block)"},
      {"units: 16, accelerator: tpu_v5p, pod: 1000x1000x1000",
       "pools[0].pod: expected at most 1000000 blocks"},
      {"units: 16, accelerator: tpu_v5p, pod: 0x1x1", "pools[0].pod: expected a shape"}};
  for (const auto& [keys, expected] : cases) {
    const std::string errors = read_pool(keys).errors;
    INFO(keys);
    INFO(errors);
    CHECK(errors.find(expected) != std::string::npos);
    // One fault, one diagnostic: nothing follows from it.
    CHECK(errors.find(" errors") == std::string::npos);
  }
}

TEST_CASE("a slice may turn to lie on whole hosts, or be smaller than one") {
  // 8x2 turned is 2x8: two hosts of 2x4. 1x2 lies inside a host. 8x4 lies either way.
  const Pool pool =
      right_pool("units: 8, geometry: torus_2d, host: 2x4, block: 8x8, slices: [1x2, 8x2, 8x4]");
  CHECK(std::get<TorusSpec>(pool.geometry).slices.size() == 3);
}

TEST_CASE("the tree of a platform replays without the catalogue") {
  const Outcome first =
      read_pool("units: 32, accelerator: tpu_v5p", "accelerators: [{name: tpu_v6e, links: 2}]\n");
  REQUIRE(first.errors.empty());
  std::string other = first.tree;
  for (auto at = other.find("tpu_v5p"); at != std::string::npos; at = other.find("tpu_v5p")) {
    other.replace(at, 7, "of_ours");
  }
  const Outcome again = read(other);
  REQUIRE(again.errors.empty());
  CHECK(again.tree == other);
  const Pool& pool = again.platform.pools[0];
  CHECK(pool.accelerator->name == "of_ours");
  CHECK(pool.accelerator->bf16_peak.per_s == 459e12);
  CHECK(pool.chips_per_unit == Chips{4});
  CHECK(std::get<TorusSpec>(pool.geometry).most_chips == Chips{6144});
}

TEST_CASE("scale multiplies units, in whole leaves, domains and blocks") {
  const std::string reservations =
      "reservations: [{name: x, pool: a, units: 48, holder: h}, "
      "{name: y, pool: a, units: 5, holder: h}]\nscale: 0.3\n";
  // Cubes of 16 hosts: 10 x 0.3 = 3 cubes; 3 x 0.3 = 0.9, so 1 cube; 5 x 0.3 = 1.5, so 2 hosts.
  const Platform cubes = read_pool("units: 160, accelerator: tpu_v5p", reservations).platform;
  CHECK(cubes.pools[0].units == Units{48});
  CHECK(cubes.reservations[0].units == Units{16});
  CHECK(cubes.reservations[1].units == Units{2});
  // Leaves of 32: 2 x 0.3 = 0.6, so 1 leaf; 48 x 0.3 = 14.4 nodes.
  const Platform nodes =
      read_pool("units: 64, accelerator: h100_sxm, leaf_units: 32", reservations).platform;
  CHECK(nodes.pools[0].units == Units{32});
  CHECK(std::get<NodesSpec>(nodes.pools[0].geometry).leaf_units == std::vector<std::int64_t>{32});
  CHECK(nodes.reservations[0].units == Units{14});
  // The standing reservation is of all that there is.
  CHECK(read_pool("units: 100", "scale: 0.25\n").platform.reservations[0].units == Units{25});
  CHECK(read_pool("units: 100", "scale: 0.001\n").platform.pools[0].units == Units{1});
  // 10 x 0.3 = 3 units, but two of 1.5 are 4.
  const Platform grown = read_pool("units: 10",
                                   "reservations: [{name: x, pool: a, units: 5, holder: h}, "
                                   "{name: y, pool: a, units: 5, holder: h}]\nscale: 0.3\n")
                             .platform;
  CHECK(grown.reservations[0].units == Units{2});
  CHECK(grown.pools[0].units == Units{4});
}

TEST_CASE("scale multiplies each delivery, and spares") {
  const auto v5p = [](const std::string& scale) {
    return read_pool(
               "units: 160, accelerator: tpu_v5p, deliveries: "
               "[{units: 48, at: 2026-01-01}, {units: 32, at: 2026-02-01}]",
               "reservations: [{name: x, pool: a, units: 64, spares: 16, holder: h}]\n"
               "scale: " +
                   scale + "\n")
        .platform;
  };
  // Cubes of 16 hosts: 5, 3 and 2 of them, of which a half is 2.5, 1.5 and 1: 3, 2 and 1 cubes. Of
  // the 4 reserved and the 1 spare cube 2 and 1.
  const Platform half = v5p("0.5");
  CHECK(half.pools[0].units == Units{96});
  CHECK(initial_units(half.pools[0]) == Units{48});
  CHECK(half.pools[0].deliveries[0].units == Units{32});
  CHECK(half.pools[0].deliveries[1].units == Units{16});
  CHECK(half.reservations[0].units == Units{32});
  CHECK(half.reservations[0].spares == Units{16});
  // A quarter of both is 1 cube: with the spare one it takes 2 to have one in service.
  const Platform quarter = v5p("0.25");
  CHECK(quarter.reservations[0].units == Units{32});
  CHECK(quarter.reservations[0].spares == Units{16});
  // 48 and 16 nodes x 0.3 are 14 and 5; to a leaf of 32 lack 13, which come last.
  const Pool nodes = read_pool(
                         "units: 64, accelerator: h100_sxm, leaf_units: 32, "
                         "deliveries: [{units: 16, at: 2026-01-01}]",
                         "scale: 0.3\n")
                         .platform.pools[0];
  CHECK(nodes.units == Units{32});
  CHECK(initial_units(nodes) == Units{14});
  // What has nothing from the beginning has nothing then.
  const Pool later = read_pool("units: 4, deliveries: [{units: 4, at: 2026-01-01}]", "scale: 0.1\n")
                         .platform.pools[0];
  CHECK(later.units == Units{1});
  CHECK(initial_units(later) == Units{0});
}

TEST_CASE("a scaled pool consists of its parts, each near its share") {
  REQUIRE(rc::check("for any pool of cubes, deliveries, spares and factor", [] {
    constexpr std::int64_t kHosts = 16;  // of a cube: 4x4x4 chips, 4 a host
    const auto cubes = [](std::int64_t most) {
      return Units{kHosts * *rc::gen::inRange<std::int64_t>(1, most + 1)};
    };
    Platform platform;
    Pool& pool = platform.pools.emplace_back();
    pool.chips_per_unit = Chips{4};
    TorusSpec torus;
    torus.host = Shape{{2, 2, 1}};
    torus.block = Shape{{4, 4, 4}};
    pool.geometry = torus;
    pool.units = *rc::gen::arbitrary<bool>() ? cubes(30) : Units{0};
    pool.deliveries.resize(*rc::gen::inRange<std::size_t>(pool.units == Units{0} ? 1 : 0, 4));
    for (Delivery& delivery : pool.deliveries) pool.units += delivery.units = cubes(10);
    Reservation reservation;
    reservation.pool = PoolId{0};
    reservation.units = pool.units;
    const std::int64_t blocks = pool.units.value() / kHosts;
    reservation.spares = Units{kHosts * *rc::gen::inRange<std::int64_t>(0, blocks)};
    platform.reservations = {reservation};
    const Platform before = platform;
    const double factor = *rc::gen::inRange(1, 300) / 100.0;
    scale(platform, factor);

    const auto is_share = [&](Units was, Units is) {
      if (was == Units{0}) return is == Units{0};
      const double off =
          std::abs(static_cast<double>(is.value()) - static_cast<double>(was.value()) * factor);
      return is == Units{kHosts} || (is.value() % kHosts == 0 && off <= kHosts / 2 + 1e-9);
    };
    const Pool& after = platform.pools[0];
    const Reservation& held = platform.reservations[0];
    RC_ASSERT(after.units.value() % kHosts == 0);
    RC_ASSERT(after.units >= held.units);
    RC_ASSERT(is_share(initial_units(before.pools[0]), initial_units(after)) ||
              after.deliveries.empty());
    for (std::size_t i = 0; i + 1 < after.deliveries.size(); ++i) {
      RC_ASSERT(is_share(before.pools[0].deliveries[i].units, after.deliveries[i].units));
    }
    RC_ASSERT(is_share(reservation.spares, held.spares));
    RC_ASSERT(held.spares < held.units);
    if (factor == 1) RC_ASSERT(after.units == before.pools[0].units);
  }));
}

TEST_CASE("installed power is that of busy chips, of hosts beside them, and of the site around") {
  // 8,960 chips of 400 W and 2,240 hosts of 400 W are 4.48 MW; a quarter more is 5.6 MW.
  Site site;
  site.pue = 1.25;
  const Pool v5p = right_pool("units: 2240, accelerator: tpu_v5p");
  CHECK(installed_power(v5p, site)->watts == Approx(5.6e6));
  // Two units of 4 are a node of 8: 8 x 700 W + 3 kW.
  const Pool halves = right_pool(
      "units: 2, accelerator: h100_sxm, chips_per_unit: 4 chips, "
      "domain_units: 2");
  CHECK(installed_power(halves, Site{})->watts == Approx(8600));
  CHECK_FALSE(installed_power(right_pool("units: 2"), site));
}

TEST_CASE("a site draws as much as its machines unless it says more") {
  CHECK(read_pool("units: 2").platform.sites[0].pue == 1);
  const std::string pools = "pools: [{name: a, site: iowa, units: 2}]\n";
  CHECK(read("sites: [{name: iowa, pue: 1.1}]\n" + pools).platform.sites[0].pue == 1.1);
}

TEST_CASE("a scale that cannot be is refused") {
  const std::string at = "file.yaml:3:8: platform.scale: ";
  CHECK(read_pool("units: 10", "scale: 0\n")
            .errors.starts_with(at + "expected a number above 0 and at most 1000"));
  CHECK(read_pool("units: 10", "scale: 1001\n").errors.starts_with(at));
  CHECK(read_pool("units: 6, geometry: nodes, leaf_sizes: [2, 4]", "scale: 0.5\n")
            .errors.starts_with(at + "pool 'a' has leaves of several sizes: it cannot be scaled"));
  CHECK(read_pool("units: 6, geometry: nodes, leaf_sizes: [2, 4]", "scale: 1\n").errors.empty());
  const std::string outages = "units: 6, outages: [{rate: 1 per year, lasts: {fixed: 1 h}}";
  CHECK(read_pool(outages + "]", "scale: 0.5\n").errors.empty());
  CHECK(
      read_pool(outages + ", {units: 0-2, rate: 1 per year, lasts: {fixed: 1 h}}]", "scale: 0.5\n")
          .errors.starts_with(at + "pool 'a' has outages of single units: it cannot be scaled"));
  CHECK(read_pool("units: 2000000", "scale: 2\n")
            .errors.starts_with("file.yaml:2:8: platform.pools: expected at most 2000000 units"));
}

TEST_CASE("a scaled platform is whole, near its share, and never promises more than it has") {
  REQUIRE(rc::check("for any pool, reservations and factor", [] {
    const std::int64_t domain = *rc::gen::inRange<std::int64_t>(1, 4);
    const std::int64_t leaf = domain * *rc::gen::inRange<std::int64_t>(1, 4);
    Pool pool;
    pool.units = Units{leaf * *rc::gen::inRange<std::int64_t>(1, 30)};
    pool.chips_per_unit = Chips{1};
    NodesSpec nodes{domain, {}};
    const bool has_leaves = *rc::gen::arbitrary<bool>();
    if (has_leaves) {
      nodes.leaf_units.assign(static_cast<std::size_t>(pool.units.value() / leaf), leaf);
    }
    pool.geometry = nodes;
    Platform platform;
    platform.pools = {pool};
    Units left = pool.units;
    while (left > Units{}) {
      Reservation reservation;
      reservation.pool = PoolId{0};
      reservation.units = Units{*rc::gen::inRange<std::int64_t>(1, left.value() + 1)};
      left -= reservation.units;
      platform.reservations.push_back(reservation);
    }
    const double factor = *rc::gen::inRange(1, 300) / 100.0;
    const Platform before = platform;
    scale(platform, factor);

    const std::int64_t granule = has_leaves ? leaf : domain;
    const Pool& after = platform.pools[0];
    RC_ASSERT(after.units.value() % granule == 0);
    RC_ASSERT(most_reserved_at_once(platform, PoolId{0}) <= after.units);
    Units sum;
    for (const std::int64_t units : std::get<NodesSpec>(after.geometry).leaf_units) {
      RC_ASSERT(units == leaf);
      sum += Units{units};
    }
    RC_ASSERT(!has_leaves || sum == after.units);
    for (std::size_t i = 0; i < platform.reservations.size(); ++i) {
      const std::int64_t was = before.reservations[i].units.value();
      const std::int64_t is = platform.reservations[i].units.value();
      std::int64_t of = was % domain == 0 ? domain : 1;
      if (has_leaves && was % leaf == 0) of = leaf;
      RC_ASSERT(is % of == 0);
      const double off = std::abs(static_cast<double>(is) - static_cast<double>(was) * factor);
      RC_ASSERT(is == of || off <= static_cast<double>(of) / 2 + 1e-9);
    }
    if (factor == 1) RC_ASSERT(after.units == pool.units);
  }));
}

}  // namespace
}  // namespace drawdown
