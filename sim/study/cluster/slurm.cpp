#include "sim/study/cluster/slurm.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include <unistd.h>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"
#include "sim/study/cluster/program.hpp"
#include "sim/study/execution/whole_file.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

// A line of squeue.
struct Task {
  std::string array;
  std::string state;  // PENDING, RUNNING, ...
  std::size_t restarts = 0;
  std::string node;  // empty while it waits
};

std::string last_line(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text.substr(text.rfind('\n') + 1);  // npos + 1 is 0
}

std::string output_of(const std::vector<std::string>& words) {
  ProgramResult result = run_program(words);
  if (result.exit_code != 0) {
    const std::string said = last_line(result.err.empty() ? result.out : result.err);
    throw EnvironmentError(fmt::format("{} failed with {}: {}", words[0], result.exit_code, said));
  }
  return std::move(result.out);
}

// The script of every task; which shard it is to do, Slurm tells it.
std::string script(const fs::path& study_file, const fs::path& out, const SlurmOptions& options) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) throw EnvironmentError("cannot find this program's file: " + error.message());
  return fmt::format(
      "#!/bin/sh\n"
      "# Made by drawdown study run --on slurm: one shard of the study.\n"
      "exec {} study run {} --out {} --on local{} \\\n"
      "  --shard \"$SLURM_ARRAY_TASK_ID/{}\" --jobs \"${{SLURM_CPUS_PER_TASK:-1}}\"\n",
      shell_word(program.string()), shell_word(study_file.string()), shell_word(out.string()),
      options.retry_failed ? " --retry-failed" : "", options.tasks);
}

// All tasks of this user's array jobs that Slurm still lists, those that ended too.
std::vector<Task> listed_tasks() {
  const std::string text = output_of(
      {"squeue", "--noheader", "--array", "--states=all", fmt::format("--user={}", ::getuid()),
       "--Format=ArrayJobID:24,State:24,RestartCnt:12,NodeList:256"});
  std::vector<Task> tasks;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    Task task;
    if (words >> task.array >> task.state >> task.restarts) {
      words >> task.node;
      tasks.push_back(std::move(task));
    }
  }
  return tasks;
}

// Nodes that Slurm takes for lost, or hears nothing from.
std::set<std::string> silent_nodes() {
  std::istringstream lines(output_of({"sinfo", "--noheader", "--Node", "--format=%N %T"}));
  std::set<std::string> nodes;
  std::string node;
  std::string state;
  while (lines >> node >> state) {
    if (state.ends_with('*') || state.starts_with("down")) nodes.insert(node);
  }
  return nodes;
}

bool is_open(std::string_view state) {
  constexpr std::string_view kOpen[] = {"PENDING",      "RUNNING",   "SUSPENDED",    "CONFIGURING",
                                        "REQUEUED",     "RESIZING",  "REQUEUE_HOLD", "REQUEUE_FED",
                                        "SPECIAL_EXIT", "STAGE_OUT", "STOPPED",      "SIGNALING"};
  return std::find(std::begin(kOpen), std::end(kOpen), state) != std::end(kOpen);
}

std::string small_letters(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

void ask(SlurmState& state) {
  const std::vector<Task> tasks = listed_tasks();
  const std::set<std::string> silent = silent_nodes();
  for (const SlurmArray& array : state.arrays) {
    std::size_t listed = 0;
    const std::size_t open_before = state.open;
    for (const Task& task : tasks) {
      if (task.array != array.id) continue;
      ++listed;
      ++state.tasks[small_letters(task.state)];
      if (!is_open(task.state)) continue;
      ++state.open;
      if (task.restarts > 0) ++state.restarted;
      if (task.state == "RUNNING" && silent.contains(task.node)) ++state.on_silent_nodes;
    }
    if (state.open > open_before) state.open_arrays.push_back(array.id);
    state.forgotten += array.tasks - std::min(array.tasks, listed);
  }
}

}  // namespace

void require_slurm() {
  for (const std::string_view name : {"sbatch", "squeue", "sinfo", "scancel", "scontrol"}) {
    if (has_program(name)) continue;
    throw EnvironmentError(
        fmt::format("--on slurm: Slurm is not installed here: there is no {} in PATH", name));
  }
  const ProgramResult ping = run_program({"scontrol", "ping"});
  if (ping.exit_code == 0) return;
  throw EnvironmentError("--on slurm: Slurm's controller does not answer: " +
                         last_line(ping.out + ping.err));
}

std::vector<SlurmArray> submitted_arrays(const fs::path& directory) {
  std::vector<SlurmArray> arrays;
  std::ifstream file(directory / "jobs.txt");
  SlurmArray array;
  while (file >> array.id >> array.tasks) arrays.push_back(array);
  return arrays;
}

SlurmArray submit(const fs::path& directory, const fs::path& study_file, const fs::path& out,
                  const SlurmOptions& options) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) {
    throw EnvironmentError(fmt::format("cannot make {}: {}", directory.string(), error.message()));
  }
  const fs::path job = directory / "job.sh";
  write_whole(job, script(study_file, out, options));
  std::vector<std::string> words = {"sbatch",
                                    "--parsable",
                                    "--requeue",
                                    "--open-mode=append",
                                    fmt::format("--array=0-{}", options.tasks - 1),
                                    fmt::format("--cpus-per-task={}", options.cores_a_task),
                                    "--job-name=drawdown",
                                    "--chdir=" + out.string(),
                                    "--output=" + (directory / "task-%A-%a.txt").string()};
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  words.push_back(job.string());
  const std::string printed = last_line(output_of(words));
  // JOB or JOB;CLUSTER
  const SlurmArray array{printed.substr(0, printed.find(';')), options.tasks};
  std::string recorded;
  for (const SlurmArray& old : submitted_arrays(directory)) {
    recorded += fmt::format("{} {}\n", old.id, old.tasks);
  }
  write_whole(directory / "jobs.txt", fmt::format("{}{} {}\n", recorded, array.id, array.tasks));
  return array;
}

SlurmState slurm_state(const fs::path& directory) {
  SlurmState state;
  state.arrays = submitted_arrays(directory);
  if (state.arrays.empty()) return state;
  try {
    ask(state);
  } catch (const EnvironmentError& error) {
    state.silence = error.what();
  }
  return state;
}

void cancel_arrays(const std::vector<std::string>& ids) {
  if (ids.empty()) return;
  std::vector<std::string> words = {"scancel"};
  words.insert(words.end(), ids.begin(), ids.end());
  output_of(words);
}

}  // namespace drawdown
