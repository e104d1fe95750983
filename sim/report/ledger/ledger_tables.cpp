#include "sim/report/ledger/ledger_tables.hpp"

#include <array>
#include <map>
#include <utility>

#include <fmt/chrono.h>

#include "sim/base/exact.hpp"
#include "sim/base/run_calendar.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {
namespace {

using Month = std::chrono::year_month;

// `2027-01-01T00:00:00Z`, with milliseconds only where there are some.
std::string iso(Date date) {
  const auto second = std::chrono::floor<std::chrono::seconds>(date);
  const std::string text = fmt::format("{:%Y-%m-%dT%H:%M:%S}", second);
  const auto ms = (date - second).count();
  return ms == 0 ? text + "Z" : fmt::format("{}.{:03}Z", text, ms);
}

// In millionths of a chip-hour, rounded.
std::int64_t millionths_of_hours(std::int64_t chip_ms) {
  constexpr std::int64_t kOne = 1'000'000;
  return divide_half_up(product(chip_ms, kOne), kMsPerHour);
}

std::string_view category_of(ChargeKind kind) {
  if (is_purchase(kind)) return "Purchase";
  return kind == ChargeKind::service_level ? "Credit" : "Usage";
}

class ChargeTable {
 public:
  ChargeTable(const Scenario& scenario, const Ledger& ledger, const std::filesystem::path& path)
      : platform_(scenario.platform), contracts_(scenario.contracts), ledger_(ledger), file_(path) {
    file_.buffer().append(
        "BillingPeriodStart,BillingPeriodEnd,ChargeCategory,ChargeDescription,ProviderName,"
        "RegionId,SkuId,SubAccountId,CapacityReservationId,CapacityReservationStatus,"
        "CommitmentDiscountId,CommitmentDiscountCategory,CommitmentDiscountStatus,"
        "ConsumedQuantity,ConsumedUnit,ListCost,BillingCurrency,BilledCost,EffectiveCost,"
        "x_Payer,x_Balance,x_FocusVersion\n");
    const auto& charges = ledger.charges();
    for (std::size_t i = 0; i < charges.size(); ++i) {
      if (is_purchase(charges[i].kind)) last_purchases_[charges[i].payer] = i;
    }
  }

  void write() {
    const auto& charges = ledger_.charges();
    for (std::size_t i = 0; i < charges.size(); ++i) {
      const auto last = last_purchases_.find(charges[i].payer);
      const bool is_last = last != last_purchases_.end() && last->second == i;
      write(charges[i], is_last ? ledger_.balance(charges[i].payer) : Money{});
    }
    file_.close();
  }

 private:
  void write(const Charge& charge, Money balance) {
    Row row(file_.buffer());
    const Date begin = std::chrono::sys_days(charge.month / 1);
    const Date end = std::chrono::sys_days((charge.month + std::chrono::months(1)) / 1);
    row.text(iso(begin)).text(iso(end)).text(category_of(charge.kind)).text(name_of(charge.kind));
    write_place(row, charge);
    write_commitment(row, charge);
    if (charge.time == ChipTime{}) {
      row.empty(2);
    } else {
      row.millionths(millionths_of_hours(charge.time.value())).text("chip-hours");
    }
    charge.list_cost ? row.millionths(charge.list_cost->value()) : row.empty();
    row.text("USD").millionths(charge.billed.value()).millionths(charge.effective.value());
    row.text(ledger_.payers().name(charge.payer));
    balance == Money{} ? row.empty() : row.millionths(balance.value());
    row.text("1.2").end();
    file_.end_row();
  }

  void write_place(Row& row, const Charge& charge) {
    const SiteId site = site_of(charge);
    const bool is_known = site.valid();
    row.text(is_known ? platform_.sites[site.index()].provider : provider_of(charge.payer));
    row.text(is_known ? platform_.sites[site.index()].region : "");
    if (!charge.place.valid()) {
      row.empty().text(charge.tenant).empty(2);
      return;
    }
    const Reservation& reservation = platform_.reservations[charge.place.index()];
    const Pool& pool = platform_.pools[reservation.pool.index()];
    row.text(pool.accelerator ? pool.accelerator->name : "");
    row.text(charge.tenant).text(reservation.name);
    row.text(is_in_base(platform_, charge.place) ? status_of(charge) : "");
  }

  void write_commitment(Row& row, const Charge& charge) {
    const Payers& payers = ledger_.payers();
    const bool has_id = payers.is_commitment(charge.payer) && charge.kind != ChargeKind::overage;
    if (!has_id) {
      row.empty(3);
      return;
    }
    const std::size_t id = charge.payer.index();
    const bool is_spend = id < contracts_.size() && contracts_[id].is_spend();
    row.text(payers.name(charge.payer)).text(is_spend ? "Spend" : "Usage");
    row.text(is_of_commitment(charge.kind) ? status_of(charge) : "");
  }

  static std::string_view status_of(const Charge& charge) {
    return charge.used ? "Used" : "Unused";
  }

  SiteId site_of(const Charge& charge) const {
    if (charge.site.valid()) return charge.site;
    const PoolId pool = charge.place.valid() ? platform_.reservations[charge.place.index()].pool
                                             : ledger_.payers().pool(charge.payer);
    return pool.valid() ? platform_.pools[pool.index()].site : SiteId{};
  }

  // Of all that a contract is about, if there is but one.
  std::string_view provider_of(PayerId contract) const {
    std::string_view provider;
    for (const ReservationId place : contracts_[contract.index()].scope.places) {
      const PoolId pool = platform_.reservations[place.index()].pool;
      const SiteId site = platform_.pools[pool.index()].site;
      const std::string_view here = platform_.sites[site.index()].provider;
      if (!provider.empty() && here != provider) return "";
      provider = here;
    }
    return provider;
  }

  const Platform& platform_;
  const std::vector<Contract>& contracts_;
  const Ledger& ledger_;
  OutputFile file_;
  std::map<PayerId, std::size_t> last_purchases_;  // of `charges`
};

void write_commitments(const RunState& state, const Statement& statement,
                       const std::filesystem::path& path) {
  OutputFile file(path);
  file.buffer().append(
      "contract,from,until,quantity,obligation,taken,overage,made_up,shortfall,makeup_balance,"
      "carry_balance,charge_usd,overage_usd\n");
  for (const PeriodOfContract& period : statement.periods) {
    const Contract& contract = state.scenario->contracts[period.contract.index()];
    const auto amount = [&](std::int64_t quantity) {
      return contract.is_spend() ? quantity : millionths_of_hours(quantity);
    };
    Row row(file.buffer());
    row.text(contract.name);
    row.text(iso(state.date_of(period.from))).text(iso(state.date_of(period.until)));
    row.millionths(amount(period.quantity)).millionths(amount(period.obligation));
    row.millionths(amount(period.taken)).millionths(millionths_of_hours(period.overage));
    row.millionths(amount(period.made_up)).millionths(amount(period.shortfall));
    row.millionths(amount(period.makeup_balance)).millionths(amount(period.carry_balance));
    row.millionths(period.charge.value()).millionths(period.overage_charge.value()).end();
    file.end_row();
  }
  file.close();
}

struct Cash {
  Money prepaid;
  Money billed;
  Money effective;
  Money invested;

  bool operator==(const Cash&) const = default;
};

bool is_ahead(ChargeKind kind) {
  return kind == ChargeKind::prepayment || kind == ChargeKind::paid_back ||
         kind == ChargeKind::capital;
}

void write_cash(const Scenario& scenario, const Ledger& ledger, Instant horizon,
                const std::filesystem::path& path) {
  std::map<std::pair<Month, PayerId>, Cash> sums;
  for (const Charge& charge : ledger.charges()) {
    Cash& cash = sums[{charge.month, charge.payer}];
    (is_ahead(charge.kind) ? cash.prepaid : cash.billed) += charge.billed;
    cash.effective += charge.effective;
  }
  const RunCalendar calendar(scenario.start);
  for (std::size_t i = 0; i < scenario.contracts.size(); ++i) {
    for (const Investment& investment : scenario.contracts[i].invests) {
      if (investment.on < kRunStart || investment.on >= horizon) continue;
      sums[{calendar.month_of(investment.on), PayerId{i}}].invested += investment.amount;
    }
  }
  OutputFile file(path);
  file.buffer().append("month,payer,prepaid_usd,billed_usd,effective_usd,invested_usd\n");
  for (const auto& [key, cash] : sums) {
    if (cash == Cash{}) continue;
    Row row(file.buffer());
    row.month(key.first).text(ledger.payers().name(key.second));
    row.millionths(cash.prepaid.value()).millionths(cash.billed.value());
    row.millionths(cash.effective.value()).millionths(cash.invested.value()).end();
    file.end_row();
  }
  file.close();
}

}  // namespace

LedgerTables::LedgerTables(const RunState& state, const Ledger& ledger,
                           std::filesystem::path directory)
    : state_(state), ledger_(ledger), directory_(std::move(directory)) {}

void LedgerTables::finished(Instant horizon) {
  const Scenario& scenario = *state_.scenario;
  ChargeTable(scenario, ledger_, directory_ / "ledger.csv").write();
  write_commitments(state_, ledger_.statement(), directory_ / "commitments.csv");
  write_cash(scenario, ledger_, horizon, directory_ / "cash.csv");
}

}  // namespace drawdown
