// What takes units down at random moments: failures of single units, and outages of many.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/model/capacity/capacity_change.hpp"
#include "sim/model/capacity/tranches.hpp"

namespace drawdown {

/// Something that has changes to add, moment by moment.
class Downs {
 public:
  Downs() = default;
  virtual ~Downs() = default;
  Downs(const Downs&) = delete;
  Downs& operator=(const Downs&) = delete;

  /// Its next moment; kNever: there is none within 3,000 years, or it has no units left.
  virtual Instant next() const = 0;
  /// Adds changes, none of them before that moment, and goes on to the one after it.
  virtual void happen(PendingChanges& pending) = 0;
};

/// Something that may take units down at the moments of a Poisson process, to the nearest
/// millisecond.
class RandomDowns : public Downs {
 public:
  Instant next() const override { return next_; }
  void happen(PendingChanges& pending) override {
    add_changes(next_, pending);
    advance();
  }

 protected:
  /// Gaps are exponential, of a mean in milliseconds that may be infinite. There is no moment at
  /// `over` or later.
  RandomDowns(RandomStream random, double mean_gap_ms, Instant over);
  RandomStream random_;

 private:
  /// Draws as many numbers whatever has happened before: then the n-th moment depends on n alone.
  virtual void add_changes(Instant now, PendingChanges& pending) = 0;
  void advance();

  double mean_gap_ms_;
  double over_ms_;
  double at_ms_ = 0;
  Instant next_;
};

/// Failures of a pool's units, or reclaims, drawn from a stream: a Poisson process thinned
/// (Lewis and Shedler, Simulation of Nonhomogeneous Poisson Processes by Thinning, Naval Research
/// Logistics Quarterly 26, 1979).
///
/// Candidates come at the greatest rate that any unit can have, times all units of the pool. Each
/// draws a unit, a number for its acceptance and a repair time; it counts if the unit is there and
/// not down for this reason, and its number is below the unit's present rate / the greatest rate.
class Failures final : public RandomDowns {
 public:
  /// `spec` and `tranches` are those of the pool.
  Failures(PoolUnits all, DownReason reason, const FailureSpec& spec, std::vector<Tranche> tranches,
           RandomStream random);

  /// A unit is up again. To be told before anything happens at that moment or later.
  void repaired(std::int32_t unit) { in_repair_[static_cast<std::size_t>(unit)] = false; }

 private:
  void add_changes(Instant now, PendingChanges& pending) override;
  double factor_of(std::int32_t unit, Instant now) const;

  PoolUnits all_;
  DownReason reason_;
  FailureSpec spec_;
  double greatest_factor_;
  std::vector<Tranche> tranches_;
  std::vector<bool> in_repair_;  // by unit, or reclaimed
};

/// Outages that take down the same units each time.
class Outages final : public RandomDowns {
 public:
  Outages(const DrawnOutages& spec, std::vector<PoolUnits> units, RandomStream random);

 private:
  void add_changes(Instant now, PendingChanges& pending) override;

  DurationDistribution lasts_;
  std::vector<PoolUnits> units_;
};

}  // namespace drawdown
