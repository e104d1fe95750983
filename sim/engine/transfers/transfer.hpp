// A data set on its way to a site.
#pragma once

#include <cstdint>

#include "sim/base/units.hpp"
#include "sim/model/network/network.hpp"

namespace drawdown {

/// Rules of docs/fabric.md, "Between sites".
struct Transfer {
  TransferId id;
  DataSetId data_set;
  SiteId from;
  SiteId to;
  Route route;
  std::int64_t bytes;
  std::int64_t egress_micro_usd;
  Instant begin;
  Instant end = kNever;  ///< from when on the copy is complete; kNever: it is not
};

}  // namespace drawdown
