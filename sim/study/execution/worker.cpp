#include "sim/study/execution/worker.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

constexpr int kExitBug = 1;
constexpr int kExitInput = 2;
constexpr int kExitEnvironment = 3;
// Enough of what a failed run says; a loop of messages is not to fill the memory.
constexpr std::size_t kMostPrinted = std::size_t{64} << 10;

[[noreturn]] void fail(std::string_view what) {
  throw EnvironmentError(
      fmt::format("cannot {}: {}", what, std::generic_category().message(errno)));
}

int print_and(int code, std::string_view prefix, std::string_view message) {
  fmt::print(stderr, "{}{}\n", prefix, message);
  return code;
}

int exit_code_of(const std::function<void()>& action) {
  try {
    action();
    return 0;
  } catch (const InputError& error) {
    return print_and(kExitInput, "", error.what());
  } catch (const EnvironmentError& error) {
    return print_and(kExitEnvironment, "drawdown: ", error.what());
  } catch (const std::exception& error) {
    return print_and(kExitBug, "drawdown: a bug, please report it: ", error.what());
  }
}

// No destructor of a static object runs: those belong to the parent.
void change_stop_signals(int how, std::initializer_list<int> signals) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : signals) ::sigaddset(&set, signal);
  ::sigprocmask(how, &set, nullptr);
}

[[noreturn]] void be_child(const std::function<void()>& action, pid_t parent, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kExitEnvironment);  // it went before that could be asked for
  // SIGINT stays blocked: a terminal sends it to every process, and it is the parent's to act on,
  // whatever handler SimGrid puts in place.
  ::signal(SIGTERM, SIG_DFL);
  change_stop_signals(SIG_UNBLOCK, {SIGTERM});
  ::dup2(output, STDERR_FILENO);
  ::close(output);
  const int code = exit_code_of(action);
  std::fflush(stderr);
  ::_exit(code);
}

WorkerEnd::Kind kind_of(int signal) {
  switch (signal) {
    case SIGSEGV:
    case SIGABRT:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGSYS:
    case SIGTRAP:  // a process brings these upon itself
      return WorkerEnd::Kind::failed;
    case SIGXFSZ:  // a limit of the file system's, as a full disk is
      return WorkerEnd::Kind::environment;
    default:
      return WorkerEnd::Kind::killed;
  }
}

}  // namespace

void let_stop_signals_end_the_process() {
  ::signal(SIGTERM, SIG_DFL);
}

Worker::Worker(const std::function<void()>& action) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("make a pipe");
  std::fflush(nullptr);  // what is in a buffer would be written twice
  const pid_t parent = ::getpid();
  // Between the fork and the child's first words its handlers would still be the parent's.
  change_stop_signals(SIG_BLOCK, {SIGINT, SIGTERM});
  process_ = ::fork();
  if (process_ == 0) be_child(action, parent, ends[1]);
  change_stop_signals(SIG_UNBLOCK, {SIGINT, SIGTERM});
  ::close(ends[1]);
  output_ = ends[0];
  if (process_ < 0) {
    ::close(output_);
    fail("start a process");
  }
  ::fcntl(output_, F_SETFL, O_NONBLOCK);
}

Worker::Worker(Worker&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      output_(std::exchange(other.output_, -1)),
      printed_(std::move(other.printed_)) {}

Worker::~Worker() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (output_ >= 0) ::close(output_);
}

bool Worker::read() {
  std::array<char, 4096> bytes;
  for (;;) {
    const ssize_t got = ::read(output_, bytes.data(), bytes.size());
    if (got == 0) return true;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    const std::size_t room = kMostPrinted - printed_.size();
    printed_.append(bytes.data(), std::min(room, static_cast<std::size_t>(got)));
  }
}

WorkerEnd Worker::end() {
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0) {
    if (errno != EINTR) fail("wait for a process");
  }
  process_ = -1;
  WorkerEnd end;
  end.printed = std::move(printed_);
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    end.kind = kind_of(signal);
    end.exit_code = kExitBug;
    end.printed += fmt::format("drawdown: ended by signal {} ({})\n", signal, ::strsignal(signal));
    return end;
  }
  end.exit_code = WEXITSTATUS(status);
  if (end.exit_code == kExitEnvironment) {
    end.kind = WorkerEnd::Kind::environment;
  } else if (end.exit_code != 0) {
    end.kind = WorkerEnd::Kind::failed;
  }
  return end;
}

}  // namespace drawdown
