// What the pools draw, and the energy that this adds up to, by the rules of docs/platforms.md.
#pragma once

#include <optional>
#include <vector>

#include "sim/account/attribution.hpp"
#include "sim/base/month.hpp"

namespace drawdown {

/// Power at the meter of a site.
using Milliwatts = Count<struct MilliwattsTag>;
/// Power x time, in milliwatts x ms.
__extension__ using Microjoules = __int128;

/// Integrates the draw of the pools whose accelerator is known; must come after `attribution`.
class PowerMeter : public Observer {
 public:
  /// Raises InputError where a pool could draw more than can be counted, 9e9 MW.
  PowerMeter(const RunState& state, const Attribution& attribution);

  /// As of the last sample; nothing where the pool has no accelerator.
  std::optional<Milliwatts> draw(PoolId pool) const;
  /// Up to the run's end; nothing where the pool has no accelerator.
  std::optional<double> energy_mwh(PoolId pool) const;
  /// Of all pools together; nothing where none has an accelerator.
  std::optional<double> energy_mwh() const;
  struct MonthEnergy {
    std::chrono::year_month month;
    Microjoules energy;
  };
  /// Of a pool, once the run has finished: each month of the run.
  const std::vector<MonthEnergy>& energy_by_month(PoolId pool) const {
    return meters_[pool.index()].months;
  }

  void changed(const CapacityChange& change) override;
  void sampled(Instant now) override;
  void finished(Instant horizon) override;

 private:
  struct UnitState {
    bool there = false;  // delivered, and not retired
    int down_for = 0;    // how many reasons

    bool up() const { return there && down_for == 0; }
  };
  struct Meter {
    bool counts;  // the pool has an accelerator
    // The site's overhead included: of a chip, and of a unit beside its chips.
    Milliwatts idle;
    Milliwatts busy;
    Milliwatts host;
    std::vector<UnitState> units;
    Units up;
    Chips working;
    Milliwatts draw;
    Instant since = kRunStart;  // `energy` is up to here
    Microjoules energy = 0;     // of this month
    std::vector<MonthEnergy> months{};

    void accrue(Instant now);
    Microjoules total() const;
  };

  Meter meter_of(const Pool& pool) const;
  void roll_to(Instant now);
  void close_month(Instant until);

  const RunState& state_;
  const Attribution& attribution_;
  std::vector<Meter> meters_;  // by pool
  MonthOfRun month_;
};

}  // namespace drawdown
