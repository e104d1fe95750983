#include "sim/model/network/network.hpp"

#include <algorithm>
#include <compare>
#include <functional>
#include <limits>
#include <set>
#include <tuple>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kBytesPerGb = 1'000'000'000;

// A sum over the links of a route, and the number of links, by which equal sums are told apart.
struct Length {
  std::int64_t sum = 0;
  std::int64_t links = 0;

  constexpr auto operator<=>(const Length&) const = default;
  friend constexpr Length operator+(Length a, Length b) {
    return {a.sum + b.sum, a.links + b.links};
  }
};
constexpr Length kUnreachable{std::numeric_limits<std::int64_t>::max(), 0};

using Weight = std::int64_t (*)(const NetworkLink&);

std::int64_t egress_price(const NetworkLink& link) {
  return link.egress_micro_usd_per_gb;
}

std::int64_t latency_ms(const NetworkLink& link) {
  return link.latency.count();
}

// How far each site is from `to`, over links of at least such a bandwidth.
std::vector<Length> lengths_to(const Network& network, SiteId to, Weight weight,
                               double bytes_per_s) {
  using Graph =
      boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                            boost::property<boost::edge_weight_t, Length>>;
  Graph backward(network.sites);
  for (const NetworkLink& link : network.links) {
    if (link.bytes_per_s < bytes_per_s) continue;
    boost::add_edge(link.to.index(), link.from.index(), Length{weight(link), 1}, backward);
  }
  std::vector<Length> lengths(network.sites);
  boost::dijkstra_shortest_paths(
      backward, to.index(),
      boost::distance_map(boost::make_iterator_property_map(
                              lengths.begin(), boost::get(boost::vertex_index, backward)))
          .distance_compare(std::less<>())
          .distance_combine(std::plus<>())
          .distance_inf(kUnreachable)
          .distance_zero(Length{}));
  return lengths;
}

// The shortest route; from each site on it goes to the lowest site that a shortest one goes to.
std::optional<Route> shortest_route(const Network& network, SiteId from, SiteId to, Weight weight,
                                    double bytes_per_s) {
  const std::vector<Length> lengths = lengths_to(network, to, weight, bytes_per_s);
  if (lengths[from.index()] == kUnreachable) return std::nullopt;
  Route route;
  for (SiteId site = from; site != to; site = network.links[route.back()].to) {
    const NetworkLink* best = nullptr;
    for (const NetworkLink& link : network.links) {
      const Length& rest = lengths[link.to.index()];
      if (link.from != site || link.bytes_per_s < bytes_per_s || rest == kUnreachable) continue;
      if (Length{weight(link), 1} + rest != lengths[site.index()]) continue;
      if (best == nullptr || link.to < best->to) best = &link;
    }
    require(best != nullptr, "site {} is on no shortest route", site.index());
    route.push_back(static_cast<std::size_t>(best - network.links.data()));
  }
  return route;
}

std::int64_t price_micro_usd_per_gb(const Network& network, const Route& route) {
  return egress_micro_usd(network, route, kBytesPerGb);
}

}  // namespace

std::optional<Route> cheapest_route(const Network& network, SiteId from, SiteId to) {
  return shortest_route(network, from, to, egress_price, 0);
}

// The fastest route has some narrowest link. Among the routes with no narrower one, that of the
// least latency is no slower: so it is found at the bandwidth of its narrowest link.
std::optional<Route> fastest_route(const Network& network, SiteId from, SiteId to,
                                   std::int64_t bytes) {
  std::set<double> bandwidths{0};
  for (const NetworkLink& link : network.links) bandwidths.insert(link.bytes_per_s);
  const auto rank = [&](const Route& route) {
    return std::tuple(transfer_s(network, route, bytes), route.size(), sites_on(network, route),
                      route);
  };
  std::optional<Route> fastest;
  for (const double bandwidth : bandwidths) {
    const std::optional<Route> route = shortest_route(network, from, to, latency_ms, bandwidth);
    if (!route) break;
    if (!fastest || rank(*route) < rank(*fastest)) fastest = route;
  }
  return fastest;
}

std::optional<Route> best_route(const Network& network, std::span<const SiteId> sources, SiteId to,
                                RouteRule rule, std::int64_t bytes) {
  const bool by_price = rule == RouteRule::cheapest;
  const auto is_better = [&](const Route& route, const Route& other) {
    return by_price
               ? price_micro_usd_per_gb(network, route) < price_micro_usd_per_gb(network, other)
               : transfer_s(network, route, bytes) < transfer_s(network, other, bytes);
  };
  std::optional<Route> best;
  for (const SiteId from : sources) {
    const std::optional<Route> route =
        by_price ? cheapest_route(network, from, to) : fastest_route(network, from, to, bytes);
    if (route && (!best || is_better(*route, *best))) best = route;
  }
  return best;
}

std::vector<SiteId> sites_on(const Network& network, const Route& route) {
  std::vector<SiteId> sites;
  if (!route.empty()) sites.push_back(network.links[route.front()].from);
  for (const std::size_t link : route) sites.push_back(network.links[link].to);
  return sites;
}

Duration latency(const Network& network, const Route& route) {
  Duration sum{0};
  for (const std::size_t link : route) sum += network.links[link].latency;
  return sum;
}

double bytes_per_s(const Network& network, const Route& route) {
  double narrowest = std::numeric_limits<double>::infinity();
  for (const std::size_t link : route) {
    narrowest = std::min(narrowest, network.links[link].bytes_per_s);
  }
  return narrowest;
}

double transfer_s(const Network& network, const Route& route, std::int64_t bytes) {
  return std::chrono::duration<double>(latency(network, route)).count() +
         static_cast<double>(bytes) / bytes_per_s(network, route);
}

std::int64_t egress_micro_usd(const Network& network, const Route& route, std::int64_t bytes) {
  Wide price = 0;
  for (const std::size_t link : route) price += network.links[link].egress_micro_usd_per_gb;
  const Wide micro_usd = (price * bytes + kBytesPerGb / 2) / kBytesPerGb;
  require(micro_usd <= std::numeric_limits<std::int64_t>::max(),
          "the egress of {} bytes costs more than can be counted", bytes);
  return static_cast<std::int64_t>(micro_usd);
}

}  // namespace drawdown
