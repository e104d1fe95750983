#include "sim/report/steady_state.hpp"

#include "sim/base/errors.hpp"
#include "sim/report/job_statistics.hpp"
#include "sim/statistics/warm_up.hpp"

namespace drawdown {

SteadyState::Batch& SteadyState::batch_of(const Gang& gang) {
  return batches_[places_[gang.id.index()] / kWarmUpBatch];
}

void SteadyState::queued(const Gang& gang) {
  if (places_.size() <= gang.id.index()) places_.resize(gang.id.index() + 1);
  places_[gang.id.index()] = admitted_++;
  if (batches_.size() * kWarmUpBatch < admitted_) batches_.emplace_back();
}

void SteadyState::started(const Gang& gang) {
  if (gang.start != gang.first_start) return;
  Batch& batch = batch_of(gang);
  batch.wait_ms += gang.waited_by(gang.start).count();
  ++batch.known;
}

void SteadyState::ended(const Gang& gang, EndState) {
  Batch& batch = batch_of(gang);
  batch.slowdown += bounded_slowdown(gang, state_.view.now);
  ++batch.ran;
}

void SteadyState::censored(const Gang& gang) {
  if (gang.has_started() || gang.blocked()) return;
  Batch& batch = batch_of(gang);
  batch.wait_ms += gang.waited_by(state_.view.now).count();
  ++batch.known;
  ++batch.never_started;
}

SteadyState::Figures SteadyState::figures() const {
  std::vector<double> means;
  for (std::size_t i = 0; i < admitted_ / kWarmUpBatch; ++i) {
    require(batches_[i].known == kWarmUpBatch, "the run has not finished");
    means.push_back(static_cast<double>(batches_[i].wait_ms) / kWarmUpBatch);
  }
  const WarmUp warm_up = mser(means);
  Figures figures;
  figures.warning = warm_up.warning;
  figures.cut_jobs = static_cast<std::int64_t>(warm_up.batches * kWarmUpBatch);
  figures.jobs = static_cast<std::int64_t>(admitted_) - figures.cut_jobs;
  std::int64_t wait_ms = 0;
  double slowdown = 0;
  std::int64_t ran = 0;
  for (std::size_t i = warm_up.batches; i < batches_.size(); ++i) {
    wait_ms += batches_[i].wait_ms;
    slowdown += batches_[i].slowdown;
    ran += batches_[i].ran;
    if (batches_[i].never_started > 0) figures.wait_at_least = true;
  }
  if (figures.jobs > 0) {
    figures.wait_mean_s = static_cast<double>(wait_ms) / 1000.0 / static_cast<double>(figures.jobs);
  }
  if (ran > 0) figures.bounded_slowdown_mean = slowdown / static_cast<double>(ran);
  return figures;
}

}  // namespace drawdown
