// One run in a process of its own.
#pragma once

#include <functional>
#include <string>

#include <sys/types.h>

namespace drawdown {

/// How a worker ended.
struct WorkerEnd {
  enum class Kind {
    done,
    failed,      ///< of itself: a bug or wrong input (exit 1 or 2), or a crash
    killed,      ///< by a signal from outside: nothing is known of the run
    environment  ///< exit 3, or a limit: the disk is full, or the like
  };
  Kind kind = Kind::done;
  int exit_code = 0;    ///< 1, 2 or 3; 1 for a crash
  std::string printed;  ///< on stderr, and which signal ended it, if one did
};

/// A forked copy of this process that does one thing and exits. It dies with its parent, SIGINT is
/// left to the parent, and what it prints to stderr is kept. It is forked without an exec: a run
/// starts in a millisecond, where the linking of SimGrid alone takes ten times as long. So the
/// parent must never have touched SimGrid, of which a process holds one engine.
class Worker {
 public:
  /// `action` runs in the child; what it raises becomes the exit code, as in main. Raises
  /// EnvironmentError where no process can be made.
  explicit Worker(const std::function<void()>& action);
  /// Kills the child if it still runs.
  ~Worker();
  Worker(Worker&& other) noexcept;
  Worker& operator=(Worker&&) = delete;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  pid_t process() const { return process_; }
  /// Readable once it has printed something or ended.
  int descriptor() const { return output_; }
  /// Takes what there is to be read; true once it has ended.
  bool read();
  /// After `read` has said so: how.
  WorkerEnd end();

 private:
  pid_t process_ = -1;
  int output_ = -1;
  std::string printed_;
};

/// In a worker, where SimGrid may have put a handler of its own in place: SIGTERM ends the process
/// again.
void let_stop_signals_end_the_process();

}  // namespace drawdown
