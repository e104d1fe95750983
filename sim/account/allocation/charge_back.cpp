#include "sim/account/allocation/charge_back.hpp"

#include <map>
#include <tuple>

#include "sim/base/exact.hpp"

namespace drawdown {
namespace {

using Month = std::chrono::year_month;
using CostByTenant = std::map<std::string_view, Money>;

// A tenant's part in what was not used, against those of the others.
struct Bearer {
  std::string_view tenant;
  std::int64_t weight;
};

std::vector<Bearer> bearers(ChargeBack rule, std::string_view holder, const CostByTenant& used) {
  constexpr std::string_view kCentral;
  std::vector<Bearer> found;
  if (rule == ChargeBack::pro_rata) {
    for (const auto& [tenant, cost] : used) {
      if (cost != Money{}) found.push_back({tenant, cost.value()});
    }
  }
  if (found.empty()) found.push_back({rule == ChargeBack::holder ? holder : kCentral, 1});
  return found;
}

}  // namespace

std::vector<BorneCost> charge_back(std::span<const PaidCell> paid, ChargeBack rule,
                                   const Platform& platform) {
  struct Unused {
    ChipTime time;
    Money cost;
  };
  std::map<std::pair<Month, CommitmentId>, CostByTenant> used;
  std::map<std::tuple<Month, ReservationId, PaidAs, CommitmentId>, Unused> unused;
  for (const PaidCell& cell : paid) {
    if (!cell.as) continue;
    if (cell.used()) {
      used[{cell.month, cell.commitment}][cell.tenant] += cell.cost;
    } else {
      Unused& sum = unused[{cell.month, cell.place, *cell.as, cell.commitment}];
      sum.time += cell.time;
      sum.cost += cell.cost;
    }
  }
  std::vector<BorneCost> borne;
  for (const auto& [key, sum] : unused) {
    const auto& [month, place, as, commitment] = key;
    const std::string_view holder =
        place.valid() ? platform.reservations[place.index()].holder : std::string_view{};
    const auto found = bearers(rule, holder, used[{month, commitment}]);
    std::vector<std::int64_t> weights;
    for (const Bearer& bearer : found) weights.push_back(bearer.weight);
    const auto times = split(sum.time.value(), weights);
    const auto costs = split(sum.cost.value(), weights);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (times[i] == 0 && costs[i] == 0) continue;
      borne.push_back(
          {month, place, as, commitment, found[i].tenant, ChipTime{times[i]}, Money{costs[i]}});
    }
  }
  return borne;
}

}  // namespace drawdown
