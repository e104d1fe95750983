// What a run is given, and where it stands: read by observers, written by the engine alone.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/geometry/unit_set.hpp"
#include "sim/model/platform.hpp"
#include "sim/policy/policy.hpp"
#include "sim/workload/job.hpp"

namespace drawdown {

/// One run's inputs, but for its jobs.
struct Scenario {
  std::string file;  ///< where it was read, for messages
  Date start;
  std::optional<Instant> end;  ///< nothing of this moment happens any more; none: the run drains
  std::uint64_t seed = 1;
  Platform platform;
  PolicySpec policy;
};

enum class GangStatus { absent, waiting, running };

/// A job that has arrived and has not ended: it waits, or its gang runs.
struct Gang {
  GangId id;
  GangStatus status = GangStatus::absent;
  std::uint64_t number = 0;  ///< of its job, from 0 in order of submission
  Job job;
  TenantId tenant;
  DemandId demand;
  Duration estimate{};

  // While it runs.
  PartitionId partition;
  Instant start = kNever;
  std::uint64_t start_sequence = 0;
  Instant predicted_end;
  Instant end;
  Chips taken;  ///< the chips of its units
  UnitRanges units;
  bool handed_over = false;  ///< its units are free already, in the instant of its end

  bool running() const { return status == GangStatus::running; }
  Waiting waiting() const { return {id, demand, job.chips, estimate, number}; }
};

/// How a job's time in the system ended.
enum class EndState {
  done,
  killed,    ///< it outlived its requested time
  cut,       ///< its reservation ended
  censored,  ///< the run ended first
  refused,   ///< it can never run
};
inline constexpr std::size_t kEndStates = 5;
inline constexpr std::array<std::string_view, kEndStates> kEndStateNames = {"done", "killed", "cut",
                                                                            "censored", "refused"};
constexpr std::string_view name_of(EndState state) {
  return kEndStateNames[static_cast<std::size_t>(state)];
}

struct RunState {
  const Scenario* scenario = nullptr;
  View view;
  std::deque<Gang> gangs;  ///< by id; absent where the id is free
  std::vector<std::string> tenants;

  explicit RunState(const Scenario& of)
      : scenario(&of), view(of.policy.order, of.policy.backfill_order) {}

  const Gang& gang(GangId id) const { return gangs[id.index()]; }
  const std::string& tenant(const Gang& gang) const { return tenants[gang.tenant.index()]; }
  const Partition& partition(const Gang& gang) const {
    return view.partitions[gang.partition.index()];
  }
  const Pool& pool(const Partition& partition) const {
    return scenario->platform.pools[partition.pool.index()];
  }
};

}  // namespace drawdown
