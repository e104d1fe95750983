// Routes against all simple paths, and what transfers take and cost.
#include <limits>
#include <optional>
#include <tuple>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/model/network/network.hpp"

namespace drawdown {
namespace {

SiteId site(std::size_t index) {
  return SiteId{index};
}

// All routes that visit no site twice.
void add_routes(const Network& network, SiteId at, SiteId to, Route& so_far,
                std::vector<bool>& visited, std::vector<Route>& found) {
  if (at == to) {
    found.push_back(so_far);
    return;
  }
  visited[at.index()] = true;
  for (std::size_t i = 0; i < network.links.size(); ++i) {
    const NetworkLink& link = network.links[i];
    if (link.from != at || visited[link.to.index()]) continue;
    so_far.push_back(i);
    add_routes(network, link.to, to, so_far, visited, found);
    so_far.pop_back();
  }
  visited[at.index()] = false;
}

std::vector<Route> all_routes(const Network& network, SiteId from, SiteId to) {
  std::vector<Route> found;
  std::vector<bool> visited(network.sites);
  Route route;
  add_routes(network, from, to, route, visited, found);
  return found;
}

std::vector<SiteId> visited_sites(const Network& network, const Route& route) {
  std::vector<SiteId> sites;
  for (const std::size_t i : route) sites.push_back(network.links[i].to);
  return sites;
}

// The first of all routes by some measure, then links, then sites, then numbers of links.
template <class Measure>
std::optional<Route> best_of_all(const Network& network, SiteId from, SiteId to, Measure measure) {
  std::optional<Route> best;
  const auto rank = [&](const Route& route) {
    return std::tuple(measure(route), route.size(), visited_sites(network, route), route);
  };
  for (const Route& route : all_routes(network, from, to)) {
    if (!best || rank(route) < rank(*best)) best = route;
  }
  return best;
}

// Few values, so that there are ties; few links, so that some sites cannot be reached.
Network random_network() {
  Network network{*rc::gen::inRange<std::size_t>(2, 7), {}};
  const auto links = *rc::gen::inRange(0, 16);
  for (int i = 0; i < links; ++i) {
    network.links.push_back({site(*rc::gen::inRange<std::size_t>(0, network.sites)),
                             site(*rc::gen::inRange<std::size_t>(0, network.sites)),
                             *rc::gen::element(1e6, 2e6, 5e6, 1e7),
                             Duration(*rc::gen::inRange(0, 4) * 500),
                             *rc::gen::inRange<std::int64_t>(0, 4) * 10'000});
  }
  return network;
}

TEST_CASE("the cheapest and the fastest route are the best of all simple paths") {
  REQUIRE(rc::check("random networks", [] {
    const Network network = random_network();
    const SiteId from = site(*rc::gen::inRange<std::size_t>(0, network.sites));
    const SiteId to = site(*rc::gen::inRange<std::size_t>(0, network.sites));
    RC_ASSERT(cheapest_route(network, from, to) ==
              best_of_all(network, from, to, [&](const Route& route) {
                std::int64_t price = 0;
                for (const std::size_t i : route) {
                  price += network.links[i].egress_micro_usd_per_gb;
                }
                return price;
              }));
    // 5 MB takes 0.5 to 5 s, against 0.5 to 1.5 s of latency: bandwidths and latencies compete.
    const auto bytes = *rc::gen::element<std::int64_t>(0, 1'000'000, 5'000'000, 1'000'000'000);
    RC_ASSERT(fastest_route(network, from, to, bytes) ==
              best_of_all(network, from, to, [&](const Route& route) {
                Duration latency{0};
                double narrowest = std::numeric_limits<double>::infinity();
                for (const std::size_t i : route) {
                  latency += network.links[i].latency;
                  narrowest = std::min(narrowest, network.links[i].bytes_per_s);
                }
                return static_cast<double>(latency.count()) / 1e3 +
                       static_cast<double>(bytes) / narrowest;
              }));
  }));
}

TEST_CASE("of several sources the one with the best route is taken, the first among equals") {
  REQUIRE(rc::check("random networks", [] {
    const Network network = random_network();
    const SiteId to = site(*rc::gen::inRange<std::size_t>(0, network.sites));
    std::vector<SiteId> sources;
    for (std::size_t i = 0; i < network.sites; ++i) {
      if (site(i) != to && *rc::gen::arbitrary<bool>()) sources.push_back(site(i));
    }
    constexpr std::int64_t kBytes = 5'000'000;
    const auto price = [&](const Route& route) {
      std::int64_t sum = 0;
      for (const std::size_t i : route) sum += network.links[i].egress_micro_usd_per_gb;
      return static_cast<double>(sum);
    };
    const auto time = [&](const Route& route) { return transfer_s(network, route, kBytes); };
    const auto best_of = [&](auto measure) {
      std::optional<Route> best;
      for (const SiteId from : sources) {
        const auto route = best_of_all(network, from, to, measure);
        if (route && (!best || measure(*route) < measure(*best))) best = route;
      }
      return best;
    };
    RC_ASSERT(best_route(network, sources, to, RouteRule::cheapest, kBytes) == best_of(price));
    RC_ASSERT(best_route(network, sources, to, RouteRule::fastest, kBytes) == best_of(time));
  }));
}

// Three ways from 0 to 3: a short narrow link, a detour over 1 that is wider, one over 2 that is
// free of charge.
Network three_ways() {
  return {4,
          {{site(0), site(3), 1e8, Duration(10), 20'000},
           {site(0), site(1), 1e9, Duration(30), 50'000},
           {site(1), site(3), 1e9, Duration(30), 50'000},
           {site(0), site(2), 1e7, Duration(100), 0},
           {site(2), site(3), 1e7, Duration(100), 0}}};
}

TEST_CASE("small transfers take the short way, large ones the wide one") {
  const Network network = three_ways();
  // Direct: 10 ms + bytes / 0.1 GB/s. Over 1: 60 ms + bytes / 1 GB/s. Equal at
  // 50 ms = bytes x 9 ns: 5.56 MB.
  CHECK(fastest_route(network, site(0), site(3), 5'000'000) == Route{0});
  CHECK(fastest_route(network, site(0), site(3), 6'000'000) == Route{1, 2});
  CHECK(transfer_s(network, {0}, 5'000'000) == Approx(0.060));
  CHECK(transfer_s(network, {1, 2}, 6'000'000) == Approx(0.066));
  CHECK(cheapest_route(network, site(0), site(3)) == Route{3, 4});
}

TEST_CASE("links have a direction, and a site reaches itself at once") {
  const Network network = three_ways();
  CHECK(!cheapest_route(network, site(3), site(0)));
  CHECK(!fastest_route(network, site(3), site(0), 1));
  CHECK(cheapest_route(network, site(3), site(3)) == Route{});
  CHECK(fastest_route(network, site(3), site(3), 1'000) == Route{});
  CHECK(transfer_s(network, {}, 1'000) == 0);
  CHECK(egress_micro_usd(network, {}, 1'000) == 0);
  CHECK(sites_on(network, {}).empty());
  CHECK(sites_on(network, {1, 2}) == std::vector<SiteId>{site(0), site(1), site(3)});
}

TEST_CASE("egress is rounded once, half away from 0") {
  // Over 1: 2 x 50,000 micro-dollars per GB = 1 per 10 kB.
  const Network network = three_ways();
  CHECK(egress_micro_usd(network, {1, 2}, 4'999) == 0);  // 0.4999
  CHECK(egress_micro_usd(network, {1, 2}, 5'000) == 1);  // 0.5; each link alone: 0.25
  CHECK(egress_micro_usd(network, {1, 2}, 14'999) == 1);
  CHECK(egress_micro_usd(network, {1, 2}, 15'000) == 2);
  // 10^17 bytes = 10^8 GB, at 100,000 micro-dollars: 10^13; the product, 10^22, exceeds 64 bits.
  CHECK(egress_micro_usd(network, {1, 2}, 100'000'000'000'000'000) == 10'000'000'000'000);
}

TEST_CASE("a sum that cannot be counted is a bug") {
  const auto most = std::numeric_limits<std::int64_t>::max();
  const Network network{2, {{site(0), site(1), 1e9, Duration(0), most}}};
  CHECK(egress_micro_usd(network, {0}, 1'000'000'000) == most);
  CHECK_THROWS_AS(egress_micro_usd(network, {0}, 2'000'000'000), Bug);
}

}  // namespace
}  // namespace drawdown
