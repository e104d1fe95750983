#include "sim/engine/transfers/transfers.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/model/distribution/distribution.hpp"

namespace drawdown {

bool Transfers::has_data(const Gang& gang) const {
  return !gang.data_set.valid() || is_at(gang.data_set, site_of(gang));
}

void Transfers::bring_data(const Gang& gang) {
  const Platform& platform = state_.scenario->platform;
  const DataSet& data_set = platform.data_sets[gang.data_set.index()];
  const SiteId to = site_of(gang);
  const auto is_it = [&](const Transfer& transfer) {
    return transfer.data_set == gang.data_set && transfer.to == to;
  };
  if (std::ranges::any_of(state_.transfers, is_it)) return;
  std::vector<SiteId> sources;
  for (std::size_t i = 0; i < platform.sites.size(); ++i) {
    if (is_at(gang.data_set, SiteId{i})) sources.emplace_back(i);
  }
  auto route = best_route(platform.network, sources, to, platform.routes, data_set.bytes);
  require(route.has_value(), "job {} runs where its data cannot come", gang.job.id);
  Transfer& transfer = state_.transfers.emplace_back();
  transfer.id = TransferId{state_.transfers.size() - 1};
  transfer.data_set = gang.data_set;
  transfer.from = sites_on(platform.network, *route).front();
  transfer.to = to;
  transfer.route = *std::move(route);
  transfer.bytes = data_set.bytes;
  transfer.egress_micro_usd = egress_micro_usd(platform.network, transfer.route, data_set.bytes);
  transfer.begin = state_.view.now;
  const Duration wait = latency(platform.network, transfer.route);
  if (wait > Duration{0}) {
    kernel_.start(transfer.id, transfer.begin + wait);
  } else {
    send(transfer);
  }
  observers_.tell([&](Observer& observer) { observer.transfer_began(transfer); });
}

// After its latencies, all bytes at once over all of its route.
void Transfers::send(const Transfer& transfer) {
  constexpr double kMsPerSecond = 1000;
  std::vector<LinkId> links;
  for (const std::size_t link : transfer.route) links.push_back(fabrics_.between_sites(link));
  const double rate = bytes_per_s(state_.scenario->platform.network, transfer.route);
  kernel_.start_flow(transfer.id, links, rate,
                     whole_ms(kMsPerSecond * static_cast<double>(transfer.bytes) / rate));
}

void Transfers::collect_done(std::span<const ActivityId> done) {
  for (const ActivityId activity : done) {
    const auto* const id = std::get_if<TransferId>(&activity);
    if (id == nullptr) continue;
    Transfer& transfer = state_.transfers[id->index()];
    const Duration wait = latency(state_.scenario->platform.network, transfer.route);
    if (wait > Duration{0} && state_.view.now == transfer.begin + wait) {
      send(transfer);
    } else {
      transfer.end = state_.view.now;
      complete_.push_back(*id);
    }
  }
  std::ranges::sort(complete_);
}

void Transfers::tell_complete() {
  for (const TransferId id : complete_) {
    observers_.tell(
        [&](Observer& observer) { observer.transfer_ended(state_.transfers[id.index()]); });
  }
  complete_.clear();
}

bool Transfers::is_at(DataSetId data_set, SiteId site) const {
  const auto& sites = state_.scenario->platform.data_sets[data_set.index()].sites;
  if (std::ranges::find(sites, site) != sites.end()) return true;
  return std::ranges::any_of(state_.transfers, [&](const Transfer& transfer) {
    return transfer.data_set == data_set && transfer.to == site && transfer.end != kNever;
  });
}

SiteId Transfers::site_of(const Gang& gang) const {
  return state_.pool(state_.partition(gang)).site;
}

}  // namespace drawdown
