#include "sim/report/tables/waterfall_table.hpp"

#include <fmt/format.h>

namespace drawdown {

WaterfallTable::WaterfallTable(const RunState& state, const std::filesystem::path& directory)
    : state_(state), file_(directory / "waterfall.csv") {
  file_.buffer().append("month,reservation,pool,holder,tenant,cause,chip_ms,chip_hours\n");
}

void WaterfallTable::append(const WaterfallRow& entry) {
  constexpr double kMsPerHour = 3'600'000.0;
  const Partition& partition = state_.view.partitions[entry.partition.index()];
  const Reservation& reservation =
      state_.scenario->platform.reservations[partition.reservation.index()];
  Row row(file_.buffer());
  row.text(fmt::format("{:04}-{:02}", static_cast<int>(entry.month.year()),
                       static_cast<unsigned>(entry.month.month())));
  row.text(reservation.name).text(state_.pool(partition).name).text(reservation.holder);
  row.text(entry.tenant != nullptr ? *entry.tenant : "");
  row.text(kCauseNames[static_cast<std::size_t>(entry.cause)]);
  row.number(entry.time.value());
  row.text(fmt::format("{:.6f}", static_cast<double>(entry.time.value()) / kMsPerHour));
  row.end();
  file_.end_row();
}

}  // namespace drawdown
