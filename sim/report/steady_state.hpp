// The waits of a run after its warm-up: what an empty cluster at the start is left out of.
#pragma once

#include <optional>
#include <vector>

#include "sim/engine/observer.hpp"

namespace drawdown {

/// Follows the waits of admitted jobs in order of submission, and leaves out the first of them by
/// MSER-5 (sim/statistics/warm_up.hpp). The order of starts would put those that waited long late,
/// and a backlog at the start would look like one at the end.
///
/// What the cut costs where nothing needed cutting is said there.
///
/// Waits are those of wait_mean_s: a job that never started counts with the time to the run's end.
/// Such jobs are near the end of the series, where their waits are too short: the cut is found
/// among what is known, and `wait_at_least` says that the mean is a lower bound. To leave them out
/// would leave out the longest waits.
///
/// Only these two figures have a warm-up: chips are paid for from the first moment on, so that
/// money and utilisation are over the whole run. Keeps some 5 bytes a job, 10 at most.
class SteadyState : public Observer {
 public:
  explicit SteadyState(const RunState& state) : state_(state) {}

  struct Figures {
    std::int64_t cut_jobs = 0;          ///< admitted jobs that were left out, the first submitted
    std::int64_t jobs = 0;              ///< admitted jobs that were kept
    std::optional<double> wait_mean_s;  ///< over those that were kept; none without them
    bool wait_at_least = false;         ///< one of those never started
    std::optional<double> bounded_slowdown_mean;  ///< over those of them that ran and ended
    std::string warning;                          ///< of MSER-5; empty: none
  };
  /// Call it when the run has finished.
  Figures figures() const;

  void queued(const Gang& gang) override;
  void started(const Gang& gang) override;
  void ended(const Gang& gang, EndState how) override;
  void censored(const Gang& gang) override;

 private:
  // Five jobs that entered the queue one after another: MSER-5 cuts whole ones only.
  struct Batch {
    std::int64_t wait_ms = 0;
    double slowdown = 0;
    std::uint8_t known = 0;  // jobs that have started, or never will
    std::uint8_t never_started = 0;
    std::uint8_t ran = 0;
  };

  Batch& batch_of(const Gang& gang);

  const RunState& state_;
  std::vector<Batch> batches_;
  std::vector<std::size_t> places_;  // among admitted jobs, by gang
  std::size_t admitted_ = 0;
};

}  // namespace drawdown
