#include "sim/workload/streams/stream_reader.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/model/distribution_reader.hpp"
#include "sim/workload/asks_reader.hpp"
#include "sim/workload/portability/runs_on_reader.hpp"
#include "sim/workload/portability/training_reader.hpp"

namespace drawdown {
namespace {

constexpr double kMsPerHour = 3'600'000;
constexpr double kMsPerYear = 365.25 * 24 * kMsPerHour;
constexpr double kMaxYears = 1000;

// Beyond these, sums of weights or of rates lose the small ones among them.
constexpr double kMostWeight = 1e9;
constexpr double kMostJobsPerMs = 1000;
constexpr double kFewestJobsPerMs = 3e-14;

// As many weights as there must be, none negative and one positive; none at all if the key is
// absent.
std::vector<double> read_weights(MapReader& reader, std::string_view key, std::size_t count) {
  const Node* const node = reader.node(key);
  const std::vector<double> weights = reader.maybe_list_of<double>(key);
  if (node == nullptr || node->kind != NodeKind::list) return {};
  if (node->items.size() != count) {
    reader.error(key, fmt::format("expected {} weights, got {}", count, node->items.size()));
  } else if (weights.size() == count) {
    const auto [least, most] = std::ranges::minmax(weights);
    if (least < 0) reader.error(key, "a weight is not negative");
    if (most > kMostWeight) reader.error(key, fmt::format("a weight is at most {:g}", kMostWeight));
    if (most <= 0) reader.error(key, "one weight at least is above 0");
  }
  return weights;
}

DurationSpec read_duration_spec(MapReader duration) {
  DurationSpec spec;
  spec.distribution = read_distribution(duration);
  spec.min = duration.maybe<Duration>("min");
  spec.max = duration.maybe<Duration>("max");
  if (spec.min && spec.max && *spec.min > *spec.max) duration.error("max", "is less than min");
  return spec;
}

std::vector<SizeSpec> read_sizes(MapReader& stream) {
  std::vector<SizeSpec> sizes;
  double sum = 0;
  for (MapReader& size : stream.list("sizes")) {
    const Ask ask = read_size(size);
    sizes.push_back({ask.chips, size.optional<double>("weight", "1"), ask.shape});
    if (sizes.back().weight < 0) size.error("weight", "must not be negative");
    if (sizes.back().weight > kMostWeight) {
      size.error("weight", fmt::format("must be at most {:g}", kMostWeight));
    }
    sum += sizes.back().weight;
  }
  if (sum <= 0 && stream.has("sizes")) stream.error("sizes", "one weight at least is above 0");
  return sizes;
}

RequestedSpec read_requested(MapReader requested) {
  constexpr std::array<std::string_view, 2> kBases = {"factor", "fixed"};
  RequestedSpec spec;
  const std::string_view basis = only_one_of(requested, kBases);
  if (basis == "factor") {
    const auto factor = requested.required<double>("factor");
    if (factor <= 0) requested.error("factor", "must be above 0");
    spec.basis = factor;
  } else if (basis == "fixed") {
    spec.basis = read_positive(requested, "fixed");
  }
  if (requested.has("round_up")) spec.round_up = read_positive(requested, "round_up");
  return spec;
}

// When a stream stops: by a number of jobs, by a date, or with the run.
void read_stop(MapReader& stream, StreamSpec& spec, Date start, bool run_ends) {
  if (const auto jobs = stream.maybe<Positive>("jobs")) spec.jobs = jobs->value;
  spec.until = stream.maybe<Date>("until");
  if (spec.until && *spec.until <= start) {
    stream.error("until", fmt::format("is not after the run's start, {}", format_date(start)));
  }
  if (!stream.has("jobs") && !stream.has("until") && !run_ends) {
    stream.error("never stops: give `jobs`, `until`, or the scenario an `end`");
  }
}

// How long jobs of these sizes run, and where: by `duration` or by `training`.
void read_work(MapReader& stream, const std::vector<Accelerator>& own, StreamSpec& spec) {
  if (stream.node("training") == nullptr) {
    spec.duration = read_duration_spec(stream.map("duration"));
    spec.runs_on = read_runs_on(stream, own);
    return;
  }
  if (stream.node("duration") != nullptr) {
    stream.error("duration", "follows from `training`: expected only one of them");
  }
  const Training training = read_training(stream, own);
  spec.chip_ms = training.chip_ms;
  spec.runs_on = training.runs_on;
  for (const SizeSpec& size : spec.sizes) {
    if (training.chip_ms <= kMostDrawnMs * static_cast<double>(size.chips.value())) continue;
    stream.error("training",
                 fmt::format("takes more than 3,000 years on {} chips", size.chips.value()));
    break;
  }
}

StreamSpec read_stream(MapReader& stream, Date start, bool run_ends,
                       const std::vector<Accelerator>& own) {
  StreamSpec spec;
  spec.name = stream.required<std::string>("name");
  spec.tenant = spec.name.empty() ? stream.maybe<std::string>("tenant").value_or("")
                                  : stream.optional<std::string>("tenant", spec.name);
  spec.job_class = stream.maybe<std::string>("class").value_or("");
  spec.pool = stream.maybe<std::string>("pool").value_or("");
  read_stop(stream, spec, start, run_ends);
  MapReader arrivals = stream.map("arrivals");
  const double per_ms = arrivals.required<Rate>("rate").per_ms;
  if (arrivals.has("rate") && per_ms > 0 &&
      (per_ms > kMostJobsPerMs || per_ms < kFewestJobsPerMs)) {
    arrivals.error("rate", "expected at least a job in 1,000 years, at most 1000 jobs a ms");
  }
  spec.arrivals.jobs_per_hour = per_ms * kMsPerHour;
  spec.arrivals.daily = read_weights(arrivals, "daily", 24);
  spec.arrivals.weekly = read_weights(arrivals, "weekly", 7);
  if (spec.jobs && static_cast<double>(*spec.jobs) > kMaxYears * kMsPerYear * per_ms &&
      arrivals.has("rate") && per_ms > 0) {
    arrivals.error("rate", fmt::format("at this rate, {} jobs take more than {} years to arrive",
                                       *spec.jobs, kMaxYears));
  }
  spec.sizes = read_sizes(stream);
  read_work(stream, own, spec);
  if (auto requested = stream.maybe_map("requested")) {
    spec.requested = read_requested(*std::move(requested));
  }
  spec.limit = read_placement(stream);
  const auto has_shape = [](const SizeSpec& size) { return size.shape.given(); };
  if (stream.has("placement") && std::ranges::any_of(spec.sizes, has_shape)) {
    stream.error("placement", "a job with a shape has no limit");
  }
  spec.recovery = read_recovery(stream);
  spec.standing = read_standing(stream);
  spec.step = read_step(stream);
  spec.data_set = read_data_set(stream);
  return spec;
}

}  // namespace

std::vector<StreamSpec> read_streams(MapReader& workload, Date start, bool run_ends,
                                     const std::vector<Accelerator>& own) {
  std::vector<StreamSpec> specs;
  std::set<std::string> names;
  for (MapReader& stream : workload.list("streams")) {
    specs.push_back(read_stream(stream, start, run_ends, own));
    const std::string& name = specs.back().name;
    if (!name.empty() && !names.insert(name).second) {
      stream.error("name", fmt::format("another stream is called '{}', too", name));
    }
  }
  if (specs.empty() && workload.has("streams")) workload.error("streams", "has no stream");
  return specs;
}

}  // namespace drawdown
