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
  return std::max(divided_up(from, interval_), saved_ / interval_ + 1);
}

std::int64_t Course::checkpoints(Duration from, Duration to) const {
  if (interval_ == Duration{0} || to <= from) return 0;
  const std::int64_t end = divided_up(to, interval_);
  return std::max(end - first_checkpoint(from), std::int64_t{0});
}

Duration Course::time_of_part(Duration progress, double pace) const {
  const double ms = static_cast<double>(progress.count()) * pace / terms_.port.speed;
  return Duration{std::max<std::int64_t>(std::llround(ms), progress > Duration{0} ? 1 : 0)};
}

Duration Course::time_of(Duration progress, double pace) const {
  if (pace == 1 && terms_.port.speed == 1) return progress;
  if (interval_ == Duration{0}) return time_of_part(progress, pace);
  return time_of_part(interval_, pace) * (progress / interval_) +
         time_of_part(progress % interval_, pace);
}

Duration Course::part_in(Duration time) const {
  if (time == Duration{0}) return time;
  // Less than a half is rounded away, so that so much is too much or just enough.
  const double ms = static_cast<double>(time.count()) + 0.5;
  Duration progress{static_cast<std::int64_t>(ms * terms_.port.speed / pace_) + 1};
  while (time_of_part(progress, pace_) > time) --progress;
  return progress;
}

Duration Course::progress_in(Duration time) const {
  if (pace_ == 1 && terms_.port.speed == 1) return time;
  if (interval_ == Duration{0}) return part_in(time);
  const Duration turn = time_of(interval_);
  return interval_ * (time / turn) + part_in(time % turn);
}

Duration Course::estimate(Duration work) const {
  if (work == kForever) return kForever;
  const Duration left = time_of(work, 1) - time_of(saved_, 1);
  return length(Stage::starting) + std::max(left, Duration{0}) +
         terms_.checkpoint.write * checkpoints(saved_, work);
}

Duration Course::before_work() const {
  if (!is_restart_) return startup_;
  return saved_ > Duration{0} ? restart_ + terms_.checkpoint.read : restart_;
}

Duration Course::length(Stage stage) const {
  switch (stage) {
    case Stage::staging:
      break;
    case Stage::starting:
      return before_work() + terms_.port.compile;
    case Stage::recomputing:
      return time_of(reached_) - time_of(saved_);
    case Stage::productive:
      if (work_ == kForever) return kForever;
      return time_of(work_) - time_of(reached_) +
             terms_.checkpoint.write * checkpoints(reached_, work_);
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
  if (checkpoints(reached_, work_) == 0) {
    return {std::min(progress_in(begin + spent), work_), saved_};
  }
  const std::int64_t number = first_checkpoint(reached_);
  const Duration before = time_of(interval_ * number) - begin;
  if (spent < before) return {progress_in(begin + spent), saved_};
  // From here on, writes and intervals take turns.
  const Duration turn = terms_.checkpoint.write + time_of(interval_);
  const std::int64_t turns = (spent - before) / turn;
  const Duration in_turn = (spent - before) % turn;
  const Duration at = interval_ * (number + turns);
  if (in_turn < terms_.checkpoint.write) {
    const Duration saved = turns == 0 ? saved_ : at - interval_;
    return {at, saved, terms_.checkpoint.write * turns + in_turn, turns};
  }
  const Duration progress = std::min(at + progress_in(in_turn - terms_.checkpoint.write), work_);
  // One that takes no time would be complete at the end of the work, where none is written.
  const std::int64_t written = std::min(turns + 1, checkpoints(reached_, work_));
  return {progress, at, terms_.checkpoint.write * written, written};
}

Duration Course::checkpointing(Stage stage, Duration spent) const {
  return stage == Stage::productive ? position(spent).checkpointing : Duration{0};
}

std::int64_t Course::written(Stage stage, Duration spent) const {
  return stage == Stage::productive ? position(spent).written : 0;
}

Duration Course::interrupt(Stage stage, Duration spent) {
  is_restart_ = true;
  if (work_ == kForever) return Duration{0};
  switch (stage) {
    case Stage::staging:
    case Stage::starting:
      return Duration{0};
    case Stage::recomputing:
      return std::min(progress_in(time_of(saved_) + spent), reached_) - saved_;
    case Stage::productive:
      const Position position = this->position(spent);
      saved_ = position.saved;
      reached_ = position.progress;
      return reached_ - saved_;
  }
  throw Bug("a stage that no gang goes through");
}

}  // namespace drawdown
