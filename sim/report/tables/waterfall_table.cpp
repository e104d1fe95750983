#include "sim/report/tables/waterfall_table.hpp"

#include <fmt/format.h>

namespace drawdown {

WaterfallTable::WaterfallTable(const RunState& state, const std::filesystem::path& directory,
                               const Ledger* ledger)
    : state_(state), ledger_(ledger), file_(directory / "waterfall.csv") {
  file_.buffer().append(
      "month,reservation,pool,holder,tenant,cause,chip_ms,chip_hours,payer,usd\n");
}

void WaterfallTable::append(const WaterfallRow& entry) {
  PaidCell cell{};
  cell.month = entry.month;
  cell.place = state_.view.partitions[entry.partition.index()].reservation;
  cell.cause = entry.cause;
  if (entry.tenant.valid()) cell.tenant = state_.tenants[entry.tenant.index()];
  cell.time = entry.time;
  append(cell);
}

void WaterfallTable::append(const PaidCell& cell) {
  const Platform& platform = state_.scenario->platform;
  Row row(file_.buffer());
  row.month(cell.month);
  if (cell.place.valid()) {
    const Reservation& reservation = platform.reservations[cell.place.index()];
    row.text(reservation.name).text(platform.pools[reservation.pool.index()].name);
    row.text(reservation.holder);
  } else {
    row.empty(3);
  }
  row.text(cell.tenant);
  row.text(cell.cause ? kCauseNames[static_cast<std::size_t>(*cell.cause)] : kUnreserved);
  row.number(cell.time.value());
  row.text(fmt::format("{:.6f}", static_cast<double>(cell.time.value()) / kMsPerHour));
  if (cell.as) {
    const Payers& payers = ledger_->payers();
    row.text(payers.name(payers.of(cell.commitment))).millionths(cell.cost.value());
  } else {
    row.empty(2);
  }
  row.end();
  file_.end_row();
}

void WaterfallTable::finished(Instant) {
  if (ledger_ != nullptr) {
    for (const PaidCell& cell : ledger_->waterfall()) append(cell);
  }
  file_.close();
}

}  // namespace drawdown
