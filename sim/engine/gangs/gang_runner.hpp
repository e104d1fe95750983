// Takes gangs through the stages of their starts, as SimGrid activities, and accounts for their
// time.
#pragma once

#include "sim/engine/gangs/fabrics.hpp"
#include "sim/engine/kernel.hpp"
#include "sim/engine/run_state.hpp"

namespace drawdown {

/// The running gangs of a run. It writes what a gang knows of its stage.
class GangRunner {
 public:
  GangRunner(Kernel& kernel, const Fabrics& fabrics, RunState& state)
      : kernel_(kernel), fabrics_(fabrics), state_(state) {}

  /// Begins the first stage of a start, now: `staging` unless its data are there. False if the gang
  /// is done at once.
  bool begin(Gang& gang, bool data_are_there);
  /// The gang's stage has come to its end. Whether the gang is done with it.
  bool finish_stage(Gang& gang);
  /// Begins the stage after one that is over.
  void advance(Gang& gang);
  /// Takes the gang off its activity. Returns the progress that it loses.
  Duration interrupt(Gang& gang);
  /// The same for good.
  void cut(Gang& gang);

  /// What came of the gang's time since it was asked last, or since its start.
  Spell settle(Gang& gang);

 private:
  void enter(Gang& gang, Stage stage);
  static bool is_active(const Gang& gang);
  Duration spent_in_stage(const Gang& gang) const;

  Kernel& kernel_;
  const Fabrics& fabrics_;
  RunState& state_;
};

}  // namespace drawdown
