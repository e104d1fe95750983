// Who is at fault decides the exit code: the input (2), the environment (3), a signal (130, 143),
// us (1).
#pragma once

#include <stdexcept>
#include <string>

#include <fmt/format.h>

namespace drawdown {

/// The input is wrong; `what()` holds every diagnostic, ready to print. Exit 2.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The disk, or a program that we talk to, failed. Exit 3.
class EnvironmentError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A signal asked the run to stop. Exit 128 + `signal`.
class Stopped : public std::runtime_error {
 public:
  explicit Stopped(int signal) : std::runtime_error("stopped by a signal"), signal_(signal) {}
  int signal() const { return signal_; }

 private:
  int signal_;
};

/// A mistake of ours. Exit 1.
class Bug : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Raises Bug. Out of the way of the code that runs.
template <class... Args>
[[noreturn, gnu::cold, gnu::noinline]] void raise_bug(fmt::format_string<Args...> message,
                                                      Args&&... args) {
  throw Bug(fmt::format(message, std::forward<Args>(args)...));
}

/// States what must hold if the program is right, in every build; raises Bug where it does not.
template <class... Args>
void require(bool holds, fmt::format_string<Args...> message, Args&&... args) {
  if (!holds) [[unlikely]] {
    raise_bug<Args...>(message, std::forward<Args>(args)...);
  }
}

}  // namespace drawdown
