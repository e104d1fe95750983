#include "sim/report/progress.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/stop_signals.hpp"
#include "sim/base/text.hpp"

namespace drawdown {
namespace {

// Looking at the wall clock costs more than an instant of a small run.
constexpr std::int64_t kInstantsBetweenLooks = 256;
constexpr std::chrono::milliseconds kBetweenLines{200};

}  // namespace

Progress::Progress(const RunState& state, bool show,
                   std::function<std::optional<double>()> share_read)
    : state_(state), show_(show), share_read_(std::move(share_read)) {}

void Progress::sampled(Instant now) {
  if (++instants_ % kInstantsBetweenLooks != 0) return;
  stop_if_asked();
  if (!show_) return;
  const auto wall = WallClock::now();
  if (wall - shown_ < kBetweenLines) return;
  shown_ = wall;
  show_line(now, wall);
}

void Progress::show_line(Instant now, WallClock::time_point wall) {
  const double elapsed_s = std::chrono::duration<double>(wall - began_).count();
  const auto& end = state_.scenario->end;
  std::optional<double> done = share_read_();
  if (end) {
    const double share = static_cast<double>(to_ms(now)) / static_cast<double>(to_ms(*end));
    done = std::max(done.value_or(0), share);
  }
  std::string left;
  if (done && *done > 0) left = fmt::format("  {:.0f} s left", elapsed_s * (1 - *done) / *done);
  const Date date = state_.scenario->start + (now - kRunStart);
  fmt::print(stderr, "\r\x1b[K{}  {} jobs done  {:.0f} jobs/s{}",
             format_date(std::chrono::floor<std::chrono::minutes>(date)), jobs_,
             static_cast<double>(jobs_) / elapsed_s, left);
  std::fflush(stderr);
}

Progress::~Progress() {
  if (show_) std::fputs("\r\x1b[K", stderr);
}

}  // namespace drawdown
