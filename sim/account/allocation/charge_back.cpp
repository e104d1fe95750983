#include "sim/account/allocation/charge_back.hpp"

#include <map>
#include <tuple>

#include "sim/base/exact.hpp"

namespace drawdown {
namespace {

using Month = std::chrono::year_month;
using CostByTenant = std::map<std::string_view, Money>;

// Who bears `cost`, and how much of it.
CostByTenant bear(Money cost, ChargeBack rule, std::string_view holder, const CostByTenant& used) {
  constexpr std::string_view kCentral;
  switch (rule) {
    case ChargeBack::central:
      return {{kCentral, cost}};
    case ChargeBack::holder:
      return {{holder, cost}};
    case ChargeBack::pro_rata:
      break;
  }
  std::vector<std::int64_t> weights;
  Money sum;
  for (const auto& [tenant, used_cost] : used) {
    weights.push_back(used_cost.value());
    sum += used_cost;
  }
  if (sum == Money{}) return {{kCentral, cost}};
  const auto parts = split(cost.value(), weights);
  CostByTenant borne;
  auto part = parts.begin();
  for (const auto& [tenant, used_cost] : used) borne[tenant] = Money{*part++};
  return borne;
}

}  // namespace

std::vector<BorneCost> charge_back(std::span<const PaidCell> paid, ChargeBack rule,
                                   const Platform& platform) {
  std::map<std::pair<Month, CommitmentId>, CostByTenant> used;
  std::map<std::tuple<Month, ReservationId, PaidAs, CommitmentId>, Money> unused;
  for (const PaidCell& cell : paid) {
    if (!cell.as) continue;
    if (cell.used()) {
      used[{cell.month, cell.commitment}][cell.tenant] += cell.cost;
    } else {
      unused[{cell.month, cell.place, *cell.as, cell.commitment}] += cell.cost;
    }
  }
  std::vector<BorneCost> borne;
  for (const auto& [key, cost] : unused) {
    const auto& [month, place, as, commitment] = key;
    const std::string_view holder =
        place.valid() ? platform.reservations[place.index()].holder : std::string_view{};
    for (const auto& [tenant, part] : bear(cost, rule, holder, used[{month, commitment}])) {
      if (part == Money{}) continue;
      borne.push_back({month, place, as, commitment, tenant, part});
    }
  }
  return borne;
}

}  // namespace drawdown
