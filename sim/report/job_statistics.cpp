#include "sim/report/job_statistics.hpp"

#include <algorithm>

namespace drawdown {

double bounded_slowdown(const Gang& gang) {
  constexpr double kBoundMs = 10'000;
  const auto run = static_cast<double>((gang.end - gang.start).count());
  const auto wait = static_cast<double>((gang.start - gang.job.submit).count());
  return std::max(1.0, (wait + run) / std::max(run, kBoundMs));
}

JobStatistics::JobStatistics(const RunState& state, const Attribution& attribution,
                             const std::filesystem::path& scratch_directory)
    : state_(state), attribution_(attribution), waits_(scratch_directory) {}

double JobStatistics::wait_mean_s() const {
  return static_cast<double>(wait_sum_.count()) / 1000.0 / static_cast<double>(waits_.count());
}

JobStatistics::Wait JobStatistics::wait_percentile(int percent) {
  const std::int64_t value = waits_.nearest_rank(percent);
  return {Duration{value / 2}, value % 2 == 1};
}

double JobStatistics::bounded_slowdown_mean() const {
  return slowdown_sum_ / static_cast<double>(ran_);
}

void JobStatistics::refused(const Gang&, std::string_view reason) {
  ++at(counts_, EndState::refused);
  const auto entry = refused_by_reason_.find(reason);
  if (entry == refused_by_reason_.end()) {
    refused_by_reason_.emplace(reason, 1);
  } else {
    ++entry->second;
  }
}

void JobStatistics::add_wait(const Gang& gang, Duration wait, bool at_least) {
  waits_.add(wait.count() * 2 + (at_least ? 1 : 0));
  wait_sum_ += wait;
  const WaitByReason waited = attribution_.waited(gang);
  for (std::size_t i = 0; i < kWaitReasons; ++i) waited_[i] += waited[i];
}

void JobStatistics::started(const Gang& gang) {
  add_wait(gang, gang.start - gang.job.submit, false);
}

void JobStatistics::ended(const Gang& gang, EndState how) {
  ++at(counts_, how);
  ++ran_;
  slowdown_sum_ += bounded_slowdown(gang);
}

void JobStatistics::censored(const Gang& gang) {
  ++at(counts_, EndState::censored);
  if (gang.running()) return;
  ++never_started_;
  add_wait(gang, state_.view.now - gang.job.submit, true);
}

}  // namespace drawdown
