#include "sim/study/execution/schedule.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"

namespace drawdown {

Shard parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto index = parse_integer(text.substr(0, slash));
    const auto count = parse_integer(text.substr(slash + 1));
    if (index && count && 0 <= *index && *index < *count) {
      return {static_cast<std::size_t>(*index), static_cast<std::size_t>(*count)};
    }
  }
  throw InputError(
      fmt::format("--shard: expected i/n with i from 0 to n - 1, e.g. 0/4, got '{}'", text));
}

Schedule::Schedule(const Study& study, Shard shard, const StoreContents& contents,
                   bool retry_failed, KeyOf key_of, NarrowEnough narrow_enough)
    : study_(study),
      contents_(contents),
      retry_failed_(retry_failed),
      key_of_(std::move(key_of)),
      narrow_enough_(std::move(narrow_enough)),
      progress_(study.points.size()) {
  for (std::size_t point = 0; point < study.points.size(); ++point) {
    if (!shard.has(point)) continue;
    ++tally_.points;
    for (std::int64_t i = 0; i < study.replications.at_least; ++i) plan(point);
    if (progress_[point].done > 0) ++tally_.points_partly;
    ready_.insert(point);
    extend(point);
  }
}

// Adds the next replication to those that are needed.
void Schedule::plan(std::size_t point) {
  Progress& progress = progress_[point];
  const auto replication = static_cast<std::int64_t>(progress.runs.size());
  Run run{key_of_(study_.points[point], replication)};
  ++tally_.runs;
  if (contents_.is_done(run.key)) {
    run.state = State::done;
    ++progress.done;
    ++tally_.runs_done;
  } else if (!retry_failed_ && contents_.is_failed(run.key)) {
    run.state = State::failed;
    ++tally_.runs_failed;
  }
  progress.runs.push_back(std::move(run));
}

// Once all replications so far are done: is it complete, or does it need one more?
void Schedule::extend(std::size_t point) {
  Progress& progress = progress_[point];
  while (progress.done == progress.runs.size() && !progress.complete) {
    const bool most = std::ssize(progress.runs) >= study_.replications.at_most;
    std::vector<std::string> keys;
    for (const Run& run : progress.runs) keys.push_back(run.key);
    if (most || narrow_enough_(keys)) {
      progress.complete = true;
      --tally_.points_partly;
      ++tally_.points_complete;
    } else {
      plan(point);
      ready_.insert(point);
    }
  }
}

std::optional<PlannedRun> Schedule::next() {
  while (!ready_.empty()) {
    const std::size_t point = *ready_.begin();
    Progress& progress = progress_[point];
    for (; progress.next < progress.runs.size(); ++progress.next) {
      Run& run = progress.runs[progress.next];
      if (run.state != State::missing) continue;
      run.state = State::running;
      return PlannedRun{point, static_cast<std::int64_t>(progress.next++), run.key};
    }
    ready_.erase(point);
  }
  return std::nullopt;
}

void Schedule::settle(const PlannedRun& run, State state) {
  State& now = progress_[run.point].runs[static_cast<std::size_t>(run.replication)].state;
  require(now == State::running, "run {} is not under way", run.key);
  now = state;
}

void Schedule::done(const PlannedRun& run) {
  settle(run, State::done);
  ++tally_.runs_done;
  if (++progress_[run.point].done == 1) ++tally_.points_partly;
  extend(run.point);
}

void Schedule::failed(const PlannedRun& run) {
  settle(run, State::failed);
  ++tally_.runs_failed;
}

std::vector<std::string> Schedule::failed_keys() const {
  std::vector<std::string> keys;
  for (const Progress& progress : progress_) {
    for (const Run& run : progress.runs) {
      if (run.state == State::failed) keys.push_back(run.key);
    }
  }
  return keys;
}

void Schedule::again(const PlannedRun& run) {
  settle(run, State::missing);
  Progress& progress = progress_[run.point];
  progress.next = std::min(progress.next, static_cast<std::size_t>(run.replication));
  ready_.insert(run.point);
}

void Schedule::gave_up(const PlannedRun& run) {
  settle(run, State::given_up);
  ++tally_.runs_given_up;
}

}  // namespace drawdown
