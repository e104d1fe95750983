#include "sim/workload/streams/generator.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

Instant earliest_stop(const StreamSpec& spec, const WorkloadContext& context) {
  Instant stop = kNever;
  for (const std::optional<Date>& date : {spec.until, context.end}) {
    if (date) stop = std::min(stop, kRunStart + (*date - context.start));
  }
  if (const std::vector<Date>& calendar = spec.arrivals.calendar; !calendar.empty()) {
    stop = std::min(stop, kRunStart + (calendar.back() - context.start) + Duration{1});
  }
  require(spec.jobs || stop != kNever, "stream '{}' never stops", spec.name);
  return stop;
}

RandomStream aspect(const StreamSpec& spec, const WorkloadContext& context, std::string_view name) {
  return {context.seed, fmt::format("{}/{}", spec.name, name)};
}

double as_ms(Duration time) {
  return static_cast<double>(time.count());
}

}  // namespace

StreamSource::StreamSource(const StreamSpec& spec, const WorkloadContext& context)
    : spec_(spec),
      durations_(aspect(spec, context, "durations")),
      sizes_(aspect(spec, context, "sizes")) {
  if (!spec.after) {
    until_ = earliest_stop(spec, context);
    arrivals_.emplace(spec.arrivals, context.start, context.seed, spec.name);
  }
  double sum = 0;
  for (const SizeSpec& size : spec.sizes) cumulative_.push_back(sum += size.weight);
}

bool StreamSource::next(Job& job) {
  if (!arrivals_ || (spec_.jobs && jobs_ >= *spec_.jobs)) return false;
  const Instant submit = arrivals_->next();
  if (submit >= until_) return false;
  make(submit, job);
  return true;
}

void StreamSource::follow(const Job& leader, Job& job) {
  make(leader.submit, job);
  job.after = leader.id;
}

void StreamSource::make(Instant submit, Job& job) {
  ++jobs_;
  last_ = submit;
  job.id = spec_.name;
  job.id += '-';
  job.id += fmt::format_int(jobs_).c_str();
  job.tenant = spec_.tenant;
  job.job_class = spec_.job_class;
  job.pool = spec_.pool;
  job.data_set = spec_.data_set;
  const SizeSpec& size = spec_.sizes[sizes_.index(cumulative_)];
  job.chips = size.chips;
  job.shape = size.shape;
  job.limit = spec_.limit;
  job.submit = submit;
  job.run = spec_.chip_ms ? whole_ms(*spec_.chip_ms / static_cast<double>(job.chips.value()))
                          : draw_run(size.duration ? *size.duration : spec_.duration);
  job.requested = requested(job.run);
  job.recovery = spec_.recovery;
  job.standing = spec_.standing;
  job.markets = spec_.markets;
  job.step = spec_.step.get();
  job.runs_on = spec_.runs_on.get();
  job.after.clear();
  job.awaited = false;
  job.refusal = {};
}

JobFields StreamSource::fields() const {
  const auto has_shape = [](const SizeSpec& size) { return size.shape.given(); };
  const bool asks = spec_.limit != PlacementLimit{} || std::ranges::any_of(spec_.sizes, has_shape);
  return {asks, spec_.standing.is_said(), spec_.after.has_value()};
}

std::optional<double> StreamSource::share_read() const {
  if (spec_.jobs) return static_cast<double>(jobs_) / static_cast<double>(*spec_.jobs);
  return static_cast<double>(to_ms(last_)) / static_cast<double>(to_ms(until_));
}

Duration StreamSource::draw_run(const DurationSpec& spec) {
  double ms = draw_ms(spec.distribution, durations_);
  if (spec.min) ms = std::max(ms, as_ms(*spec.min));
  if (spec.max) ms = std::min(ms, as_ms(*spec.max));
  return whole_ms(ms);
}

Duration StreamSource::requested(Duration run) const {
  if (!spec_.requested) return run;
  const auto* const factor = std::get_if<double>(&spec_.requested->basis);
  const double ms =
      factor != nullptr ? *factor * as_ms(run) : as_ms(std::get<Duration>(spec_.requested->basis));
  const Duration asked = whole_ms(ms);
  if (!spec_.requested->round_up) return asked;
  const Duration step = *spec_.requested->round_up;
  return (asked + step - Duration{1}) / step * step;
}

MergedStreams::MergedStreams(const std::vector<StreamSpec>& specs, const WorkloadContext& context) {
  for (const StreamSpec& spec : specs) streams_.push_back({StreamSource(spec, context), Job{}});
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (!specs[i].after) continue;
    streams_[specs[i].after->stream].followers.push_back(i);
    streams_[i].of_each = specs[i].after->jobs;
  }
  for (std::size_t i = 0; i < streams_.size(); ++i) pull(i);
}

bool MergedStreams::next(Job& job) {
  if (!trains_.empty()) {
    Train& train = trains_.back();
    const std::size_t index = train.stream;
    streams_[index].source.follow(train.leader, job);
    if (--train.jobs == 0) trains_.pop_back();
    hand_out(index, job);
    return true;
  }
  if (turns_.empty()) return false;
  const std::size_t index = turns_.top().second;
  turns_.pop();
  std::swap(job, streams_[index].job);
  pull(index);
  hand_out(index, job);
  return true;
}

// Those that follow it come next, the streams in their order.
void MergedStreams::hand_out(std::size_t index, Job& job) {
  ++jobs_;
  const std::vector<std::size_t>& followers = streams_[index].followers;
  job.awaited = !followers.empty();
  for (auto it = followers.rbegin(); it != followers.rend(); ++it) {
    trains_.push_back({*it, streams_[*it].of_each, job});
  }
}

JobFields MergedStreams::fields() const {
  JobFields fields;
  for (const Stream& stream : streams_) fields = fields | stream.source.fields();
  return fields;
}

std::optional<double> MergedStreams::share_read() const {
  double least = 1;
  for (const Stream& stream : streams_) {
    if (stream.of_each == 0) least = std::min(least, *stream.source.share_read());
  }
  return least;
}

void MergedStreams::pull(std::size_t index) {
  Stream& stream = streams_[index];
  if (stream.source.next(stream.job)) turns_.emplace(stream.job.submit, index);
}

}  // namespace drawdown
