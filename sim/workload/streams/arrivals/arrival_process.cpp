#include "sim/workload/streams/arrivals/arrival_process.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "sim/model/distribution/distribution.hpp"

namespace drawdown {
namespace {

constexpr auto kMostHours = static_cast<std::int64_t>(kMostDrawnMs / kMsPerHour);

Duration since_monday(Date date) {
  const auto day = std::chrono::floor<std::chrono::days>(date);
  return date - (day - (std::chrono::weekday(day) - std::chrono::Monday));
}

double mean_of(const BatchSpec& batch) {
  return std::visit([](auto size) { return static_cast<double>(size); }, batch);
}

std::variant<PlannedMoments, RenewalMoments> moments_of(const ArrivalSpec& spec, Date start,
                                                        std::uint64_t seed,
                                                        std::string_view stream) {
  if (!spec.calendar.empty()) return PlannedMoments(spec, start);
  return RenewalMoments(spec, start, RandomStream(seed, fmt::format("{}/arrivals", stream)),
                        RandomStream(seed, fmt::format("{}/levels", stream)));
}

}  // namespace

Instant PlannedMoments::next() {
  return passed_ == calendar_.size() ? kNever : kRunStart + (calendar_[passed_++] - start_);
}

RenewalMoments::RenewalMoments(const ArrivalSpec& spec, Date start, RandomStream gaps,
                               RandomStream levels)
    : gaps_(std::move(gaps)),
      variation_(spec.variation),
      start_ms_(since_monday(start).count()),
      rate_(spec, static_cast<double>(start_ms_) / kMsPerHour, std::move(levels)),
      batch_mean_(mean_of(spec.batch)),
      within_(static_cast<double>(start_ms_) / kMsPerHour - static_cast<double>(rate_.hour())) {
  if (!spec.balanced_until) return;
  const auto span_ms = static_cast<double>((*spec.balanced_until - start).count());
  rate_.balance((static_cast<double>(start_ms_) + span_ms) / kMsPerHour);
}

Instant RenewalMoments::next() {
  double jobs = gap() * batch_mean_;
  rate_.skip_weeks(jobs, kMostHours);
  while (true) {
    if (rate_.hour() > kMostHours) return kNever;
    const double rate = rate_.jobs_per_hour();
    const double left = (1.0 - within_) * rate;
    if (jobs < left) {
      within_ += jobs / rate;
      break;
    }
    jobs -= left;
    rate_.advance();
    within_ = 0;
  }
  const std::int64_t whole_hours_ms = rate_.hour() * kMsPerHour;
  return Instant{Duration{whole_hours_ms - start_ms_ + std::llround(within_ * kMsPerHour)}};
}

double RenewalMoments::gap() {
  if (variation_ == 1) return gaps_.exponential(1.0);
  const double shape = 1 / (variation_ * variation_);
  if (!std::exchange(is_first_, false)) return gaps_.gamma(shape) / shape;
  // In proportion to its length, a Gamma gap has the shape + 1.
  const double share = gaps_.uniform();
  return share * gaps_.gamma(shape + 1) / shape;
}

ArrivalProcess::ArrivalProcess(const ArrivalSpec& spec, Date start, std::uint64_t seed,
                               std::string_view stream)
    : moments_(moments_of(spec, start, seed, stream)),
      batch_(spec.batch),
      batches_(seed, fmt::format("{}/batches", stream)) {}

Instant ArrivalProcess::next() {
  if (left_ == 0) {
    moment_ = std::visit([](auto& moments) { return moments.next(); }, moments_);
    left_ = draw_batch();
  }
  --left_;
  return moment_;
}

// Geometric by inversion: more than k with probability (1 - 1 / mean)^k.
std::int64_t ArrivalProcess::draw_batch() {
  if (const auto* const size = std::get_if<std::int64_t>(&batch_)) return *size;
  const double mean = std::get<double>(batch_);
  return 1 + static_cast<std::int64_t>(batches_.exponential(1.0) / -std::log1p(-1 / mean));
}

}  // namespace drawdown
