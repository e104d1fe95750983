// The figures of a run's jobs: how many ended how, and how long they waited.
#pragma once

#include "sim/account/attribution.hpp"
#include "sim/report/percentiles.hpp"

namespace drawdown {

/// max(1, (wait + run) / max(run, 10 s)) of a gang that has ended (Feitelson and Rudolph, JSSPP
/// 1998).
double bounded_slowdown(const Gang& gang);

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
  /// Mean of bounded_slowdown over the jobs that ran and ended; there must be one.
  double bounded_slowdown_mean() const;
  std::int64_t ran() const { return ran_; }

  void submitted(const Gang&) override { ++submitted_; }
  void refused(const Gang& gang, std::string_view reason) override;
  void started(const Gang& gang) override;
  void ended(const Gang& gang, EndState how) override;
  void censored(const Gang& gang) override;

 private:
  void add_wait(const Gang& gang, Duration wait, bool at_least);

  const RunState& state_;
  const Attribution& attribution_;
  std::int64_t submitted_ = 0;
  std::array<std::int64_t, kEndStates> counts_{};
  std::map<std::string, std::int64_t, std::less<>> refused_by_reason_;
  Percentiles waits_;  // twice the wait in ms, and one more where it was going on
  Duration wait_sum_{};
  WaitByReason waited_{};
  std::int64_t never_started_ = 0;
  std::int64_t ran_ = 0;
  double slowdown_sum_ = 0;
};

}  // namespace drawdown
