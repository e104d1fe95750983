#include "sim/report/tables/transfer_table.hpp"

namespace drawdown {

TransferTable::TransferTable(const RunState& state, const std::filesystem::path& directory)
    : state_(state), file_(directory / "transfers.csv") {
  file_.buffer().append("data_set,from,to,route,bytes,begin_s,end_s,egress_usd\n");
}

void TransferTable::finished(Instant) {
  const Platform& platform = state_.scenario->platform;
  for (const Transfer& transfer : state_.transfers) {
    Row row(file_.buffer());
    row.text(platform.data_sets[transfer.data_set.index()].name);
    row.text(platform.sites[transfer.from.index()].name);
    row.text(platform.sites[transfer.to.index()].name);
    std::string route;
    for (const SiteId site : sites_on(platform.network, transfer.route)) {
      if (!route.empty()) route += " > ";
      route += platform.sites[site.index()].name;
    }
    row.text(route).number(transfer.bytes).seconds(transfer.begin);
    if (transfer.end == kNever) {
      row.empty();
    } else {
      row.seconds(transfer.end);
    }
    row.dollars(transfer.egress_micro_usd).end();
    file_.end_row();
  }
  file_.close();
}

}  // namespace drawdown
