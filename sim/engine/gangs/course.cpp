#include "sim/engine/gangs/course.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

// Neither is negative, `by` is above 0.
std::int64_t divided_up(Duration time, Duration by) {
  return (time.count() + by.count() - 1) / by.count();
}

}  // namespace

// Of the checkpoints after k x interval, the least k with k x interval at least `from` and above
// what is saved.
std::int64_t Course::first_checkpoint(Duration from) const {
  return std::max(divided_up(from, recovery_.interval), saved_ / recovery_.interval + 1);
}

std::int64_t Course::checkpoints(Duration from, Duration to) const {
  if (recovery_.interval == Duration{0} || to <= from) return 0;
  const std::int64_t end = divided_up(to, recovery_.interval);
  return std::max(end - first_checkpoint(from), std::int64_t{0});
}

Duration Course::time_of(Duration progress) const {
  if (pace_ == 1) return progress;
  const auto paced = [this](Duration part) {
    return Duration{std::llround(static_cast<double>(part.count()) * pace_)};
  };
  if (recovery_.interval == Duration{0}) return paced(progress);
  return paced(recovery_.interval) * (progress / recovery_.interval) +
         paced(progress % recovery_.interval);
}

Duration Course::progress_in(Duration time) const {
  if (pace_ == 1) return time;
  const auto unpaced = [this](Duration part) {
    return Duration{static_cast<std::int64_t>(static_cast<double>(part.count()) / pace_)};
  };
  if (recovery_.interval == Duration{0}) return unpaced(time);
  const Duration turn = time_of(recovery_.interval);
  return recovery_.interval * (time / turn) + unpaced(time % turn);
}

Duration Course::estimate(Duration work) const {
  return length(Stage::starting) + std::max(work - saved_, Duration{0}) +
         recovery_.write * checkpoints(saved_, work);
}

Duration Course::length(Stage stage) const {
  switch (stage) {
    case Stage::staging:
      break;
    case Stage::starting:
      return is_restart_ ? recovery_.restart : recovery_.startup;
    case Stage::recomputing:
      return time_of(reached_) - time_of(saved_);
    case Stage::productive:
      return time_of(work_) - time_of(reached_) + recovery_.write * checkpoints(reached_, work_);
  }
  throw Bug("a stage that has no length");
}

Stage Course::after(Stage stage) const {
  const auto takes_time = [this](Stage next) { return length(next) > Duration{0}; };
  if (stage < Stage::starting && takes_time(Stage::starting)) return Stage::starting;
  if (stage < Stage::recomputing && takes_time(Stage::recomputing)) return Stage::recomputing;
  return Stage::productive;
}

Course::Position Course::position(Duration spent) const {
  const Duration begin = time_of(reached_);
  if (checkpoints(reached_, work_) == 0) return {progress_in(begin + spent), saved_, Duration{0}};
  const std::int64_t number = first_checkpoint(reached_);
  const Duration before = time_of(recovery_.interval * number) - begin;
  if (spent < before) return {progress_in(begin + spent), saved_, Duration{0}};
  // From here on, writes and intervals take turns.
  const Duration turn = recovery_.write + time_of(recovery_.interval);
  const std::int64_t turns = (spent - before) / turn;
  const Duration in_turn = (spent - before) % turn;
  const Duration at = recovery_.interval * (number + turns);
  if (in_turn < recovery_.write) {
    const Duration saved = turns == 0 ? saved_ : at - recovery_.interval;
    return {at, saved, recovery_.write * turns + in_turn};
  }
  return {at + progress_in(in_turn - recovery_.write), at, recovery_.write * (turns + 1)};
}

Duration Course::checkpointing(Stage stage, Duration spent) const {
  return stage == Stage::productive ? position(spent).checkpointing : Duration{0};
}

Duration Course::interrupt(Stage stage, Duration spent) {
  is_restart_ = true;
  switch (stage) {
    case Stage::staging:
    case Stage::starting:
      return Duration{0};
    case Stage::recomputing:
      return progress_in(time_of(saved_) + spent) - saved_;
    case Stage::productive:
      const Position position = this->position(spent);
      saved_ = position.saved;
      reached_ = position.progress;
      return reached_ - saved_;
  }
  throw Bug("a stage that no gang goes through");
}

}  // namespace drawdown
