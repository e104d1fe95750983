// The moments at which the jobs of a stream are submitted.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/base/units.hpp"
#include "sim/workload/streams/arrivals/arrival_spec.hpp"
#include "sim/workload/streams/arrivals/hourly_rate.hpp"

namespace drawdown {

/// Moments of a calendar.
class PlannedMoments {
 public:
  PlannedMoments(const ArrivalSpec& spec, Date start) : calendar_(spec.calendar), start_(start) {}
  /// The next one; kNever after the last.
  Instant next();

 private:
  std::vector<Date> calendar_;
  Date start_;
  std::size_t passed_ = 0;
};

/// Moments of a renewal process that is stretched by a rate.
///
/// Exact by inversion: with L(t) the integral of the rate from the start to t, the n-th moment is
/// where L is the sum of n gaps of mean 1. Exponential gaps make it a Poisson process (Cinlar,
/// Introduction to Stochastic Processes, 1975, section 4.7). Others are Gamma of shape
/// 1 / variation^2, and then the process is in equilibrium: the first gap is a uniform share of one
/// that is drawn in proportion to its length, so that the mean number of moments before t is L(t)
/// (Cox, Renewal Theory, 1962, on equilibrium renewal processes).
class RenewalMoments {
 public:
  RenewalMoments(const ArrivalSpec& spec, Date start, RandomStream gaps, RandomStream levels);
  /// The next one, to the nearest millisecond; kNever if it is not within 3,000 years.
  Instant next();

 private:
  double gap();

  RandomStream gaps_;
  double variation_;
  std::int64_t start_ms_;  // from the Monday before the start to the start
  HourlyRate rate_;        // of jobs
  double batch_mean_;      // jobs a moment
  double within_;          // the part of the rate's hour that is over, in [0, 1]
  bool is_first_ = true;
};

/// The submissions of one stream: jobs come in batches, one batch a moment.
class ArrivalProcess {
 public:
  /// Draws from the random streams `<stream>/arrivals`, `<stream>/levels` and `<stream>/batches`.
  ArrivalProcess(const ArrivalSpec& spec, Date start, std::uint64_t seed, std::string_view stream);

  /// When the next job is submitted; kNever: there is none, or not within 3,000 years.
  Instant next();

 private:
  std::int64_t draw_batch();

  std::variant<PlannedMoments, RenewalMoments> moments_;
  BatchSpec batch_;
  RandomStream batches_;
  Instant moment_;
  std::int64_t left_ = 0;  // jobs of this moment's batch
};

}  // namespace drawdown
