#include "sim/account/ledger/charges.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/account/allocation/charge_back.hpp"
#include "sim/account/ledger/platform_order.hpp"
#include "sim/base/errors.hpp"
#include "sim/base/run_calendar.hpp"

namespace drawdown {
namespace {

using Month = std::chrono::year_month;

// What of a take has a charge each for those that used it, or bear it.
using TakeKey = std::tuple<Month, ReservationId, bool, PaidAs, CommitmentId>;
struct Part {
  ChipTime time;
  Money cost;
};
using PartsByTenant = std::map<std::string_view, Part>;

ChargeKind kind_of(PaidAs as, bool used) {
  switch (as) {
    case PaidAs::taken:
      return used ? ChargeKind::covered : ChargeKind::not_used;
    case PaidAs::overage:
      return ChargeKind::overage;
    case PaidAs::listed:
      return ChargeKind::list_price;
  }
  throw Bug("paid in no way");
}

// Of what is due in another way than by chip-time.
std::optional<ChargeKind> kind_of(BillKind kind) {
  switch (kind) {
    case BillKind::bill:
      return ChargeKind::bill;
    case BillKind::prepayment:
      return ChargeKind::prepayment;
    case BillKind::paid_back:
      return ChargeKind::paid_back;
    case BillKind::termination:
      return ChargeKind::termination;
    case BillKind::capital:
      return ChargeKind::capital;
    case BillKind::operation:
      return ChargeKind::operation;
    case BillKind::credit:
      return ChargeKind::service_level;
    case BillKind::overage:
      return std::nullopt;
  }
  throw Bug("a bill of no kind");
}

class ChargesBuilder {
 public:
  ChargesBuilder(const RunState& state, const Payers& payers) : state_(state), payers_(payers) {}

  void add_bills(const Statement& statement) {
    for (const Bill& bill : statement.bills) {
      const auto kind = kind_of(bill.kind);
      if (!kind) continue;
      Charge charge{bill.month, *kind, payers_.of(bill.commitment)};
      charge.billed = bill.amount;
      if (*kind == ChargeKind::service_level) charge.effective = bill.amount;
      charges_.push_back(charge);
    }
  }

  void add_chip_time(const Statement& statement, std::span<const PaidCell> paid) {
    std::map<TakeKey, PartsByTenant> takes;
    const auto add = [&](const auto& row, bool used, PaidAs as) {
      Part& part = takes[{row.month, row.place, used, as, row.commitment}][row.tenant];
      part.time += row.time;
      part.cost += row.cost;
    };
    for (const PaidCell& cell : paid) {
      if (cell.as && cell.used()) add(cell, true, *cell.as);
    }
    const Scenario& scenario = *state_.scenario;
    for (const BorneCost& borne :
         charge_back(paid, scenario.accounting.charge_back, scenario.platform)) {
      add(borne, false, borne.as);
    }
    std::map<TakeKey, std::optional<Money>> list_costs;
    for (const Take& take : statement.takes) {
      list_costs[{take.month, take.place, take.used, take.as, take.commitment}] =
          take.list_cost.rounded();
    }
    for (const auto& [key, parts] : takes) add_take(key, parts, list_costs[key]);
  }

  void add_egress() {
    const RunCalendar calendar(state_.scenario->start);
    std::map<std::pair<Month, SiteId>, Money> sums;
    for (const Transfer& transfer : state_.transfers) {
      sums[{calendar.month_of(transfer.begin), transfer.from}] += Money{transfer.egress_micro_usd};
    }
    for (const auto& [key, cost] : sums) {
      Charge charge{key.first, ChargeKind::egress, payers_.egress(), key.second};
      charge.billed = charge.effective = cost;
      charges_.push_back(charge);
    }
  }

  void add_energy(const PowerMeter& power) {
    const auto& pools = state_.scenario->platform.pools;
    for (std::size_t i = 0; i < pools.size(); ++i) {
      if (!pools[i].owned) continue;
      for (const auto& [month, energy] : power.energy_by_month(PoolId{i})) {
        Charge charge{month, ChargeKind::energy, payers_.energy(PoolId{i})};
        charge.billed = charge.effective = cost_of(energy, pools[i].owned->energy);
        charges_.push_back(charge);
      }
    }
  }

  std::vector<Charge> take() {
    std::erase_if(charges_, [](const Charge& charge) {
      return charge.billed == Money{} && charge.effective == Money{} && charge.time == ChipTime{};
    });
    const PlatformOrder order(state_.view);
    const auto key = [&](const Charge& charge) {
      const std::size_t place = charge.place.valid() ? order.rank(charge.place) + 1 : 0;
      return std::tuple(charge.month, charge.kind, charge.payer, charge.site, place, charge.tenant,
                        !charge.used);
    };
    std::sort(charges_.begin(), charges_.end(),
              [&](const Charge& a, const Charge& b) { return key(a) < key(b); });
    return std::move(charges_);
  }

 private:
  // Rounded; whole MWh apart, so that the product fits.
  static Money cost_of(Microjoules energy, Money of_mwh) {
    constexpr Microjoules kMWh = 3'600'000'000'000'000;
    const auto whole = static_cast<std::int64_t>(energy / kMWh);
    const auto rest = static_cast<std::int64_t>(energy % kMWh);
    return of_mwh * whole + Money{divide_half_up(product(of_mwh.value(), rest), kMWh)};
  }

  void add_take(const TakeKey& key, const PartsByTenant& parts, std::optional<Money> list_cost) {
    const auto& [month, place, used, as, commitment] = key;
    std::vector<std::int64_t> list_costs;
    if (list_cost) {
      std::vector<std::int64_t> times;
      for (const auto& [tenant, part] : parts) times.push_back(part.time.value());
      list_costs = split(list_cost->value(), times);
    }
    std::size_t i = 0;
    for (const auto& [tenant, part] : parts) {
      Charge charge{month, kind_of(as, used), payers_.of(commitment), {}, place, tenant, used};
      charge.time = part.time;
      charge.effective = part.cost;
      if (as != PaidAs::taken) charge.billed = part.cost;
      if (list_cost) charge.list_cost = Money{list_costs[i++]};
      charges_.push_back(charge);
    }
  }

  const RunState& state_;
  const Payers& payers_;
  std::vector<Charge> charges_;
};

}  // namespace

std::vector<Charge> charges_of(const RunState& state, const Payers& payers,
                               const Statement& statement, std::span<const PaidCell> paid,
                               const PowerMeter& power) {
  ChargesBuilder charges(state, payers);
  charges.add_bills(statement);
  charges.add_chip_time(statement, paid);
  charges.add_egress();
  charges.add_energy(power);
  return charges.take();
}

}  // namespace drawdown
