#include "sim/model/quotas/quota_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/model/quotas/quota_trace.hpp"
#include "sim/model/series/named_file.hpp"

namespace drawdown {

std::vector<Reservation> read_quota_reservations(MapReader& item, const Reservation& like,
                                                 const Pool& pool, Date start) {
  const FileName file = item.required_file("file");
  item.node("hash");
  if (file.path.empty() || pool.chips_per_unit <= Chips{0}) return {};
  const QuotaSeries series = read_quota_trace(file.path, item.place("file"));
  check_hash(item, series.content_hash);
  make_absolute(item, file);
  std::vector<Reservation> reservations;
  for (std::size_t cluster = 0; cluster < series.clusters.size(); ++cluster) {
    const auto quota = [&](const QuotaDay& day) { return day.quotas[cluster]; };
    for (auto from = series.days.begin(), until = from; from != series.days.end(); from = until) {
      until = std::ranges::find_if(
          from, series.days.end(), [&](Chips chips) { return chips != quota(*from); }, quota);
      const bool is_last = until == series.days.end();
      if (quota(*from) == Chips{0} || (!is_last && until->from <= start)) continue;
      Reservation& reservation = reservations.emplace_back(like);
      reservation.name = fmt::format("{}/{}", series.clusters[cluster], format_date(from->from));
      reservation.holder = series.clusters[cluster];
      reservation.units = Units{pool.units_for(quota(*from))};
      reservation.from = std::max(kRunStart, kRunStart + (from->from - start));
      if (!is_last) reservation.until = kRunStart + (until->from - start);
      if (pool.chips_per_unit * reservation.units.value() != quota(*from)) {
        item.error("file", fmt::format("'{}' has {} chips, which are not whole units of pool '{}'",
                                       reservation.name, quota(*from).value(), pool.name));
      }
    }
  }
  return reservations;
}

}  // namespace drawdown
