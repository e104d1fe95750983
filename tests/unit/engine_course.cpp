// A job's progress over its starts, against a simulation of it millisecond by millisecond.
#include <algorithm>

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
  SlowJob(const Recovery& recovery, std::int64_t work) : recovery_(recovery), work_(work) {}

  struct Step {
    Stage stage;
    bool writes = false;
  };
  void start() {
    starting_ = (restarts_ ? recovery_.restart : recovery_.startup).count();
    progress_ = saved_;
    recomputed_to_ = reached_;
    writing_ = 0;
    written_ = saved_;
    // Reached just after the progress of a checkpoint that was not complete.
    begin_write_if_due();
  }
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
      if (--writing_ == 0) saved_ = written_ = progress_;
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
    if (writing_ == 0) saved_ = written_ = progress_;
  }

  Recovery recovery_;
  std::int64_t work_;
  std::int64_t saved_ = 0;
  std::int64_t reached_ = 0;
  bool restarts_ = false;
  std::int64_t starting_ = 0;
  std::int64_t progress_ = 0;
  std::int64_t recomputed_to_ = 0;
  std::int64_t writing_ = 0;
  std::int64_t written_ = 0;
};

TEST_CASE("a course is that of a job followed millisecond by millisecond") {
  REQUIRE(rc::check("over random interruptions", [] {
    const auto some = [](int most) { return ms(*rc::gen::inRange(0, most)); };
    const Recovery recovery{some(4), some(5), some(9), some(4)};
    const std::int64_t work = *rc::gen::inRange(0, 40);
    Course course(recovery, ms(work));
    SlowJob slow(recovery, work);
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
