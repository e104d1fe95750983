// How a platform file says what links there are between sites, and which data sets.
#include <string>
#include <vector>

#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>

#include "sim/config/document.hpp"
#include "sim/model/platform_reader.hpp"

namespace drawdown {
namespace {

// `part` are further keys of a platform of three sites.
Platform read(const std::string& part) {
  const TextFile file(
      "platform:\n"
      "  sites: [{name: iowa}, {name: virginia}, {name: oregon}]\n"
      "  pools: [{name: p, site: iowa, units: 1}]\n" +
      part);
  Diagnostics diagnostics;
  auto document = read_document(file.path(), diagnostics);
  REQUIRE(document);
  Platform platform;
  {
    MapReader scenario(document->root, "", diagnostics);
    platform = read_platform(scenario.map("platform"), Date{});
  }
  INFO(diagnostics.text());
  REQUIRE(diagnostics.empty());
  return platform;
}

TEST_CASE("a link is one or both directions, with all it has in each") {
  const Platform platform = read(
      "  links:\n"
      "    - {between: [virginia, iowa], bandwidth: 100 Gbps, latency: 20 ms,"
      " egress: 0.0085 USD/GB}\n"
      "    - {from: iowa, to: oregon, bandwidth: 40 Gbps}\n"
      "  routes: fastest\n");
  CHECK(platform.network.sites == 3);
  REQUIRE(platform.network.links.size() == 3);
  const auto is = [&](std::size_t link, std::size_t from, std::size_t to, double bytes_per_s,
                      std::int64_t latency_ms, std::int64_t egress_micro_usd_per_gb) {
    const NetworkLink& read = platform.network.links[link];
    CHECK(read.from == SiteId{from});
    CHECK(read.to == SiteId{to});
    CHECK(read.bytes_per_s == bytes_per_s);
    CHECK(read.latency == Duration{latency_ms});
    CHECK(read.egress_micro_usd_per_gb == egress_micro_usd_per_gb);
  };
  is(0, 1, 0, 12.5e9, 20, 8'500);
  is(1, 0, 1, 12.5e9, 20, 8'500);
  is(2, 0, 2, 5e9, 0, 0);
  CHECK(platform.routes == RouteRule::fastest);
}

TEST_CASE("a data set has its bytes, and sites that have it; the cheapest routes are the default") {
  const Platform platform = read(
      "  data_sets:\n"
      "    - {name: corpus, size: 2 PB, sites: [oregon, iowa]}\n"
      "    - {name: images, size: 1 TiB, sites: [virginia]}\n");
  REQUIRE(platform.data_sets.size() == 2);
  CHECK(platform.data_sets[0].name == "corpus");
  CHECK(platform.data_sets[0].bytes == 2'000'000'000'000'000);
  CHECK(platform.data_sets[0].sites == std::vector<SiteId>{SiteId{2}, SiteId{0}});
  CHECK(platform.data_sets[1].bytes == 1'099'511'627'776);  // 2^40
  CHECK(platform.data_sets[1].sites == std::vector<SiteId>{SiteId{1}});
  CHECK(platform.network.links.empty());
  CHECK(platform.routes == RouteRule::cheapest);
}

TEST_CASE("data come to the sites that links lead to, over several, and to no others") {
  const Platform platform = read(
      "  links:\n"
      "    - {from: iowa, to: virginia, bandwidth: 1 Gbps}\n"
      "    - {from: virginia, to: oregon, bandwidth: 1 Gbps}\n"
      "  data_sets:\n"
      "    - {name: corpus, size: 1 GB, sites: [iowa]}\n"
      "    - {name: images, size: 1 GB, sites: [virginia]}\n");
  const auto comes = [&](std::size_t data_set) {
    std::vector<bool> to_site;
    for (std::size_t i = 0; i < 3; ++i) {
      to_site.push_back(can_come_to(platform, DataSetId{data_set}, SiteId{i}));
    }
    return to_site;
  };
  CHECK(comes(0) == std::vector<bool>{true, true, true});
  CHECK(comes(1) == std::vector<bool>{false, true, true});
}

}  // namespace
}  // namespace drawdown
