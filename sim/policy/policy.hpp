// A policy decides which waiting gang starts where. It never acts: the engine checks and carries
// out.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/policy/pool_choice.hpp"
#include "sim/policy/view.hpp"

namespace drawdown {

/// When a policy is asked.
struct Cadence {
  enum class Kind { every_event, every_instant, every } kind = Kind::every_instant;
  Duration period{};  ///< for `every`: at its multiples, since the run's start
};

enum class Backfill { none, easy, conservative };
enum class Preemption {
  none,
  priority,  ///< a gang that cannot start may take the place of gangs of lower priority
};
enum class Estimate { requested, actual };
enum class Overrun { kill, allow };

/// The `policy` section of a scenario.
struct PolicySpec {
  QueueOrder order = QueueOrder::arrival;
  Backfill backfill = Backfill::none;
  QueueOrder backfill_order = QueueOrder::arrival;
  Preemption preemption = Preemption::none;  ///< not with conservative backfilling
  Estimate estimate = Estimate::requested;
  Overrun overrun = Overrun::kill;
  PoolChoice pool_choice = PoolChoice::platform_order;
  Cadence cadence;
};

struct Start {
  Waiting gang;
  PartitionId partition;
  Chips chips;      ///< the size of the gang that it is for
  Placement place;  ///< its units are the engine's to choose where any will do
  /// Running gangs of this reservation that are interrupted first, in this order, to make room.
  std::vector<GangId> victims;
};

struct Decision {
  std::vector<Start> starts;  ///< in the order in which they take units
  std::vector<Promise> promises;

  /// Whether the last start has victims. None before it has: with it the decision is over, without
  /// promises, and the policy is asked again at once.
  bool preempts() const { return !starts.empty() && !starts.back().victims.empty(); }
  void clear() {
    starts.clear();
    promises.clear();
  }
};

class Policy {
 public:
  virtual ~Policy() = default;
  /// Fills `decision` (empty when called) for the moment of `view`.
  virtual void decide(const View& view, Decision& decision) = 0;
};

std::unique_ptr<Policy> make_policy(const PolicySpec& spec);

/// A policy by its usual name: what `--policy` takes and `list policies` prints.
struct NamedPolicy {
  std::string_view name;
  std::string_view promise;
  QueueOrder order;
  Backfill backfill;
  QueueOrder backfill_order;
  Preemption preemption = Preemption::none;
};
std::span<const NamedPolicy> named_policies();

}  // namespace drawdown
