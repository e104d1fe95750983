#include <algorithm>
#include <optional>

#include "sim/base/errors.hpp"
#include "sim/base/stop_signals.hpp"
#include "sim/base/text.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/study/cluster/program.hpp"
#include "sim/study/cluster/slurm.hpp"
#include "sim/study/execution/local.hpp"
#include "sim/study/execution/one_run.hpp"
#include "sim/study/execution/precision.hpp"
#include "sim/study/execution/status.hpp"
#include "sim/study/execution/study_directory.hpp"
#include "sim/study/results/collect.hpp"
#include "sim/study/run_key.hpp"

namespace drawdown {
namespace {

// What every sub-verb is told.
struct StudyOptions {
  std::string study;  // empty: the one in the directory
  std::vector<std::string> settings;
  std::string out;
  std::string store;
  bool json = false;
};

struct RunStudyOptions : StudyOptions {
  bool dry = false;
  std::optional<std::int64_t> jobs;
  std::string on = "local";
  std::optional<std::string> shard;
  bool retry_failed = false;
  std::optional<std::int64_t> slurm_tasks;
  std::string slurm_arguments;
};

constexpr std::int64_t kMostSlurmTasks = 100;

Study study_of(const StudyOptions& options, const StudyDirectory& directory) {
  if (!options.study.empty()) return read_study(options.study, options.settings);
  directory.require_study();
  return read_study(directory.study_file().string(), options.settings);
}

Schedule schedule_of(const Study& study, const Store& store, RunKeys& keys, Shard shard,
                     bool retry_failed) {
  return Schedule(
      study, shard, store.contents(), retry_failed,
      [&keys](const Point& point, std::int64_t replication) {
        return keys.key(point, replication);
      },
      [&study, store](const std::vector<std::string>& runs) {
        return are_narrow_enough(study, store, runs);
      });
}

StudyStatus status_of(const Study& study, const StudyDirectory& directory,
                      const Schedule& schedule) {
  StudyStatus status;
  status.study = study.name;
  status.tally = schedule.tally();
  for (const std::string& key : schedule.failed_keys()) {
    status.failures.push_back(directory.store().failure_file(key));
  }
  status.slurm = slurm_state(directory.slurm());
  return status;
}

void print_status(const StudyStatus& status, bool json) {
  print_result(json ? status_json(status) : status_text(status));
}

// What of the study is in the store now.
StudyStatus present_status(const Study& study, const StudyDirectory& directory) {
  RunKeys keys(study, DRAWDOWN_VERSION);
  return status_of(study, directory, schedule_of(study, directory.store(), keys, {}, false));
}

// A study is done when all of it is; a failed run makes it end as that run did.
void raise_if_incomplete(const Store& store, const StudyStatus& status) {
  const Tally& tally = status.tally;
  if (tally.runs_given_up > 0) {
    throw EnvironmentError(
        fmt::format("{} runs were ended by signals from outside three times each; run it again to "
                    "go on",
                    tally.runs_given_up));
  }
  if (status.failures.empty()) return;
  const std::string text =
      fmt::format("{} of {} runs failed, the first as {} says; --retry-failed runs them again",
                  tally.runs_failed, tally.runs, status.failures.front().string());
  for (const auto& file : status.failures) {
    const auto failure = store.failure(file.stem().string());
    if (failure && failure->find(": exit 2\n") == std::string::npos) throw Bug(text);
  }
  throw InputError(text);
}

void run_here(const RunStudyOptions& options, const Study& study, const StudyDirectory& directory,
              const RunKeys& keys, Schedule& schedule) {
  const Store store = directory.store();
  directory.remove_leftovers();
  const LocalOptions local{options.jobs ? static_cast<std::size_t>(*options.jobs) : usable_cores(),
                           stderr_is_terminal()};
  try {
    run_local(
        schedule, store,
        [&](const PlannedRun& run) {
          return simulate(scenario_of(study, study.points[run.point], run.replication), run.key,
                          study.steady_state, keys);
        },
        local);
    if (!options.shard) collect(study, store, directory.path(), DRAWDOWN_VERSION);
  } catch (const Stopped&) {
    const Tally& tally = schedule.tally();
    fmt::print(stderr, "{} of {} runs are done and kept; run it again to go on\n", tally.runs_done,
               tally.runs);
    throw;
  }
  const StudyStatus status = status_of(study, directory, schedule);
  print_status(status, options.json);
  raise_if_incomplete(store, status);
}

void run_on_slurm(const RunStudyOptions& options, const Study& study,
                  const StudyDirectory& directory, const Schedule& schedule) {
  const SlurmState before = slurm_state(directory.slurm());
  if (!before.silence.empty()) throw EnvironmentError(before.silence);
  if (before.open > 0) {
    throw InputError(fmt::format(
        "--on slurm: {} tasks of job {} are still in the queue: wait for them, or cancel them "
        "(drawdown study cancel --out {})",
        before.open, before.open_arrays.front(), options.out));
  }
  const Tally& tally = schedule.tally();
  if (tally.points_complete < tally.points && tally.runs_missing() > 0) {
    SlurmOptions slurm;
    const auto most = options.slurm_tasks.value_or(kMostSlurmTasks);
    slurm.tasks = std::min(study.points.size(), static_cast<std::size_t>(most));
    slurm.cores_a_task = static_cast<std::size_t>(options.jobs.value_or(1));
    slurm.arguments = split_words(options.slurm_arguments, "--slurm-args");
    slurm.retry_failed = options.retry_failed;
    submit(directory.slurm(), directory.study_file(), directory.path(), slurm);
  } else {
    collect(study, directory.store(), directory.path(), DRAWDOWN_VERSION);
  }
  print_status(status_of(study, directory, schedule), options.json);
}

void run_study(const RunStudyOptions& options) {
  const Shard shard = options.shard ? parse_shard(*options.shard) : Shard{};
  const bool on_slurm = options.on == "slurm";
  if (on_slurm && options.shard) throw InputError("--shard: --on slurm makes shards of its own");
  const StudyDirectory directory(options.out);
  const Study study = study_of(options, directory);
  directory.check(study, options.store);
  if (options.dry) return print_result(points_text(study));
  if (on_slurm) require_slurm();
  RunKeys keys(study, DRAWDOWN_VERSION);
  Schedule schedule =
      schedule_of(study, directory.store(options.store), keys, shard, options.retry_failed);
  if (!on_slurm) catch_stop_signals();
  directory.make(study, options.store);
  on_slurm ? run_on_slurm(options, study, directory, schedule)
           : run_here(options, study, directory, keys, schedule);
}

// The directory of a study that was begun, and the study.
struct Begun {
  explicit Begun(const StudyOptions& options)
      : directory(options.out), study((directory.require_study(), study_of(options, directory))) {
    directory.check(study, options.store);
  }
  StudyDirectory directory;
  Study study;
};

void show_status(const StudyOptions& options) {
  const Begun begun(options);
  print_status(present_status(begun.study, begun.directory), options.json);
}

void collect_study(const StudyOptions& options) {
  const Begun begun(options);
  collect(begun.study, begun.directory.store(), begun.directory.path(), DRAWDOWN_VERSION);
  print_status(present_status(begun.study, begun.directory), options.json);
}

void cancel_study(const StudyOptions& options) {
  const Begun begun(options);
  const SlurmState slurm = slurm_state(begun.directory.slurm());
  if (!slurm.silence.empty()) throw EnvironmentError(slurm.silence);
  cancel_arrays(slurm.open_arrays);
  print_status(present_status(begun.study, begun.directory), options.json);
}

void add_common(CLI::App& verb, StudyOptions& options) {
  verb.add_option("--out", options.out, "The study's directory")->required();
  verb.add_option("--store", options.store, "Directory of records, for studies that share them");
  verb.add_option("--set", options.settings, "Replaces one value of the study file: path=value")
      ->take_all()
      ->allow_extra_args(false);
  verb.add_flag("--json", options.json, "Prints JSON instead of text");
}

void add_run_verb(CLI::App& study) {
  auto options = std::make_shared<RunStudyOptions>();
  CLI::App* verb = study.add_subcommand("run", "Simulates what is missing");
  verb->add_option("study", options->study, "Study file (docs/studies.md)")->required();
  add_common(*verb, *options);
  verb->add_flag("--dry", options->dry, "Shows the points and the number of runs; does nothing");
  verb->add_option("--jobs", options->jobs,
                   "Runs at once; default: the cores that may be used; on Slurm: cores a task, 1")
      ->check(CLI::Range(1, 4096));
  verb->add_option("--on", options->on, "local, or slurm: an array job, a shard a task")
      ->check(CLI::IsMember({"local", "slurm"}));
  verb->add_option("--shard", options->shard,
                   "i/n: only points whose number divided by n leaves i, 0 <= i < n");
  verb->add_flag("--retry-failed", options->retry_failed, "Runs what failed anew");
  verb->add_option("--slurm-tasks", options->slurm_tasks,
                   "Tasks of the array job; default: one a point, 100 at most")
      ->check(CLI::Range(1, 1'000'000));
  verb->add_option("--slurm-args", options->slurm_arguments,
                   "More options for sbatch, e.g. \"--partition=long --time=2:00:00\"");
  verb->footer(
      "Example:\n  drawdown study run analysis/studies/demo_study.yaml --out /tmp/demo_study "
      "--jobs 4");
  verb->callback([options] { run_study(*options); });
}

void add_verb(CLI::App& study, const std::string& name, const std::string& purpose,
              void (*act)(const StudyOptions&)) {
  auto options = std::make_shared<StudyOptions>();
  CLI::App* verb = study.add_subcommand(name, purpose);
  verb->add_option("study", options->study, "Study file; default: study.yaml of the directory");
  add_common(*verb, *options);
  verb->footer(fmt::format("Example:\n  drawdown study {} --out /tmp/demo_study", name));
  verb->callback([options, act] { act(*options); });
}

}  // namespace

void add_study(CLI::App& program) {
  CLI::App* study = program.add_subcommand("study", "One question asked of many scenarios");
  study->require_subcommand(1);
  study->footer(
      "Example:\n  drawdown study run analysis/studies/demo_study.yaml --out /tmp/demo_study");
  add_run_verb(*study);
  add_verb(*study, "status", "Tells how far a study is", show_status);
  add_verb(*study, "collect", "Makes the tables of what is there", collect_study);
  add_verb(*study, "cancel", "Ends its Slurm tasks; what is done stays", cancel_study);
}

}  // namespace drawdown
