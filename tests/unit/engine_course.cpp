// A job's progress over its starts, against a simulation of it millisecond by millisecond.
#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/engine/gangs/course.hpp"

namespace drawdown {
namespace {

constexpr Duration ms(std::int64_t count) {
  return Duration{count};
}

// What docs/platforms.md says, a millisecond at a time.
class SlowJob {
 public:
  SlowJob(const Recovery& recovery, Duration read, std::int64_t work)
      : recovery_(recovery), read_(read.count()), work_(work) {}

  struct Step {
    Stage stage;
    bool writes = false;
  };
  void start() {
    starting_ = (restarts_ ? recovery_.restart : recovery_.startup).count();
    if (saved_ > 0) starting_ += read_;
    checkpoints_ = 0;
    progress_ = saved_;
    recomputed_to_ = reached_;
    writing_ = 0;
    written_ = saved_;
    // Reached just after the progress of a checkpoint that was not complete.
    begin_write_if_due();
  }
  // That have become complete since the start.
  std::int64_t checkpoints() const { return checkpoints_; }
  bool is_done() const { return starting_ == 0 && progress_ == work_; }
  // What the next millisecond is.
  Step step() {
    if (starting_ > 0) {
      --starting_;
      return {Stage::starting};
    }
    if (progress_ < recomputed_to_) {
      ++progress_;
      begin_write_if_due();
      return {Stage::recomputing};
    }
    if (writing_ > 0) {
      if (--writing_ == 0) complete();
      return {Stage::productive, true};
    }
    ++progress_;
    reached_ = std::max(reached_, progress_);
    begin_write_if_due();
    return {Stage::productive};
  }
  std::int64_t interrupt() {
    restarts_ = true;
    return starting_ > 0 ? 0 : progress_ - saved_;
  }

 private:
  void begin_write_if_due() {
    const std::int64_t interval = recovery_.interval.count();
    if (interval == 0 || progress_ % interval != 0 || progress_ <= written_) return;
    if (progress_ < recomputed_to_ || progress_ >= work_) return;
    writing_ = recovery_.write.count();
    if (writing_ == 0) complete();
  }
  void complete() {
    saved_ = written_ = progress_;
    ++checkpoints_;
  }

  Recovery recovery_;
  std::int64_t read_;
  std::int64_t work_;
  std::int64_t saved_ = 0;
  std::int64_t reached_ = 0;
  bool restarts_ = false;
  std::int64_t starting_ = 0;
  std::int64_t progress_ = 0;
  std::int64_t recomputed_to_ = 0;
  std::int64_t writing_ = 0;
  std::int64_t written_ = 0;
  std::int64_t checkpoints_ = 0;
};

// What docs/jobs.md says of progress at another speed, a millisecond of progress at a time.
class PacedJob {
 public:
  PacedJob(const Recovery& recovery, std::int64_t work, double pace, double speed)
      : recovery_(recovery), work_(work), pace_(pace), speed_(speed) {}

  // What progress of `x` takes from the beginning, without writes.
  std::int64_t t(std::int64_t x) const {
    const std::int64_t interval = recovery_.interval.count();
    return interval == 0 ? part(x) : x / interval * part(interval) + part(x % interval);
  }
  std::int64_t recomputing() const { return t(reached_) - t(saved_); }
  std::int64_t productive() {
    std::int64_t writes = 0;
    for (std::int64_t x = reached_; x < work_; ++x) writes += is_due(x) ? 1 : 0;
    return t(work_) - t(reached_) + writes * recovery_.write.count();
  }
  // Interrupted after so much of a stage; the progress that is lost.
  std::int64_t interrupt_recomputing(std::int64_t spent) {
    return most_progress(saved_, reached_, spent) - saved_;
  }
  std::int64_t interrupt_productive(std::int64_t spent) {
    std::int64_t begin = reached_;  // of the stretch until the next write
    for (;;) {
      std::int64_t stop = begin;
      while (stop < work_ && !is_due(stop)) ++stop;
      if (stop == work_ || spent < t(stop) - t(begin)) {
        reached_ = most_progress(begin, stop, spent);
        return reached_ - saved_;
      }
      spent -= t(stop) - t(begin);
      begin = reached_ = stop;
      if (spent < recovery_.write.count()) return reached_ - saved_;
      spent -= recovery_.write.count();
      saved_ = stop;
    }
  }

 private:
  std::int64_t part(std::int64_t x) const {
    if (x == 0) return 0;
    const double ms = static_cast<double>(x) * pace_ / speed_;
    return std::max<std::int64_t>(1, std::llround(ms));
  }
  bool is_due(std::int64_t x) const {
    const std::int64_t interval = recovery_.interval.count();
    return interval > 0 && x % interval == 0 && x > saved_ && x < work_;
  }
  std::int64_t most_progress(std::int64_t from, std::int64_t to, std::int64_t spent) const {
    std::int64_t x = from;
    while (x < to && t(x + 1) - t(from) <= spent) ++x;
    return x;
  }

  Recovery recovery_;
  std::int64_t work_;
  double pace_;
  double speed_;
  std::int64_t saved_ = 0;
  std::int64_t reached_ = 0;
};

TEST_CASE("at any speed a course is that of a job followed by its progress") {
  REQUIRE(rc::check("over random speeds, places and interruptions", [] {
    const auto some = [](int most) { return ms(*rc::gen::inRange(0, most)); };
    const Recovery recovery{ms(0), ms(0), some(9), some(4)};
    const std::int64_t work = *rc::gen::inRange(1, 60);
    const double pace = *rc::gen::element(1.0, 1.25, 1.7, 3.0);
    const double speed = *rc::gen::element(0.3, 0.7, 0.8, 1.0, 1.6, 2.0, 7.0, 40.0);
    Course course(recovery, ms(work));
    course.set_terms({{speed, Duration{0}}, {recovery.write}});
    course.set_pace(pace);
    PacedJob slow(recovery, work, pace, speed);
    for (int interruptions = *rc::gen::inRange(0, 6); interruptions > 0; --interruptions) {
      RC_ASSERT(course.length(Stage::recomputing) == ms(slow.recomputing()));
      RC_ASSERT(course.length(Stage::productive) == ms(slow.productive()));
      const bool recomputes = course.first() == Stage::recomputing && *rc::gen::arbitrary<bool>();
      const Stage stage = recomputes ? Stage::recomputing : Stage::productive;
      // A gang that is through its work has ended.
      const std::int64_t spent = *rc::gen::inRange<std::int64_t>(0, course.length(stage).count());
      const std::int64_t lost =
          recomputes ? slow.interrupt_recomputing(spent) : slow.interrupt_productive(spent);
      RC_ASSERT(course.interrupt(stage, ms(spent)) == ms(lost));
    }
  }));
}

TEST_CASE("an estimate counts with the speed and the compilation, and not with the place") {
  // 1000 ms of work, intervals of 300 and 100 ms: 3 x 428.57 + 142.86, each rounded, at 0.7.
  const Recovery recovery{ms(5), ms(6), ms(300), ms(10)};
  Course course(recovery, ms(1000));
  course.set_terms({{}, {recovery.write}});
  CHECK(course.estimate(ms(1000)) == ms(5 + 1000 + 3 * 10));
  course.set_terms({{0.7, ms(20)}, {recovery.write}});
  CHECK(course.estimate(ms(1000)) == ms(5 + 20 + 3 * 429 + 143 + 3 * 10));
  course.set_pace(2);
  CHECK(course.estimate(ms(1000)) == ms(5 + 20 + 3 * 429 + 143 + 3 * 10));
  CHECK(course.length(Stage::starting) == ms(25));
  // 3 x 857.14 + 285.71, and the writes.
  CHECK(course.length(Stage::productive) == ms(3 * 857 + 286 + 3 * 10));
  // Saved 300 after 857 + 10 ms; 10 ms later it is interrupted: 10 x 0.7 / 2 = 3.5 more were made,
  // of which 3 took 8.57 ms, rounded 9, and 4 would have taken 11.43 ms, rounded 11.
  CHECK(course.interrupt(Stage::productive, ms(857 + 10 + 10)) == ms(3));
  course.set_terms({{2, ms(0)}, {recovery.write}});
  // From 300 on: 2 intervals of 150 and 50 ms, and 2 writes.
  CHECK(course.estimate(ms(1000)) == ms(6 + 2 * 150 + 50 + 2 * 10));
  // One that was thought shorter than what is saved is believed to end at once.
  CHECK(course.estimate(ms(200)) == ms(6));
}

TEST_CASE("a course is that of a job followed millisecond by millisecond") {
  REQUIRE(rc::check("over random interruptions", [] {
    const auto some = [](int most) { return ms(*rc::gen::inRange(0, most)); };
    const Recovery recovery{some(4), some(5), some(9), some(4)};
    const std::int64_t work = *rc::gen::inRange(0, 40);
    const Duration read = some(4);
    Course course(recovery, ms(work));
    course.set_terms({{}, {recovery.write, read}});
    SlowJob slow(recovery, read, work);
    for (int interruptions = *rc::gen::inRange(0, 6);; --interruptions) {
      const Duration predicted = course.estimate(ms(work));
      const std::int64_t patience = interruptions > 0 ? *rc::gen::inRange(0, 60) : INT64_MAX;
      slow.start();
      Stage stage = course.first();
      Duration spent{};
      Duration written{};
      Duration total{};
      for (; total < ms(patience) && !slow.is_done(); total += ms(1)) {
        const SlowJob::Step step = slow.step();
        if (step.stage != stage) {
          RC_ASSERT(course.length(stage) == spent);
          RC_ASSERT(course.after(stage) == step.stage);
          stage = step.stage;
          spent = written = Duration{0};
        }
        spent += ms(1);
        written += ms(step.writes ? 1 : 0);
        RC_ASSERT(course.checkpointing(stage, spent) == written);
        // Where writes take no time, one may be due at this moment and not yet count.
        if (recovery.write > Duration{0}) {
          RC_ASSERT(course.written(stage, spent) == slow.checkpoints());
        }
      }
      if (slow.is_done()) {
        RC_ASSERT(total == predicted);
        RC_ASSERT(course.length(stage) == spent);
        return;
      }
      // The next stage begins before anything else happens.
      if (stage != Stage::productive && course.length(stage) == spent) {
        stage = course.after(stage);
        spent = Duration{0};
      }
      RC_ASSERT(course.interrupt(stage, spent) == ms(slow.interrupt()));
    }
  }));
}

TEST_CASE("no checkpoint is written at the end of the work, also where it takes no time") {
  // After 4 of 8; after 4 and 8 of 9.
  CHECK(Course(Recovery{ms(0), ms(0), ms(4), ms(0)}, ms(8)).written(Stage::productive, ms(8)) == 1);
  CHECK(Course(Recovery{ms(0), ms(0), ms(4), ms(0)}, ms(9)).written(Stage::productive, ms(9)) == 2);
}

TEST_CASE("interrupted while its data come, a gang loses nothing, and starts again as any other") {
  Course course(Recovery{ms(2), ms(5), ms(0), ms(0)}, ms(40));
  CHECK(course.after(Stage::staging) == Stage::starting);
  CHECK(course.length(Stage::starting) == ms(2));
  CHECK(course.interrupt(Stage::staging, ms(1'000)) == ms(0));
  CHECK(course.length(Stage::starting) == ms(5));
  CHECK(course.length(Stage::productive) == ms(40));
  CHECK(Course(Recovery{}, ms(40)).after(Stage::staging) == Stage::productive);
  CHECK_THROWS_AS(course.length(Stage::staging), Bug);
}

}  // namespace
}  // namespace drawdown
