// Reservations that follow the quotas of a real cluster day by day, read from YAML.
//
//   quotas:
//     - file: cluster_gpu_number.csv    # of HeliosData, plain or gzip
//       pool: earth                     # whose units they are
//       shared_with: [serving]          # or all; as of a reservation. Default: nobody
//       hash: "..."                     # of the file; another one is an error. Default: what it is
#pragma once

#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// The keys `file` and `hash` of an item of `quotas`: for each virtual cluster, as the holder, a
/// reservation `<cluster>/<first day>` of each span of days in which its quota is the same and
/// above 0; what else a reservation has is that of `like`. Spans that are over by `start` are left
/// out, and the last day's quotas hold for ever. A quota that is not in whole units of `pool` is
/// reported; of a pool that could not be read there is none. Raises InputError as read_quota_trace
/// does.
std::vector<Reservation> read_quota_reservations(MapReader& item, const Reservation& like,
                                                 const Pool& pool, Date start);

}  // namespace drawdown
