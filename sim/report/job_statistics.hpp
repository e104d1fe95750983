// The figures of a run's jobs: how many ended how, and how long they waited.
#pragma once

#include "sim/account/attribution.hpp"
#include "sim/report/deadlines.hpp"
#include "sim/report/percentiles.hpp"

namespace drawdown {

/// max(1, (wait + run) / max(run, 10 s)) of a gang that ends now (Feitelson and Rudolph, JSSPP
/// 1998).
double bounded_slowdown(const Gang& gang, Instant now);

/// Bytes of checkpoints: in years they are more than 64 bits hold.
__extension__ using Bytes = __int128;

class JobStatistics : public Observer {
 public:
  JobStatistics(const RunState& state, const Attribution& attribution,
                const std::filesystem::path& scratch_directory);

  /// A wait, and whether it was still going on when the run ended.
  struct Wait {
    Duration time{};
    bool at_least = false;
  };

  std::int64_t submitted() const { return submitted_; }
  std::int64_t count(EndState state) const { return counts_[static_cast<std::size_t>(state)]; }
  const std::map<std::string, std::int64_t, std::less<>>& refused_by_reason() const {
    return refused_by_reason_;
  }
  /// Jobs that were not refused.
  std::int64_t admitted() const { return waits_.count(); }
  std::int64_t never_started() const { return never_started_; }
  /// Over all admitted jobs; there must be one.
  double wait_mean_s() const;
  Wait wait_percentile(int percent);
  const WaitByReason& waited() const { return waited_; }
  std::int64_t interruptions() const { return interruptions_; }
  std::int64_t preemptions() const { return preemptions_; }
  /// Progress that was lost by preemptions.
  ChipTime lost_to_preemption() const { return lost_to_preemption_; }
  /// Jobs whose deadline was reached before the run was over, refused ones too.
  std::int64_t due() const { return deadlines_.due(); }
  /// Of these, those that were not done by it.
  std::int64_t deadline_missed() const { return deadlines_.missed(); }
  /// Waits after interruptions.
  const WaitByReason& requeued() const { return requeued_; }
  /// What of the time of gangs was neither starting, saving, lost nor slowed, over all of it;
  /// nothing where they had none.
  std::optional<double> effective_training_time_ratio() const;
  /// First-time work of gangs that were cut or killed.
  ChipTime discarded() const { return discarded_; }
  /// Of the checkpoints that are complete, of jobs that say how many bytes one has.
  double checkpoint_written_tb() const;
  /// What gangs worked beyond what the closest place for as many chips would have taken. Rounded to
  /// a ms of the gang's time whenever it is settled.
  ChipTime placement_penalty() const { return placement_penalty_; }
  /// Jobs that declare what they communicate, of those submitted.
  std::int64_t communicating() const { return communicating_; }
  /// Jobs that can run on fewer chips than they ask for, of those submitted.
  std::int64_t elastic() const { return elastic_; }
  /// Mean of bounded_slowdown over the jobs that ran and ended; there must be one.
  double bounded_slowdown_mean() const;
  std::int64_t ran() const { return ran_; }

  bool follows_replicas() const override { return false; }
  void submitted(const Gang& gang) override;
  void refused(const Gang& gang, std::string_view reason) override;
  void started(const Gang& gang) override;
  void settled(const Gang& gang, const Spell& spell) override;
  void interrupted(const Gang& gang, std::string_view why) override;
  void ended(const Gang& gang, EndState how) override;
  void censored(const Gang& gang) override;
  void finished(Instant horizon) override { deadlines_.advance(horizon); }

 private:
  void close(const Gang& gang, bool is_done);
  void add_wait(const Gang& gang, Duration wait, bool at_least);

  const RunState& state_;
  const Attribution& attribution_;
  std::int64_t submitted_ = 0;
  Bytes checkpoint_bytes_ = 0;
  std::int64_t communicating_ = 0;
  std::int64_t elastic_ = 0;
  std::array<std::int64_t, kEndStates> counts_{};
  std::map<std::string, std::int64_t, std::less<>> refused_by_reason_;
  Percentiles waits_;  // twice the wait in ms, and one more where it was going on
  Duration wait_sum_{};
  WaitByReason waited_{};
  WaitByReason requeued_{};
  std::int64_t interruptions_ = 0;
  ChipTime held_;
  ChipTime productive_;
  std::int64_t preemptions_ = 0;
  ChipTime lost_to_preemption_;
  Deadlines deadlines_;
  ChipTime discarded_;
  ChipTime placement_penalty_;
  std::int64_t never_started_ = 0;
  std::int64_t ran_ = 0;
  double slowdown_sum_ = 0;
};

}  // namespace drawdown
