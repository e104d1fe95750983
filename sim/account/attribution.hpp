// Why chips are free and why jobs wait, at every moment of a run (docs/accounting.md).
#pragma once

#include <optional>

#include "sim/account/waiting_groups.hpp"
#include "sim/engine/observer.hpp"
#include "sim/policy/profile.hpp"

namespace drawdown {

/// Explains the state of each instant. Must be the first observer: others ask it about what they
/// are being told.
class Attribution : public Observer {
 public:
  explicit Attribution(const RunState& state);

  /// The chips of a reservation by cause, as of the last sample. All zero while it is not open.
  const ChipsByCause& chips(PartitionId partition) const { return chips_[partition.index()]; }
  /// Why the gang has waited since its arrival or its last interruption, to the millisecond; asked
  /// when it starts or is censored.
  WaitByReason waited(const Gang& gang) const;

  void closed(PartitionId partition, const UnitRanges&) override;
  void queued(const Gang& gang) override;
  void started(const Gang& gang) override;
  void staged(const Gang& gang, Stage before) override;
  void interrupted(const Gang& gang, std::string_view why) override;
  void drained(const Gang& gang, PartitionId to) override;
  void ended(const Gang& gang, EndState how) override;
  void released(const Gang& gang) override;
  void rated(const Gang& gang) override;
  void sampled(Instant now) override;

 private:
  // What a waiting gang brought with it, and what was found of it alone.
  struct GangWait {
    WaitByReason before{};   // of its group, when it joined
    Duration policy_held{};  // that the group counted as held_for_start
    Instant policy_held_since = kNever;
    std::uint64_t seen = 0;  // the last sample that found it held by the policy
    Duration estimate{};     // that decisions count with
  };
  // What the gangs that fit bring to the explanation of one reservation.
  struct Fitting {
    Chips policy_held;
    Chips held_for_start;
  };

  void join(const Gang& gang);
  void leave(const Gang& gang);
  void hold(const Gang& gang, PartitionId partition);
  void release(const Gang& gang);
  bool looks_at_each_gang() const;
  std::vector<GangId> look_at_each_gang();
  void settle_policy_held(Instant now);
  std::optional<WaitReason> reason_of(const Waiting& gang);
  bool delays_a_promise(const Waiting& gang, PartitionId partition);
  const std::vector<Profile>& profiles();
  const Space& beside(const Promise& promise);
  WaitReason reason_of(const WaitingGroup& group, const Demand& demand) const;
  void explain(PartitionId partition);
  void explain_by_usable(PartitionId id, ChipsByCause& chips, Chips& left);
  Chips wanted_by(Relation relation, PartitionId partition, Chips at_most);

  const RunState& state_;
  bool promises_;  // the policy makes them: a gang that fits is held for one, if it was looked at
  std::vector<ChipsByCause> chips_;
  WaitingGroups groups_;
  std::vector<GangWait> waits_;  // by gang
  Duration longest_estimate_{};  // of all gangs so far that end
  bool each_gang_ = false;       // of the present sample
  bool starts_differ_ = false;   // of this instant, from what the decision counted with
  std::uint64_t samples_ = 0;
  std::vector<Fitting> fitting_;  // by partition, where each gang was looked at
  std::vector<GangId> policy_held_;
  // Of the present sample, once needed.
  std::vector<Profile> profiles_;
  std::vector<std::unique_ptr<Space>> beside_promises_;  // by partition
};

}  // namespace drawdown
