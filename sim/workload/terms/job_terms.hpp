// What the jobs of a source have in common.
#pragma once

#include <optional>
#include <string>

#include "sim/model/fabric/fabric.hpp"
#include "sim/workload/portability/market_use.hpp"
#include "sim/workload/portability/runs_on.hpp"
#include "sim/workload/terms/recovery.hpp"
#include "sim/workload/terms/standing.hpp"

namespace drawdown {

/// What a stream, a trace or a service says once for all its jobs.
struct JobTerms {
  Recovery recovery{};
  Standing standing{};                ///< but for what a line of a trace says of its job
  std::optional<StepProfile> step{};  ///< nothing: what they send is not modelled
  std::string data_set{};             ///< that their gangs read; empty: none
  RunsOn runs_on{};                   ///< empty: everywhere, at speed 1
  MarketUse markets{};                ///< beside reservations
};

/// Of jobs of which nothing is said.
inline const JobTerms kPlainTerms;

}  // namespace drawdown
