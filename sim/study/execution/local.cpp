#include "sim/study/execution/local.hpp"

#include <algorithm>
#include <list>
#include <map>

#include <poll.h>
#include <sched.h>

#include "sim/base/errors.hpp"
#include "sim/base/stop_signals.hpp"
#include "sim/study/execution/study_progress.hpp"
#include "sim/study/execution/worker.hpp"

namespace drawdown {
namespace {

constexpr int kMostAttempts = 3;
// How late a stop or a change of the progress may be seen.
constexpr int kPatienceMs = 100;

class Pool {
 public:
  Pool(Schedule& schedule, const Store& store, const MakeRecord& make_record,
       const LocalOptions& options)
      : schedule_(schedule),
        store_(store),
        make_record_(make_record),
        options_(options),
        progress_(options.terminal) {}

  // Workers that are still there, as after an error, are killed; so what they were writing is
  // theirs no more.
  ~Pool() {
    while (!active_.empty()) {
      const pid_t process = active_.front().worker.process();
      const std::string key = active_.front().run.key;
      active_.pop_front();
      if (process > 0) store_.remove_leftover(key, process);
    }
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  void run() {
    for (;;) {
      stop_if_asked();
      fill();
      progress_.show(schedule_.tally(), active_.size());
      if (active_.empty()) break;
      await();
      collect_ended();
    }
    progress_.finish(schedule_.tally());
  }

 private:
  struct Active {
    PlannedRun run;
    Worker worker;
  };

  void fill() {
    while (active_.size() < options_.jobs) {
      auto run = schedule_.next();
      if (!run) return;
      if (store_.has(run->key)) {  // somebody else was quicker
        schedule_.done(*run);
        continue;
      }
      Worker worker([&] { store_.write_record(run->key, make_record_(*run)); });
      active_.push_back({*std::move(run), std::move(worker)});
    }
  }

  void await() {
    std::vector<pollfd> descriptors;
    for (const Active& active : active_) {
      descriptors.push_back({active.worker.descriptor(), POLLIN, 0});
    }
    ::poll(descriptors.data(), descriptors.size(), kPatienceMs);
  }

  void collect_ended() {
    for (auto active = active_.begin(); active != active_.end();) {
      if (!active->worker.read()) {
        ++active;
        continue;
      }
      const pid_t process = active->worker.process();
      const WorkerEnd end = active->worker.end();
      const PlannedRun run = std::move(active->run);
      active = active_.erase(active);
      if (end.kind != WorkerEnd::Kind::done) store_.remove_leftover(run.key, process);
      settle(run, end);
    }
  }

  void settle(const PlannedRun& run, const WorkerEnd& end) {
    switch (end.kind) {
      case WorkerEnd::Kind::done:
        if (store_.has(run.key)) return schedule_.done(run);
        throw EnvironmentError(fmt::format("the record of run {} has gone from {}", run.key,
                                           store_.directory().string()));
      case WorkerEnd::Kind::failed:
        store_.write_failure(run.key, failure_text(run, end));
        return schedule_.failed(run);
      case WorkerEnd::Kind::killed:
        // It may have been killed with its record already in place.
        if (store_.has(run.key)) return schedule_.done(run);
        if (++attempts_[run.key] < kMostAttempts) return schedule_.again(run);
        return schedule_.gave_up(run);
      case WorkerEnd::Kind::environment:
        throw EnvironmentError(environment_text(end.printed));
    }
  }

  static std::string failure_text(const PlannedRun& run, const WorkerEnd& end) {
    return fmt::format("point {}, replication {}: exit {}\n{}", run.point, run.replication,
                       end.exit_code, end.printed);
  }

  // What the worker said, without what main will say before it.
  static std::string environment_text(std::string_view printed) {
    constexpr std::string_view kPrefix = "drawdown: ";
    const std::size_t begin = printed.rfind(kPrefix);
    if (begin != std::string_view::npos) printed.remove_prefix(begin + kPrefix.size());
    while (printed.ends_with('\n')) printed.remove_suffix(1);
    return fmt::format("{}; what is done is kept: run it again to go on",
                       printed.empty() ? "a run could not be made" : printed);
  }

  Schedule& schedule_;
  const Store& store_;
  const MakeRecord& make_record_;
  const LocalOptions& options_;
  StudyProgress progress_;
  std::list<Active> active_;
  std::map<std::string, int> attempts_;
};

}  // namespace

std::size_t usable_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (::sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
  return std::max<std::size_t>(1, static_cast<std::size_t>(CPU_COUNT(&cores)));
}

void run_local(Schedule& schedule, const Store& store, const MakeRecord& make_record,
               const LocalOptions& options) {
  Pool(schedule, store, make_record, options).run();
}

}  // namespace drawdown
