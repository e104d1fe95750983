// A study as an array of tasks of Slurm, a shard of it each.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace drawdown {

/// An array job that was submitted for a study.
struct SlurmArray {
  std::string id;
  std::size_t tasks = 0;
};

/// What Slurm says of the arrays of a study.
struct SlurmState {
  std::vector<SlurmArray> arrays;            ///< all that were submitted
  std::string silence;                       ///< why Slurm could not be asked; empty: it was
  std::map<std::string, std::size_t> tasks;  ///< by state, in small letters, as Slurm has it
  std::size_t open = 0;                      ///< tasks that wait or run, or that are about to again
  std::size_t restarted = 0;             ///< of the open ones: put back after their node was lost
  std::size_t on_silent_nodes = 0;       ///< of those that run: on nodes that do not answer
  std::vector<std::string> open_arrays;  ///< their ids
  std::size_t forgotten = 0;             ///< ended so long ago that Slurm does not list them
};

struct SlurmOptions {
  std::size_t tasks = 1;
  std::size_t cores_a_task = 1;
  bool retry_failed = false;
  std::vector<std::string> arguments;  ///< for sbatch, as they are
};

/// Raises EnvironmentError unless Slurm's programs are installed and its controller answers.
void require_slurm();

/// The array jobs that are recorded in a study's directory for Slurm.
std::vector<SlurmArray> submitted_arrays(const std::filesystem::path& directory);

/// Writes the batch script and submits it; the id is recorded. Each task runs its shard of
/// `study_file` into `out`. Raises EnvironmentError where sbatch refuses.
SlurmArray submit(const std::filesystem::path& directory, const std::filesystem::path& study_file,
                  const std::filesystem::path& out, const SlurmOptions& options);

/// Asks Slurm; where it does not answer, the result says so.
SlurmState slurm_state(const std::filesystem::path& directory);

/// Cancels array jobs. Raises EnvironmentError where Slurm refuses.
void cancel_arrays(const std::vector<std::string>& ids);

}  // namespace drawdown
