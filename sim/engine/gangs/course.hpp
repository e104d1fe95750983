// How far a job is, and what its next start has before it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/model/reliability/storage.hpp"
#include "sim/workload/portability/runs_on.hpp"
#include "sim/workload/terms/recovery.hpp"

namespace drawdown {

/// What a running gang goes through, in order.
enum class Stage {
  staging,  ///< its data are on their way to its site
  starting,
  recomputing,
  productive,
};
inline constexpr std::size_t kStages = 4;
inline constexpr std::array<std::string_view, kStages> kStageNames = {"staging", "starting",
                                                                      "recomputing", "productive"};
constexpr std::string_view name_of(Stage stage) {
  return kStageNames[static_cast<std::size_t>(stage)];
}

/// What the place of a start makes of a job.
struct StartTerms {
  PortTerms port;
  CheckpointTimes checkpoint;
};

/// A job's progress over its starts, by the rules of docs/platforms.md, "What a gang loses", and
/// docs/jobs.md, "Where a job can run". Times within a stage are what the stage takes with nothing
/// else on the fabric.
class Course {
 public:
  Course() = default;
  /// `work` is the progress at which the job ends; kForever: it does not, and loses nothing.
  Course(const Recovery& recovery, Duration work)
      : startup_(recovery.startup),
        restart_(recovery.restart),
        interval_(recovery.interval),
        work_(work) {}

  /// Before each start, or an estimate of it.
  void set_terms(const StartTerms& terms) { terms_ = terms; }
  /// How long the next start takes on these terms if the job's work were `work`, in the best place
  /// there is.
  Duration estimate(Duration work) const;
  /// Before each start: a step takes so many times as long in this place, at least 1, as in the
  /// best one.
  void set_pace(double times) { pace_ = times; }
  double pace() const { return pace_; }
  /// How long the stage takes in this start; not for `staging`, of which no job knows.
  Duration length(Stage stage) const;
  /// The first stage after `stage` that takes any time; `productive` if none does.
  Stage after(Stage stage) const;
  /// The first stage of a start whose data are there: it takes some time, or is `productive`.
  Stage first() const { return after(Stage::staging); }
  /// How much of the first `spent` of the stage goes to writing checkpoints.
  Duration checkpointing(Stage stage, Duration spent) const;
  /// How many checkpoints are complete then that this stage began.
  std::int64_t written(Stage stage, Duration spent) const;
  /// The gang is stopped after so much of the stage. Returns the progress that is lost.
  Duration interrupt(Stage stage, Duration spent);

 private:
  // Where the productive stage is after `spent`.
  struct Position {
    Duration progress{};
    Duration saved{};
    Duration checkpointing{};
    std::int64_t written = 0;  // checkpoints of this stage that are complete
  };
  Position position(Duration spent) const;
  // From a start whose data are there to the first work, but for compiling.
  Duration before_work() const;
  // Checkpoints after progress of at least `from` and less than `to`, later than the last one.
  std::int64_t checkpoints(Duration from, Duration to) const;
  std::int64_t first_checkpoint(Duration from) const;
  // How long so much progress takes at this pace, counted from the job's beginning without its
  // checkpoints: whole intervals and the rest apart, so that intervals are equally long.
  Duration time_of(Duration progress, double pace) const;
  Duration time_of(Duration progress) const { return time_of(progress, pace_); }
  // The same of what is no whole interval.
  Duration time_of_part(Duration progress, double pace) const;
  // The most progress that takes no longer here.
  Duration progress_in(Duration time) const;
  Duration part_in(Duration time) const;

  Duration startup_{};
  Duration restart_{};
  Duration interval_{};  // 0: no checkpoints
  Duration work_{};
  Duration saved_{};    // by the last complete checkpoint
  Duration reached_{};  // the most that ever was
  bool is_restart_ = false;
  StartTerms terms_;
  double pace_ = 1;
};

}  // namespace drawdown
