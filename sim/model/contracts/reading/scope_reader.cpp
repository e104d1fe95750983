#include "sim/model/contracts/reading/scope_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/model/named_things.hpp"

namespace drawdown {
namespace {

constexpr std::string_view kAccelerator = "accelerator";
// One of these at most; an accelerator goes with the last two.
constexpr std::string_view kLeading[] = {"reservation", "pool", "site", "provider"};
constexpr std::string_view kLeadingOfPrices[] = {"pool", "site", "provider"};

// A key that says something of pools, and what it says.
struct Trait {
  std::string_view key;
  std::string name;
};

std::string_view name_in(const Platform& platform, const Pool& pool, std::string_view key) {
  if (key == "pool") return pool.name;
  if (key == kAccelerator) return pool.accelerator ? pool.accelerator->name : std::string_view();
  if (!pool.site.valid()) return {};
  const Site& site = platform.sites[pool.site.index()];
  return key == "site" ? site.name : site.provider;
}

// Whether some pool has the name; a diagnostic if not. What could not be read was reported.
bool is_known(MapReader& reader, const Trait& trait, const Platform& platform) {
  if (trait.name.empty()) return false;
  std::vector<std::string_view> known;
  for (const Pool& pool : platform.pools) {
    const std::string_view name = name_in(platform, pool, trait.key);
    if (name == trait.name) return true;
    if (!name.empty() && std::ranges::find(known, name) == known.end()) known.push_back(name);
  }
  const std::string what = trait.key == "pool" ? "pool" : fmt::format("pool's {}", trait.key);
  reader.unknown_name(trait.key, what, trait.name, known);
  return false;
}

std::vector<PoolId> matching_pools(MapReader& reader, const std::vector<Trait>& traits,
                                   const Platform* platform) {
  if (platform == nullptr) return {};
  bool are_known = true;
  for (const Trait& trait : traits) are_known = is_known(reader, trait, *platform) && are_known;
  if (!are_known) return {};
  std::vector<PoolId> pools;
  for (std::size_t i = 0; i < platform->pools.size(); ++i) {
    const auto has = [&](const Trait& trait) {
      return name_in(*platform, platform->pools[i], trait.key) == trait.name;
    };
    if (std::ranges::all_of(traits, has)) pools.emplace_back(i);
  }
  if (pools.empty()) {
    reader.error(fmt::format("no pool has both {} '{}' and {} '{}'", traits[0].key, traits[0].name,
                             traits[1].key, traits[1].name));
  }
  return pools;
}

// Which of the leading keys there is; an empty one stands for an accelerator alone. Nothing, and a
// diagnostic, where there are several, or nothing at all.
std::optional<std::string_view> read_leading(MapReader& reader,
                                             std::span<const std::string_view> keys) {
  const auto there = [&](std::string_view key) { return reader.node(key) != nullptr; };
  const auto count = std::ranges::count_if(keys, there);
  const bool has_accelerator = reader.node(kAccelerator) != nullptr;
  if (count == 1) return *std::ranges::find_if(keys, there);
  if (count == 0 && has_accelerator) return std::string_view();
  std::vector<std::string_view> all(keys.begin(), keys.end());
  if (count == 0) all.push_back(kAccelerator);
  reader.not_one_of(all);
  return std::nullopt;
}

ScopeKind kind_of(std::string_view leading, bool has_accelerator) {
  if (leading == "pool") return ScopeKind::pool;
  if (leading == "site") return ScopeKind::site_accelerator;
  if (leading.empty()) return ScopeKind::accelerator;
  return has_accelerator ? ScopeKind::provider_accelerator : ScopeKind::provider;
}

PoolScope read_pools(MapReader& reader, std::string_view leading, bool needs_accelerator,
                     const Platform* platform) {
  std::vector<Trait> traits;
  if (!leading.empty()) traits.push_back({leading, reader.required<std::string>(leading)});
  const bool has_accelerator = reader.node(kAccelerator) != nullptr;
  if (leading == "pool") {
    if (has_accelerator) reader.error(kAccelerator, "a pool says its accelerator itself");
  } else if (has_accelerator || needs_accelerator || leading == "site") {
    traits.push_back({kAccelerator, reader.required<std::string>(kAccelerator)});
  }
  return {kind_of(leading, has_accelerator || needs_accelerator),
          matching_pools(reader, traits, platform)};
}

// Spot markets, own hardware and what drains are in no scope.
bool can_be_contracted(const Platform& platform, ReservationId id) {
  const Reservation& place = platform.reservations[id.index()];
  const Pool& pool = platform.pools[place.pool.index()];
  return pool.market != MarketKind::spot && !pool.owned && !place.left_by.valid();
}

// Those in the pools that `is_named` is true of, in platform order: by pool, and in each as in the
// file.
template <class IsNamed>
void add_places(Scope& scope, const Platform& platform, IsNamed&& is_named) {
  for (std::size_t pool = 0; pool < platform.pools.size(); ++pool) {
    if (!is_named(PoolId{pool})) continue;
    for (std::size_t i = 0; i < platform.reservations.size(); ++i) {
      const bool is_there = platform.reservations[i].pool == PoolId{pool};
      if (is_there && can_be_contracted(platform, ReservationId{i})) scope.places.emplace_back(i);
    }
  }
}

void read_places(MapReader& reader, Scope& scope, const Platform* platform) {
  const auto leading = read_leading(reader, kLeading);
  if (!leading) return;
  if (leading == "reservation") {
    scope.kind = ScopeKind::reservation;
    if (reader.node(kAccelerator) != nullptr) {
      reader.error(kAccelerator, "a reservation says its accelerator itself");
    }
    if (platform == nullptr) {
      reader.required<std::string>("reservation");
      return;
    }
    const auto id =
        read_reference<ReservationId>(reader, "reservation", "reservation", platform->reservations);
    if (!id.valid()) return;
    if (can_be_contracted(*platform, id)) {
      scope.places = {id};
    } else {
      reader.error("reservation", "a spot market, own hardware, or what drains is in no scope");
    }
    return;
  }
  const PoolScope matched = read_pools(reader, *leading, false, platform);
  scope.kind = matched.kind;
  if (matched.pools.empty()) return;
  add_places(scope, *platform, [&](PoolId pool) {
    return std::ranges::find(matched.pools, pool) != matched.pools.end();
  });
  if (scope.places.empty()) reader.error("no reservation holds units of what it names");
}

}  // namespace

Scope read_scope(MapReader& contract, const Platform* platform) {
  Scope scope;
  const Node* const node = contract.node("scope");
  if (node == nullptr || node->kind != NodeKind::scalar) {
    MapReader reader = contract.map("scope");
    if (node != nullptr && node->kind == NodeKind::map) read_places(reader, scope, platform);
    return scope;
  }
  if (node->text != "any") {
    contract.error("scope", "expected 'any' or a mapping, e.g. {provider: google}");
  } else if (platform != nullptr) {
    add_places(scope, *platform, [](PoolId) { return true; });
  }
  return scope;
}

PoolScope read_pool_scope(MapReader& price, const Platform* platform) {
  const auto leading = read_leading(price, kLeadingOfPrices);
  return leading ? read_pools(price, *leading, true, platform) : PoolScope{};
}

}  // namespace drawdown
