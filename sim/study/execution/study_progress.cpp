#include "sim/study/execution/study_progress.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace drawdown {
namespace {

constexpr std::chrono::milliseconds kBetweenRewrites{200};
constexpr std::chrono::seconds kBetweenLines{5};

}  // namespace

void StudyProgress::show(const Tally& tally, std::size_t running) {
  if (!begun_) {
    begun_ = true;
    settled_before_ = tally.runs_done + tally.runs_failed;
  }
  const auto wall = WallClock::now();
  if (wall - shown_ < (terminal_ ? kBetweenRewrites : WallClock::duration(kBetweenLines))) return;
  shown_ = wall;
  const std::string text = line(tally, running, wall);
  fmt::print(stderr, "{}{}{}", terminal_ ? "\r\x1b[K" : "", text, terminal_ ? "" : "\n");
  std::fflush(stderr);
}

void StudyProgress::finish(const Tally& tally) {
  fmt::print(stderr, "{}{}\n", terminal_ ? "\r\x1b[K" : "", line(tally, 0, WallClock::now()));
  std::fflush(stderr);
}

std::string StudyProgress::line(const Tally& tally, std::size_t running,
                                WallClock::time_point wall) const {
  const double elapsed_s = std::chrono::duration<double>(wall - began_).count();
  const std::size_t settled = tally.runs_done + tally.runs_failed;
  std::string text = fmt::format("{} of {} points, {} of {} runs", tally.points_complete,
                                 tally.points, tally.runs_done, tally.runs);
  if (tally.runs_failed > 0) text += fmt::format(", {} failed", tally.runs_failed);
  if (running > 0) text += fmt::format(", {} running", running);
  if (running > 0 && settled > settled_before_) {
    const double seconds_a_run = elapsed_s / static_cast<double>(settled - settled_before_);
    text +=
        fmt::format(", {:.0f} s left", seconds_a_run * static_cast<double>(tally.runs - settled));
  }
  return text;
}

}  // namespace drawdown
