// Which runs of a study are to be made, and in which order.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/study/execution/store.hpp"
#include "sim/study/study.hpp"

namespace drawdown {

/// The points whose number leaves the remainder `index` when divided by `count`.
struct Shard {
  std::size_t index = 0;
  std::size_t count = 1;

  bool has(std::size_t point) const { return point % count == index; }
};

/// `2/8`: the third of eight; the first is `0/8`. Raises InputError.
Shard parse_shard(std::string_view text);

/// One replication of one point.
struct PlannedRun {
  std::size_t point = 0;
  std::int64_t replication = 0;
  std::string key;
};

/// How far a study is. A point is complete once all its replications are done, partly once one is.
struct Tally {
  std::size_t points = 0;
  std::size_t points_complete = 0;
  std::size_t points_partly = 0;
  std::size_t runs = 0;  ///< of those that are known to be needed: `until` may need more
  std::size_t runs_done = 0;
  std::size_t runs_failed = 0;
  std::size_t runs_given_up = 0;  ///< ended from outside too often; missing all the same

  std::size_t points_none() const { return points - points_complete - points_partly; }
  std::size_t runs_missing() const { return runs - runs_done - runs_failed; }
};

/// Hands out the runs that are missing, by point and replication. A point gets `at_least`
/// replications; then, once all so far are done, one more as long as they are not narrow enough and
/// fewer than `at_most`.
class Schedule {
 public:
  /// The key of a run.
  using KeyOf = std::function<std::string(const Point& point, std::int64_t replication)>;
  /// Whether the first replications of a point, these keys, make every interval narrow enough.
  using NarrowEnough = std::function<bool(const std::vector<std::string>& keys)>;

  /// What is in the store need not be run; what failed there is run only if `retry_failed`.
  Schedule(const Study& study, Shard shard, const StoreContents& contents, bool retry_failed,
           KeyOf key_of, NarrowEnough narrow_enough);

  /// The next run to start; nothing where none can be started now.
  std::optional<PlannedRun> next();

  // What became of a run that `next` gave.

  void done(const PlannedRun& run);
  void failed(const PlannedRun& run);
  /// It is to be started again.
  void again(const PlannedRun& run);
  /// It is not to be started again by this process.
  void gave_up(const PlannedRun& run);

  const Tally& tally() const { return tally_; }
  /// The keys of runs that failed, by point and replication.
  std::vector<std::string> failed_keys() const;

 private:
  enum class State { missing, running, done, failed, given_up };
  struct Run {
    std::string key;
    State state = State::missing;
  };
  struct Progress {
    std::vector<Run> runs;  // by replication; grows where `until` asks for more
    std::size_t done = 0;
    std::size_t next = 0;  // none before it is missing
    bool complete = false;
  };

  void plan(std::size_t point);
  void extend(std::size_t point);
  void settle(const PlannedRun& run, State state);

  const Study& study_;
  const StoreContents contents_;
  bool retry_failed_;
  KeyOf key_of_;
  NarrowEnough narrow_enough_;
  std::vector<Progress> progress_;  // by point; empty where it is another shard's
  std::set<std::size_t> ready_;     // points that may have a missing run
  Tally tally_;
};

}  // namespace drawdown
