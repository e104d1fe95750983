// What theory says of periodic checkpoints: how often to write one, and how long a run takes then.
#pragma once

namespace drawdown {

/// The time of work between two checkpoints that loses the least, to first order: sqrt(2 w M)
/// (Young, CACM 17(9), 1974; Daly, FGCS 22(3), 2006). Seconds; all above 0.
///
/// `write_s` (w) is what a checkpoint takes, `mtbf_s` (M) the mean time between failures of all
/// that the gang runs on. Good for w much less than M.
double young_daly_interval_s(double write_s, double mtbf_s);

/// A run that is hit by failures at exponential intervals.
struct CheckpointedRun {
  double work_s;      ///< Ts: without checkpoints and failures
  double interval_s;  ///< tau: of work between checkpoints; above 0
  double write_s;     ///< w: of a checkpoint
  double restart_s;   ///< R: after each failure; failures hit restarts, too
  double mtbf_s;      ///< M; above 0
};

/// The expected length of the run, in seconds: M e^(R/M) (e^((tau + w) / M) - 1) Ts / tau (Daly,
/// FGCS 22(3), 2006). Exact if the work is whole intervals with a checkpoint after each.
double expected_run_s(const CheckpointedRun& run);

}  // namespace drawdown
