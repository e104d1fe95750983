// How far a study is, for people and for machines.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/study/cluster/slurm.hpp"
#include "sim/study/execution/schedule.hpp"

namespace drawdown {

/// What `drawdown study status` tells.
struct StudyStatus {
  std::string study;
  Tally tally;
  std::vector<std::filesystem::path> failures;  ///< the files that say why
  SlurmState slurm;                             ///< no arrays: the study never went to Slurm
};

std::string status_text(const StudyStatus& status);
/// One object on several lines.
std::string status_json(const StudyStatus& status);

}  // namespace drawdown
