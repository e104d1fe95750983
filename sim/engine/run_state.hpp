// What a run is given, and where it stands: read by observers, written by the engine alone.
#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/gangs/course.hpp"
#include "sim/engine/services/service_state.hpp"
#include "sim/engine/transfers/transfer.hpp"
#include "sim/model/contracts/contract.hpp"
#include "sim/model/contracts/price_list.hpp"
#include "sim/model/platform.hpp"
#include "sim/policy/policy.hpp"
#include "sim/workload/job.hpp"
#include "sim/workload/services/service_spec.hpp"

namespace drawdown {

/// One run's inputs, but for the jobs of its source.
struct Scenario {
  std::string file;  ///< where it was read, for messages
  Date start;
  std::optional<Instant> end;  ///< nothing of this moment happens any more; none: the run drains
  std::uint64_t seed = 1;
  Platform platform;
  PolicySpec policy;
  std::vector<ServiceSpec> services;
  std::vector<Contract> contracts;  ///< in the order of the file
  PriceList prices;
  AccountingSpec accounting;
  bool has_ledger = false;                 ///< it has any of these, a market, or own hardware
  std::vector<std::string> assumed_terms;  ///< of contracts and prices: values of no source
};

enum class GangStatus {
  absent,
  blocked,  ///< by jobs that it depends on
  waiting,
  running,
};

/// What a gang sends out of its leaves while it works, on each link as much as on the busiest.
struct Traffic {
  boost::container::small_vector<LinkId, 4> links;
  double bytes_per_s = 0;
};

/// A job that has arrived and has not ended: it is blocked, it waits, or its gang runs.
struct Gang {
  GangId id;
  GangStatus status = GangStatus::absent;
  std::uint64_t number = 0;  ///< of its job, from 0 in order of submission
  Job job;
  TenantId tenant;
  DemandId demand;
  DataSetId data_set;  ///< that it reads; none: it reads nothing
  Duration estimated_work{};
  Course course;
  StartTerms awaited;       ///< what estimates of its next start count with
  Duration estimate{};      ///< of its next start, or of the one that runs
  Instant queued = kNever;  ///< when it entered the queue first

  // Once it has started.
  Instant first_start = kNever;
  PartitionId partition;  ///< of the last start
  Chips chips;            ///< its size in the last start
  std::int64_t interruptions = 0;
  std::int64_t preemptions = 0;  ///< of these
  Duration lost{};               ///< progress that interruptions cost
  Duration lost_to_preemption{};
  ChipTime worked;  ///< spent on work for the first time, as far as it is settled
  Duration held{};  ///< how long it had units, over the starts before this one

  // While it runs.
  Instant start = kNever;
  std::uint64_t start_sequence = 0;
  Instant predicted_end;
  Placement place;
  Traffic traffic;           ///< no links: nothing on the fabric can slow it
  bool handed_over = false;  ///< its units are free already, in the instant of its end
  Stage stage = Stage::productive;
  Instant stage_start;
  bool stage_over = false;       ///< in this instant
  bool overprovisioned = false;  ///< a replica that works, and is more than its service needs
  // Accounted for up to here, and how far its stage was then, what of that was checkpoints,
  // and how many of these were complete.
  Instant settled;
  Duration stage_spent{};
  Duration stage_checkpointing{};
  std::int64_t stage_written = 0;

  bool is_replica() const { return job.service.valid(); }
  bool running() const { return status == GangStatus::running; }
  bool has_started() const { return first_start != kNever; }
  bool blocked() const { return status == GangStatus::blocked; }
  /// How long it was blocked, up to now.
  Duration blocked_by(Instant now) const { return std::min(queued, now) - job.submit; }
  /// How long it has waited for its first start, up to now; it is in the queue, or was.
  Duration waited_by(Instant now) const { return std::min(first_start, now) - queued; }
  /// How long it has had units, over all starts.
  Duration held_by(Instant now) const { return held + (running() ? now - start : Duration{0}); }
  /// What it holds beyond what it asked for in this start.
  Chips rounding() const { return place.taken - chips; }
  Waiting waiting() const {
    return {.gang = id,
            .demand = demand,
            .chips = job.least(),
            .estimate = estimate,
            .sequence = number,
            .priority = job.standing.priority,
            .doublings = job.elasticity.halvings,
            .due = job.due()};
  }
};

/// Why a gang is interrupted for one of higher priority; the other reasons are those of capacity.
inline constexpr std::string_view kPreemption = "preemption";

/// What came of the time for which a gang held its units.
struct Spell {
  Duration starting{};
  Duration recomputing{};
  Duration checkpointing{};
  Duration communicating{};  ///< beyond what the same place takes with nothing else on the fabric
  Duration overprovisioned{};
  Duration productive{};
  std::int64_t checkpoints_written = 0;  ///< that became complete in this time

  Duration total() const {
    return starting + recomputing + checkpointing + communicating + overprovisioned + productive;
  }
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
  std::deque<Transfer> transfers;      ///< by id: all that have begun
  std::vector<ServiceState> services;  ///< by id

  explicit RunState(const Scenario& of)
      : scenario(&of),
        view(of.policy.order, of.policy.backfill_order),
        services(of.services.size()) {}

  Date date_of(Instant moment) const { return scenario->start + (moment - kRunStart); }
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
