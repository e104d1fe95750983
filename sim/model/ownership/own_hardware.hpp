// What a pool costs that the buyer owns: its capital, and the writing off of that.
#pragma once

#include <vector>

#include "sim/model/capacity/tranches.hpp"

namespace drawdown {

/// Sums from the run's start up to a moment, without what happens at that moment itself: of each
/// tranche, rounded half up.
class OwnHardware {
 public:
  /// The pool is owned; `tranches` are all of its units.
  OwnHardware(const Pool& pool, std::vector<Tranche> tranches);

  Money paid(Instant moment) const;
  /// Evenly over the life, from its delivery; the rest when it retires.
  Money written_off(Instant moment) const;
  /// All chips that are there, in use or not.
  ChipTime delivered(Instant moment) const;

 private:
  Chips chips(const Tranche& tranche) const;
  Money capital(const Tranche& tranche) const;

  const Pool& pool_;
  std::vector<Tranche> tranches_;
};

}  // namespace drawdown
