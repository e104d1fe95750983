// Links between sites and data sets, read from YAML.
//
//   platform:
//     links:
//       - between: [iowa, virginia]   # both ways; or one way: from: iowa, to: virginia
//         bandwidth: 100 Gbps         # each way
//         latency: 20 ms              # default 0 s
//         egress: 0.02 USD/GB         # at most six decimals. Default 0 USD/GB
//     routes: cheapest                # cheapest | fastest. Default cheapest
//     data_sets:
//       - name: corpus
//         size: 2 PB
//         sites: [iowa]               # that have a copy at the run's start, one at least
#pragma once

#include "sim/config/reader.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// Reads the network and the data sets of a platform whose sites are there.
void read_network(MapReader& reader, Platform& platform);

}  // namespace drawdown
