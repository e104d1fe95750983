// Conservative backfilling: every waiting gang is promised a start, and nobody delays any of them.
#pragma once

#include "sim/policy/profile.hpp"
#include "sim/policy/room.hpp"

namespace drawdown {

/// Keeps promises from decision to decision (Mu'alem and Feitelson, IEEE TPDS 12(6), 2001), and
/// moves them earlier, in queue order, when chips come free before they were expected.
class ConservativePolicy : public Policy {
 public:
  void decide(const View& view, Decision& decision) override;

 private:
  struct Plan {
    std::uint64_t sequence = UINT64_MAX;  // whose: ids of gangs are used again
    PartitionId partition;
    Instant at = kNever;
  };

  bool is_surprised(const View& view);
  void plan_all(const View& view);
  void build_profiles(const View& view);
  bool keep_promises(const View& view);
  bool move_earlier(const View& view, const Waiting& gang);
  Plan* plan_of(const Waiting& gang);

  Room room_;
  std::vector<Profile> profiles_;  // by partition, less all plans
  std::uint64_t surprises_ = 0;    // as of the last decision
  std::vector<Waiting> waiting_;   // in queue order
  std::vector<Plan> plans_;        // by gang
};

}  // namespace drawdown
