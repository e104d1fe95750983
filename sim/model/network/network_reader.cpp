#include "sim/model/network/network_reader.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "sim/base/text.hpp"
#include "sim/model/named_things.hpp"

namespace drawdown {

// What a link charges.
struct EgressPrice {
  std::int64_t micro_usd_per_gb = 0;
};

template <>
struct Quantity<EgressPrice> {
  static constexpr std::string_view expected =
      "a price from 0 with its unit (USD/GB), at most six decimals, e.g. 0.02 USD/GB";
  static std::optional<EgressPrice> parse(std::string_view text) {
    constexpr std::int64_t kMicroUsd = 1'000'000;
    const auto [amount, unit] = split_unit(text);
    const auto price = unit == "USD/GB" ? parse_scaled(amount, kMicroUsd) : std::nullopt;
    return price && *price >= 0 ? std::optional(EgressPrice{*price}) : std::nullopt;
  }
};

namespace {

constexpr double kBytesPerGb = 1e9;
constexpr std::array<Word<RouteRule>, 2> kRoutes = {
    {{"cheapest", RouteRule::cheapest}, {"fastest", RouteRule::fastest}}};

// The sites of a list of names; what is no site is reported.
std::vector<SiteId> read_site_list(MapReader& reader, std::string_view key,
                                   const std::vector<Site>& known) {
  std::vector<SiteId> sites;
  for (const std::string& name : reader.list_of<std::string>(key)) {
    if (const Site* site = find_named(known, name)) {
      sites.emplace_back(static_cast<std::size_t>(site - known.data()));
    } else {
      reader.unknown_name(key, "site", name, names_of(known));
    }
  }
  return sites;
}

void read_link(MapReader& reader, Platform& platform) {
  constexpr std::array<std::string_view, 2> kEnds = {"between", "from"};
  const std::string_view ends = only_one_of(reader, kEnds);
  const bool is_two_way = ends == "between";
  NetworkLink link{};
  if (is_two_way) {
    const Node* const names = reader.node("between");
    const auto sites = read_site_list(reader, "between", platform.sites);
    if (sites.size() == 2) {
      link.from = sites[0];
      link.to = sites[1];
    } else if (names->kind == NodeKind::list && names->items.size() != 2) {
      reader.error("between", "expected two sites, e.g. [iowa, virginia]");
    }
  } else if (reader.node("to"); ends == "from") {
    link.from = read_reference<SiteId>(reader, "from", "site", platform.sites);
    link.to = read_reference<SiteId>(reader, "to", "site", platform.sites);
  }
  if (link.from.valid() && link.from == link.to) {
    reader.error(is_two_way ? "between" : "to", "a link leads to another site");
  }
  link.bytes_per_s = reader.required<Bandwidth>("bandwidth").bytes_per_s;
  link.latency = reader.optional<Duration>("latency", "0 s");
  link.egress_micro_usd_per_gb =
      reader.optional<EgressPrice>("egress", "0 USD/GB").micro_usd_per_gb;
  reader.finish();
  platform.network.links.push_back(link);
  if (!is_two_way) return;
  std::swap(link.from, link.to);
  platform.network.links.push_back(link);
}

DataSet read_data_set(MapReader& reader, const Platform& platform) {
  DataSet data_set;
  data_set.name = read_name(reader, "data set", platform.data_sets);
  data_set.bytes = reader.required<DataSize>("size").bytes;
  const Node* const sites = reader.node("sites");
  data_set.sites = read_site_list(reader, "sites", platform.sites);
  if (sites != nullptr && sites->kind == NodeKind::list && sites->items.empty()) {
    reader.error("sites", "expected at least one site");
  }
  reader.finish();
  return data_set;
}

// A data set comes to a site once, over each link at most once.
void check_amounts(MapReader& reader, const Platform& platform) {
  if (platform.data_sets.empty()) return;
  double bytes = 0;
  double micro_usd_per_gb = 0;
  for (const DataSet& data_set : platform.data_sets) bytes += static_cast<double>(data_set.bytes);
  for (const NetworkLink& link : platform.network.links) {
    micro_usd_per_gb += static_cast<double>(link.egress_micro_usd_per_gb);
  }
  bytes *= static_cast<double>(platform.sites.size());
  const double most = std::max({bytes, micro_usd_per_gb, bytes / kBytesPerGb * micro_usd_per_gb});
  // Half of what can be counted, so that no rounding of these sums matters.
  if (most > static_cast<double>(std::numeric_limits<std::int64_t>::max() / 2)) {
    reader.error("data_sets",
                 "copies at all sites are more bytes, or cost more, than can be counted");
  }
}

}  // namespace

void read_network(MapReader& reader, Platform& platform) {
  platform.network.sites = platform.sites.size();
  for (MapReader& item : reader.maybe_list("links")) read_link(item, platform);
  platform.routes = reader.choice("routes", "cheapest", kRoutes);
  for (MapReader& item : reader.maybe_list("data_sets")) {
    platform.data_sets.push_back(read_data_set(item, platform));
  }
  check_amounts(reader, platform);
}

}  // namespace drawdown
