// Which jobs wait for others to be done.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/run_state.hpp"

namespace drawdown {

/// The rules of docs/jobs.md, "Dependencies". It keeps every job that others may depend on.
class Dependencies {
 public:
  enum class Standing {
    ready,    ///< all that it depends on is done
    blocked,  ///< some of it is not
    failed,   ///< some of it ended otherwise
    unknown,  ///< it names a job that was not submitted before
  };
  /// A job arrives. Raises InputError where others may depend on it, or on one of the same id.
  Standing submit(const Gang& gang);

  struct Follower {
    GangId gang;
    bool failed;  ///< it can never run; otherwise nothing blocks it any more
  };
  /// A job is closed, as done or otherwise. Which blocked jobs this decides, in order of
  /// submission.
  std::vector<Follower> close(const Gang& gang, bool done);

 private:
  enum class State { open, done, failed };
  // A gang's id is used again for another job.
  struct Blocked {
    GangId gang;
    std::uint64_t number;
  };
  struct Awaited {
    State state = State::open;
    std::vector<Blocked> blocked;  // in order of submission
  };
  struct Waits {
    std::uint64_t number = UINT64_MAX;
    std::int64_t open = 0;  // how many jobs it waits for
  };

  std::map<std::string, Awaited, std::less<>> jobs_;
  std::vector<Waits> waits_;  // by gang
};

}  // namespace drawdown
