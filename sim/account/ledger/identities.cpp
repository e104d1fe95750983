#include "sim/account/ledger/identities.hpp"

#include <tuple>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

void check_chip_time(std::span<const WaterfallCell> cells, std::span<const PaidCell> paid) {
  std::size_t part = 0;
  for (const WaterfallCell& cell : cells) {
    while (part < paid.size() && !paid[part].cause) ++part;
    ChipTime sum;
    for (; part < paid.size(); ++part) {
      const PaidCell& of = paid[part];
      if (std::tie(of.month, of.place, of.tenant) !=
              std::tie(cell.month, cell.place, cell.tenant) ||
          of.cause != cell.cause) {
        break;
      }
      sum += of.time;
    }
    require(sum == cell.time, "payers have {} chip-ms of {} chip-ms {}", sum.value(),
            cell.time.value(), kCauseNames[static_cast<std::size_t>(cell.cause)]);
  }
}

struct Sums {
  Money charged;    // by contracts, for periods and terminations
  Money purchased;  // on bills
  Money effective;  // of what was used and what was not
};

void check_commitments(const Statement& statement, const Payers& payers,
                       std::span<const Charge> charges) {
  std::vector<Sums> sums(statement.balances.size());
  for (const PeriodOfContract& period : statement.periods) {
    sums[period.contract.index()].charged += period.charge;
  }
  for (const Charge& charge : charges) {
    if (!payers.is_commitment(charge.payer)) continue;
    Sums& sum = sums[charge.payer.index()];
    if (charge.kind == ChargeKind::termination) sum.charged += charge.billed;
    if (is_purchase(charge.kind)) sum.purchased += charge.billed;
    if (is_of_commitment(charge.kind)) sum.effective += charge.effective;
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const auto& [charged, purchased, effective] = sums[i];
    const std::string& name = payers.name(PayerId{i});
    require(purchased - statement.balances[i] == effective,
            "{}: {} micro-dollars were billed, {} of them ahead, and {} used or not used", name,
            purchased.value(), statement.balances[i].value(), effective.value());
    const bool is_contract = !payers.pool(PayerId{i}).valid();
    require(!is_contract || charged == effective,
            "{}: {} micro-dollars were charged, and {} used or not used", name, charged.value(),
            effective.value());
  }
}

void check_tenants(std::span<const PaidCell> paid, const Statement& statement,
                   std::span<const Charge> charges) {
  Money of_cells;
  for (const PaidCell& cell : paid) of_cells += cell.cost;
  Money of_tenants;
  for (const Charge& charge : charges) {
    if (is_for_chips(charge.kind)) of_tenants += charge.effective;
  }
  Money of_statement;
  for (const Take& take : statement.takes) of_statement += take.cost;
  for (const Shortfall& shortfall : statement.shortfalls) of_statement += shortfall.cost;
  require(of_cells == of_statement && of_tenants == of_statement,
          "chip-time costs {} micro-dollars, {} by cause and {} by tenant", of_statement.value(),
          of_cells.value(), of_tenants.value());
}

}  // namespace

void check_identities(std::span<const WaterfallCell> cells, std::span<const PaidCell> paid,
                      const Statement& statement, const Payers& payers,
                      std::span<const Charge> charges) {
  check_chip_time(cells, paid);
  check_commitments(statement, payers, charges);
  check_tenants(paid, statement, charges);
}

}  // namespace drawdown
