#include "sim/model/reliability/checkpoints.hpp"

#include <cmath>

namespace drawdown {

double young_daly_interval_s(double write_s, double mtbf_s) {
  return std::sqrt(2 * write_s * mtbf_s);
}

double expected_run_s(const CheckpointedRun& run) {
  const double mtbf = run.mtbf_s;
  return mtbf * std::exp(run.restart_s / mtbf) * std::expm1((run.interval_s + run.write_s) / mtbf) *
         run.work_s / run.interval_s;
}

}  // namespace drawdown
