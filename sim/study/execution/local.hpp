// The runs of a study on the cores of this machine.
#pragma once

#include "sim/study/execution/schedule.hpp"

namespace drawdown {

/// Makes the record of a run; called in a worker process, whose only task it is.
using MakeRecord = std::function<std::string(const PlannedRun& run)>;

struct LocalOptions {
  std::size_t jobs = 1;  ///< runs at once
  bool terminal = false;
};

/// The cores that this process may use.
std::size_t usable_cores();

/// Makes all that the schedule asks for: each record or failure goes to the store as it comes.
/// Raises Stopped soon after SIGINT or SIGTERM and EnvironmentError when a disk is full; no worker
/// is left then, and what is in the store stays. A run that a signal from outside ended is started
/// again, up to three times in all. Nothing of SimGrid may have been touched before.
void run_local(Schedule& schedule, const Store& store, const MakeRecord& make_record,
               const LocalOptions& options);

}  // namespace drawdown
