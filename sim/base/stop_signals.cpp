#include "sim/base/stop_signals.hpp"

#include <atomic>

#include <signal.h>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {
std::atomic<int> stop_signal{0};
}  // namespace

void catch_stop_signals() {
  struct sigaction action = {};
  action.sa_handler = [](int signal) { stop_signal = signal; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void stop_if_asked() {
  const int signal = stop_signal;
  if (signal != 0) throw Stopped(signal);
}

}  // namespace drawdown
