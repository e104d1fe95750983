// The wide-area network between sites: routes, and what a transfer over one takes and costs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/base/units.hpp"

namespace drawdown {

/// One direction of a connection between two sites.
struct NetworkLink {
  SiteId from;
  SiteId to;
  double bytes_per_s;                    ///< above 0
  Duration latency;                      ///< not negative
  std::int64_t egress_micro_usd_per_gb;  ///< not negative; a GB is 10^9 bytes
};

struct Network {
  std::size_t sites = 0;
  std::vector<NetworkLink> links{};
};

/// Links by index, in the order of travel; none from a site to itself.
using Route = std::vector<std::size_t>;

/// The route with the lowest egress price; of equal ones the one with the fewest links, then with
/// the lowest sites in the order of travel, then with the lowest links. Nothing where there is
/// none.
std::optional<Route> cheapest_route(const Network& network, SiteId from, SiteId to);

/// The route with the least transfer_s for so many bytes; ties as for cheapest_route.
std::optional<Route> fastest_route(const Network& network, SiteId from, SiteId to,
                                   std::int64_t bytes);

/// By what routes are compared: the price of a byte, or the time of all bytes.
enum class RouteRule { cheapest, fastest };

/// The best of the routes by `rule` from any of `sources`, none of which is `to`; of equal ones the
/// one from the first source. Nothing where there is none.
std::optional<Route> best_route(const Network& network, std::span<const SiteId> sources, SiteId to,
                                RouteRule rule, std::int64_t bytes);

/// Where a route begins, and where each of its links leads; none on a route without links.
std::vector<SiteId> sites_on(const Network& network, const Route& route);

/// The sum of the links' latencies.
Duration latency(const Network& network, const Route& route);

/// What the narrowest link carries.
double bytes_per_s(const Network& network, const Route& route);

/// The latencies of the links, and the bytes over the narrowest of them: the links forward as they
/// receive. Nothing else is on the network.
double transfer_s(const Network& network, const Route& route, std::int64_t bytes);

/// What the links charge for so many bytes, in micro-dollars: the sum of the prices x bytes, exact,
/// rounded once, half away from 0.
std::int64_t egress_micro_usd(const Network& network, const Route& route, std::int64_t bytes);

}  // namespace drawdown
