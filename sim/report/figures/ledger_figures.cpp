#include "sim/report/figures/ledger_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/model/contracts/tariff.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kCentral = "(central)";

constexpr auto kIdleParts = [] {
  std::array<std::string_view, static_cast<std::size_t>(kFirstHeld) + 1> names;
  for (std::size_t i = 0; i + 1 < names.size(); ++i) names[i] = kCauseNames[i];
  names.back() = kUnreserved;
  return names;
}();

constexpr Figure kFigures[] = {
    {"billed_usd", FigureKind::amount,
     "what is due in the run: BilledCost of all rows of ledger.csv (docs/contracts.md, Files); as "
     "all figures below, null, or without parts, in a run without a ledger"},
    {"effective_usd", FigureKind::amount,
     "what the run costs: EffectiveCost of all rows: used_usd + unused_usd + energy_usd + "
     "egress_usd + service_credit_usd"},
    {"used_usd", FigureKind::amount, "EffectiveCost of chip-time that gangs held, whoever pays"},
    {"unused_usd", FigureKind::amount,
     "EffectiveCost of what was paid for and not used, by contracts, own hardware and at list "
     "prices; of no reservation, too"},
    {"idle_usd_by_cause", FigureKind::parts, "unused_usd by cause in waterfall.csv", kIdleParts},
    {"energy_usd", FigureKind::amount, "what the energy of own hardware cost"},
    {"service_credit_usd", FigureKind::amount, "credits for broken service levels, below zero"},
    {"usd_by_contract", FigureKind::parts,
     "effective_usd by x_Payer: contracts, own hardware, list prices, energy, egress"},
    {"usd_by_tenant", FigureKind::parts,
     "effective_usd by SubAccountId; what no tenant bears is (central)"},
    {"shortfall_usd", FigureKind::amount,
     "what contracts cost beside what was taken of them: shortfalls and terminations"},
    {"waste_usd", FigureKind::amount,
     "EffectiveCost of commitments (contracts and own hardware) that was not used"},
    {"commitment_utilisation", FigureKind::share,
     "1 - waste_usd over the EffectiveCost of commitments (used over total commitment, FinOps "
     "Foundation); null where they cost nothing"},
    {"commitment_coverage", FigureKind::share,
     "used chip-time that commitments took over all used chip-time; null without any"},
    {"effective_savings_rate", FigureKind::share,
     "(list - actual) / list (FinOps Foundation): list is the ListCost of used chip-time, actual "
     "used_usd + unused_usd + service_credit_usd; null where some used chip-time, by reservation "
     "and month, has no list price, or list is zero"},
    {"break_even_utilisation", FigureKind::share,
     "1 - the discount of contracts: EffectiveCost over ListCost of used chip-time that they "
     "covered; where less of a commitment is used, list prices are cheaper; null without both"},
    {"makeup_balance_chip_hours", FigureKind::amount,
     "what usage contracts could still make up when they, or the run, ended"},
    {"makeup_balance_usd", FigureKind::amount, "the same of spend contracts"},
    {"carry_balance_chip_hours", FigureKind::amount,
     "what usage contracts still carried forward when they, or the run, ended"},
    {"carry_balance_usd", FigureKind::amount, "the same of spend contracts"},
    {"prepaid_balance_usd", FigureKind::amount,
     "prepayments of contracts that are neither amortised nor paid back"},
    {"book_value_usd", FigureKind::amount, "capital of own hardware that is not written off"},
    {"unpriced_chip_ms", FigureKind::amount,
     "chip-time, used or of bound units, that no contract takes and no list price is for, exact"},
    {"usd_per_productive_chip_hour", FigureKind::amount,
     "effective_usd over productive chip-hours, in reservations and markets; null without any"},
    {"usd_per_productive_exaflop", FigureKind::amount,
     "effective_usd over what productive chips could compute at most: productive chip-seconds x "
     "dense bf16_peak (docs/platforms.md), in 10^18 operations; null without any, or where some "
     "productive chips are of no accelerator"},
    {"derived_rate_usd_per_chip_hour", FigureKind::parts,
     "of each contract with a total: that over derived_chip_hours"},
    {"derived_chip_hours", FigureKind::parts,
     "of each contract with a total: all of its quantity, whatever the run sees"},
    {"capacity_share_by_provider", FigureKind::parts,
     "reserved chip-time of each provider over reserved_chip_ms"},
    {"present_billed_usd", FigureKind::amount,
     "billed_usd at accounting.discount_rate: what is due in a month, over (1 + rate)^t, t years "
     "of 365 days from the run's start to the month's end, or the run's"},
    {"present_effective_usd", FigureKind::amount, "effective_usd, the same way"},
};

double dollars(Money money) {
  constexpr double kMicro = 1e6;
  return static_cast<double>(money.value()) / kMicro;
}

double hours(std::int64_t chip_ms) {
  return static_cast<double>(chip_ms) / kMsPerHour;
}

Json ratio(double part, double whole) {
  return whole == 0 ? Json() : Json(part / whole);
}

// Sums over the charges of a run.
struct Sums {
  Money billed;
  Money effective;
  Money used;
  Money unused;
  Money energy;
  Money credit;
  Money waste;
  Money commitments;
  ChipTime used_time;
  ChipTime covered_time;
  Money used_list_cost;
  Money covered;  // used chip-time of contracts that has a list price
  Money covered_list_cost;
  bool all_used_listed = true;
  std::map<PayerId, Money> by_payer;
  std::map<std::string_view, Money> by_tenant;

  void add_used(const Charge& charge, bool is_contract) {
    used += charge.effective;
    used_time += charge.time;
    if (charge.kind == ChargeKind::covered) covered_time += charge.time;
    if (!charge.list_cost) {
      all_used_listed = false;
      return;
    }
    used_list_cost += *charge.list_cost;
    if (charge.kind != ChargeKind::covered || !is_contract) return;
    covered += charge.effective;
    covered_list_cost += *charge.list_cost;
  }

  void add(const Charge& charge, const Payers& payers) {
    billed += charge.billed;
    effective += charge.effective;
    by_payer[charge.payer] += charge.effective;
    by_tenant[charge.tenant.empty() ? kCentral : charge.tenant] += charge.effective;
    if (charge.kind == ChargeKind::energy) energy += charge.effective;
    if (charge.kind == ChargeKind::service_level) credit += charge.effective;
    if (charge.kind == ChargeKind::not_used) waste += charge.effective;
    if (is_of_commitment(charge.kind)) commitments += charge.effective;
    if (!is_for_chips(charge.kind)) return;
    if (charge.used) {
      add_used(charge, !payers.pool(charge.payer).valid());
    } else {
      unused += charge.effective;
    }
  }
};

Sums sums_of(const Ledger& ledger) {
  Sums sums;
  for (const Charge& charge : ledger.charges()) sums.add(charge, ledger.payers());
  return sums;
}

// Productive chip-time, in hours and in 10^18 operations at the peak.
struct Productive {
  double chip_hours = 0;
  std::optional<double> exaflop = 0;
};

Productive productive_of(const Platform& platform, const Ledger& ledger) {
  constexpr double kSecondsPerHour = 3600;
  constexpr double kExa = 1e18;
  Productive sum;
  for (const PaidCell& cell : ledger.waterfall()) {
    if (cell.cause != Cause::productive) continue;
    const double chip_hours = hours(cell.time.value());
    sum.chip_hours += chip_hours;
    const PoolId pool = platform.reservations[cell.place.index()].pool;
    const auto& accelerator = platform.pools[pool.index()].accelerator;
    if (!accelerator) sum.exaflop.reset();
    if (!sum.exaflop) continue;
    *sum.exaflop += chip_hours * kSecondsPerHour * accelerator->bf16_peak.per_s / kExa;
  }
  return sum;
}

void add_sums(Json& json, const Platform& platform, const Ledger& ledger, const Sums& sums) {
  json["billed_usd"] = dollars(sums.billed);
  json["effective_usd"] = dollars(sums.effective);
  json["used_usd"] = dollars(sums.used);
  json["unused_usd"] = dollars(sums.unused);
  json["energy_usd"] = dollars(sums.energy);
  json["service_credit_usd"] = dollars(sums.credit);
  for (const auto& [payer, cost] : sums.by_payer) {
    json["usd_by_contract"][ledger.payers().name(payer)] = dollars(cost);
  }
  for (const auto& [tenant, cost] : sums.by_tenant) {
    json["usd_by_tenant"][std::string(tenant)] = dollars(cost);
  }
  json["waste_usd"] = dollars(sums.waste);
  const double commitments = dollars(sums.commitments);
  json["commitment_utilisation"] = ratio(commitments - dollars(sums.waste), commitments);
  json["commitment_coverage"] =
      ratio(hours(sums.covered_time.value()), hours(sums.used_time.value()));
  if (sums.all_used_listed) {
    const double list = dollars(sums.used_list_cost);
    json["effective_savings_rate"] =
        ratio(list - dollars(sums.used + sums.unused + sums.credit), list);
  }
  json["break_even_utilisation"] = ratio(dollars(sums.covered), dollars(sums.covered_list_cost));
  const Productive productive = productive_of(platform, ledger);
  json["usd_per_productive_chip_hour"] = ratio(dollars(sums.effective), productive.chip_hours);
  if (productive.exaflop) {
    json["usd_per_productive_exaflop"] = ratio(dollars(sums.effective), *productive.exaflop);
  }
}

void add_idle(Json& json, const Ledger& ledger) {
  std::array<Money, kIdleParts.size()> sums{};
  for (const PaidCell& cell : ledger.waterfall()) {
    if (cell.used()) continue;
    sums[cell.cause ? static_cast<std::size_t>(*cell.cause) : sums.size() - 1] += cell.cost;
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    json["idle_usd_by_cause"][std::string(kIdleParts[i])] = dollars(sums[i]);
  }
}

void add_balances(Json& json, const Scenario& scenario, const Ledger& ledger) {
  const std::vector<Contract>& contracts = scenario.contracts;
  const Statement& statement = ledger.statement();
  Money shortfall;
  for (const Shortfall& row : statement.shortfalls) {
    if (row.commitment.index() < contracts.size()) shortfall += row.cost;
  }
  json["shortfall_usd"] = dollars(shortfall);
  std::map<CommitmentId, const PeriodOfContract*> last;
  for (const PeriodOfContract& period : statement.periods) last[period.contract] = &period;
  std::int64_t makeup[2] = {};  // of usage, of spend contracts
  std::int64_t carry[2] = {};
  for (const auto& [id, period] : last) {
    const bool is_spend = contracts[id.index()].is_spend();
    makeup[is_spend] += period->makeup_balance;
    carry[is_spend] += period->carry_balance;
  }
  json["makeup_balance_chip_hours"] = hours(makeup[0]);
  json["makeup_balance_usd"] = dollars(Money{makeup[1]});
  json["carry_balance_chip_hours"] = hours(carry[0]);
  json["carry_balance_usd"] = dollars(Money{carry[1]});
  Money prepaid;
  Money book_value;
  for (std::size_t i = 0; i < statement.balances.size(); ++i) {
    (i < contracts.size() ? prepaid : book_value) += statement.balances[i];
  }
  json["prepaid_balance_usd"] = dollars(prepaid);
  json["book_value_usd"] = dollars(book_value);
  json["unpriced_chip_ms"] = statement.unpriced.value();
}

void add_derived_rates(Json& json, const std::vector<Contract>& contracts) {
  for (const Contract& contract : contracts) {
    if (!contract.total) continue;
    const double quantity = hours(committed(contract, contract.until));
    if (quantity == 0) continue;
    json["derived_rate_usd_per_chip_hour"][contract.name] = dollars(*contract.total) / quantity;
    json["derived_chip_hours"][contract.name] = quantity;
  }
}

void add_providers(Json& json, const Platform& platform, const Ledger& ledger) {
  std::map<std::string, ChipTime> by_provider;
  ChipTime sum;
  for (const PaidCell& cell : ledger.waterfall()) {
    if (!cell.place.valid() || !is_in_base(platform, cell.place)) continue;
    const Pool& pool = platform.pools[platform.reservations[cell.place.index()].pool.index()];
    by_provider[platform.sites[pool.site.index()].provider] += cell.time;
    sum += cell.time;
  }
  for (const auto& [provider, time] : by_provider) {
    json["capacity_share_by_provider"][provider] = hours(time.value()) / hours(sum.value());
  }
}

void add_present_values(Json& json, const Scenario& scenario, Instant horizon,
                        const Ledger& ledger) {
  constexpr std::chrono::duration<double, std::ratio<365 * 86'400>> kYear(1);
  double billed = 0;
  double effective = 0;
  for (const Charge& charge : ledger.charges()) {
    const Date next = std::chrono::sys_days((charge.month + std::chrono::months(1)) / 1);
    const Duration elapsed = std::min(next - scenario.start, horizon - kRunStart);
    const double factor = std::pow(1 + scenario.accounting.discount_rate, -(elapsed / kYear));
    billed += dollars(charge.billed) * factor;
    effective += dollars(charge.effective) * factor;
  }
  json["present_billed_usd"] = billed;
  json["present_effective_usd"] = effective;
}

}  // namespace

std::span<const Figure> ledger_figures() {
  return kFigures;
}

void add_ledger_figures(Json& json, const Scenario& scenario, Instant horizon,
                        const Ledger* ledger) {
  for (const Figure& figure : kFigures) {
    json[std::string(figure.key)] =
        figure.kind == FigureKind::parts ? Json::object() : Json(nullptr);
  }
  if (ledger == nullptr) return;
  add_sums(json, scenario.platform, *ledger, sums_of(*ledger));
  add_idle(json, *ledger);
  add_balances(json, scenario, *ledger);
  add_derived_rates(json, scenario.contracts);
  add_providers(json, scenario.platform, *ledger);
  add_present_values(json, scenario, horizon, *ledger);
}

std::string ledger_text(const Ledger& ledger) {
  const Sums sums = sums_of(ledger);
  std::string text =
      fmt::format("cost        {:.2f} USD, {:.2f} USD of it unused; billed {:.2f}\n",
                  dollars(sums.effective), dollars(sums.unused), dollars(sums.billed));
  for (const auto& [payer, cost] : sums.by_payer) {
    text += fmt::format("  {:<20} {:>20.2f} USD\n", ledger.payers().name(payer), dollars(cost));
  }
  return text;
}

}  // namespace drawdown
