#include "sim/report/job_statistics.hpp"

#include <algorithm>
#include <cmath>

namespace drawdown {

double bounded_slowdown(const Gang& gang, Instant now) {
  constexpr double kBoundMs = 10'000;
  const auto run = static_cast<double>(gang.held_by(now).count());
  const auto wait = static_cast<double>(gang.waited_by(now).count());
  return std::max(1.0, (wait + run) / std::max(run, kBoundMs));
}

namespace {

void add(const WaitByReason& waited, WaitByReason& sums) {
  for (std::size_t i = 0; i < kWaitReasons; ++i) sums[i] += waited[i];
}

}  // namespace

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

std::optional<double> JobStatistics::effective_training_time_ratio() const {
  if (held_ == ChipTime{0}) return std::nullopt;
  return static_cast<double>(productive_.value()) / static_cast<double>(held_.value());
}

void JobStatistics::submitted(const Gang& gang) {
  ++submitted_;
  if (gang.job.terms->step) ++communicating_;
  if (gang.job.elasticity.halvings > 0) ++elastic_;
}

// It leaves the system.
void JobStatistics::close(const Gang& gang, bool is_done) {
  preemptions_ += gang.preemptions;
  lost_to_preemption_ += gang.job.chips * gang.lost_to_preemption;
  if (gang.job.standing.deadline) deadlines_.closed(gang.job.due(), is_done, state_.view.now);
}

void JobStatistics::refused(const Gang& gang, std::string_view reason) {
  close(gang, false);
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
  add(attribution_.waited(gang), waited_);
}

void JobStatistics::started(const Gang& gang) {
  if (gang.start == gang.first_start) {
    add_wait(gang, gang.waited_by(gang.start), false);
  } else {
    add(attribution_.waited(gang), requeued_);
  }
}

void JobStatistics::settled(const Gang& gang, const Spell& spell) {
  held_ += gang.chips * spell.total();
  productive_ += gang.chips * spell.productive;
  checkpoint_bytes_ += Bytes{spell.checkpoints_written} * gang.job.terms->recovery.bytes;
  const double worked_ms = static_cast<double>((spell.recomputing + spell.productive).count());
  const Duration beyond{std::llround(worked_ms * (1 - 1 / gang.course.pace()))};
  placement_penalty_ += gang.chips * beyond;
}

double JobStatistics::checkpoint_written_tb() const {
  constexpr double kBytesPerTb = 1e12;
  return static_cast<double>(checkpoint_bytes_) / kBytesPerTb;
}

void JobStatistics::interrupted(const Gang&, std::string_view) {
  ++interruptions_;
}

void JobStatistics::ended(const Gang& gang, EndState how) {
  close(gang, how == EndState::done);
  ++at(counts_, how);
  ++ran_;
  slowdown_sum_ += bounded_slowdown(gang, state_.view.now);
  if (how != EndState::done) discarded_ += gang.worked;
}

void JobStatistics::censored(const Gang& gang) {
  close(gang, false);
  ++at(counts_, EndState::censored);
  if (gang.running() || gang.blocked()) return;
  if (gang.has_started()) return add(attribution_.waited(gang), requeued_);
  ++never_started_;
  add_wait(gang, gang.waited_by(state_.view.now), true);
}

}  // namespace drawdown
