#include "sim/workload/streams/stream_reader.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/model/distribution/distribution_reader.hpp"
#include "sim/model/named_things.hpp"
#include "sim/workload/asks_reader.hpp"
#include "sim/workload/portability/training_reader.hpp"
#include "sim/workload/streams/arrivals/arrivals_reader.hpp"
#include "sim/workload/terms/terms_reader.hpp"

namespace drawdown {
namespace {

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
    sizes.push_back({ask.chips, read_weight(size), ask.shape});
    sizes.back().elasticity = read_elasticity(size, ask);
    sum += sizes.back().weight;
    if (auto duration = size.maybe_map("duration")) {
      sizes.back().duration = read_duration_spec(*std::move(duration));
    }
  }
  if (sum <= 0 && stream.has("sizes")) stream.error("sizes", "one weight at least is above 0");
  return sizes;
}

// One number, or the least and the greatest of those that are drawn.
Uniform read_factor(MapReader& requested) {
  if (requested.node("factor")->kind != NodeKind::map) {
    const auto factor = requested.required<double>("factor");
    if (factor <= 0) requested.error("factor", "must be above 0");
    return {factor, factor};
  }
  MapReader range = requested.map("factor");
  const Uniform factor{range.optional<double>("min", "1"), range.required<double>("max")};
  if (factor.min <= 0) range.error("min", "must be above 0");
  const auto max = range.maybe<double>("max");
  if (max && *max < factor.min) range.error("max", "is less than min");
  return factor;
}

RequestedSpec read_requested(MapReader requested) {
  constexpr std::array<std::string_view, 2> kBases = {"factor", "fixed"};
  RequestedSpec spec;
  const std::string_view basis = only_one_of(requested, kBases);
  if (basis == "factor") {
    spec.basis = read_factor(requested);
  } else if (basis == "fixed") {
    spec.basis = read_positive(requested, "fixed");
  }
  if (requested.has("round_up")) spec.round_up = read_positive(requested, "round_up");
  if (requested.node("limits") == nullptr) return spec;
  spec.limits = requested.list_of<Duration>("limits");
  if (spec.limits.empty() || spec.limits.front() == Duration{0} ||
      std::ranges::adjacent_find(spec.limits, std::ranges::greater_equal{}) != spec.limits.end()) {
    requested.error("limits", "expected lengths of time above 0, each longer than the one before");
  }
  if (spec.round_up) requested.error("limits", "does not go with `round_up`");
  return spec;
}

// When a stream stops: by a number of jobs, by a date, with the run, or with its calendar.
StreamSpan read_span(MapReader& stream, StreamSpec& spec, Date start,
                     const std::optional<Date>& end) {
  if (const auto jobs = stream.maybe<Positive>("jobs")) spec.jobs = jobs->value;
  spec.until = stream.maybe<Date>("until");
  if (spec.until && *spec.until <= start) {
    stream.error("until", fmt::format("is not after the run's start, {}", format_date(start)));
  }
  const Node* const arrivals = stream.node("arrivals");
  const bool is_planned = arrivals != nullptr && arrivals->find("calendar") != nullptr;
  if (!stream.has("jobs") && !stream.has("until") && !end && !is_planned) {
    stream.error("never stops: give `jobs`, `until`, or the scenario an `end`");
  }
  StreamSpan span{start, end, spec.jobs};
  if (spec.until && (!end || *spec.until < *end)) span.end = spec.until;
  return span;
}

// How long jobs of these sizes run: by `duration`, or by `training`, which says where, too.
RunsOn read_work(MapReader& stream, const std::vector<Accelerator>& own, StreamSpec& spec) {
  const auto has_duration = [](const SizeSpec& size) { return size.duration.has_value(); };
  if (stream.node("training") == nullptr) {
    if (stream.has("duration") || !std::ranges::all_of(spec.sizes, has_duration)) {
      spec.duration = read_duration_spec(stream.map("duration"));
    }
    return {};
  }
  if (stream.node("duration") != nullptr) {
    stream.error("duration", "follows from `training`: expected only one of them");
  }
  if (std::ranges::any_of(spec.sizes, has_duration)) {
    stream.error("sizes", "durations follow from `training`: expected only one of them");
  }
  Training training = read_training(stream, own);
  spec.chip_ms = training.chip_ms;
  for (const SizeSpec& size : spec.sizes) {
    if (training.chip_ms <= kMostDrawnMs * static_cast<double>(size.chips.value())) continue;
    stream.error("training",
                 fmt::format("takes more than 3,000 years on {} chips", size.chips.value()));
    break;
  }
  return std::move(training.ports);
}

// Reports a size on which jobs are so slow that lengths of time do not fit.
void check_slowest(MapReader& stream, const StreamSpec& spec) {
  constexpr double kLeastSpeed = 1e-4;
  double slowest = 1;
  if (const RunsOn& ports = spec.terms.runs_on; !ports.empty()) {
    slowest =
        std::ranges::min(ports, {}, [](const Port& port) { return port.terms.speed; }).terms.speed;
  }
  for (const SizeSpec& size : spec.sizes) {
    const Chips least = size.elasticity.least(size.chips);
    const double speed = slowest * size.elasticity.speed(least, size.chips);
    if (least == size.chips || speed >= kLeastSpeed) continue;
    stream.error("sizes", fmt::format("the speed on {} of {} chips is {:.3g}: expected at least {}",
                                      least.value(), size.chips.value(), speed, kLeastSpeed));
  }
}

StreamSpec read_stream(MapReader& stream, Date start, const std::optional<Date>& end,
                       const std::vector<Accelerator>& own) {
  StreamSpec spec;
  spec.name = stream.required<std::string>("name");
  spec.tenant = spec.name.empty() ? stream.maybe<std::string>("tenant").value_or("")
                                  : stream.optional<std::string>("tenant", spec.name);
  spec.job_class = stream.maybe<std::string>("class").value_or("");
  spec.pool = stream.maybe<std::string>("pool").value_or("");
  if (stream.node("after") == nullptr) {
    const StreamSpan span = read_span(stream, spec, start, end);
    spec.arrivals = read_arrivals(stream.map("arrivals"), span);
  } else {
    constexpr std::array<std::string_view, 3> kOfArrivals = {"arrivals", "jobs", "until"};
    for (const std::string_view key : kOfArrivals) {
      if (stream.node(key) != nullptr) {
        stream.error(key, "does not go with `after`: jobs come with those of the other stream");
      }
    }
  }
  spec.sizes = read_sizes(stream);
  RunsOn ports = read_work(stream, own, spec);
  if (auto requested = stream.maybe_map("requested")) {
    spec.requested = read_requested(*std::move(requested));
  }
  spec.limit = read_placement(stream);
  const auto has_shape = [](const SizeSpec& size) { return size.shape.given(); };
  if (stream.has("placement") && std::ranges::any_of(spec.sizes, has_shape)) {
    stream.error("placement", "a job with a shape has no limit");
  }
  spec.terms = read_terms(stream, own, std::move(ports));
  check_slowest(stream, spec);
  return spec;
}

// The key `after`, once all streams are known.
void read_after(MapReader& stream, std::vector<StreamSpec>& specs, std::size_t index) {
  auto after = stream.maybe_map("after");
  if (!after) return;
  const auto leader = read_reference<Id<struct StreamTag>>(*after, "stream", "stream", specs);
  FollowSpec follow;
  follow.jobs = after->optional<Positive>("jobs", "1").value;
  if (!leader.valid()) return;
  follow.stream = leader.index();
  specs[index].after = follow;
}

// No stream follows itself, be it over others.
void check_followers(std::vector<MapReader>& streams, const std::vector<StreamSpec>& specs) {
  for (std::size_t i = 0; i < specs.size(); ++i) {
    std::size_t at = i;
    std::size_t steps = 0;
    while (specs[at].after && steps <= specs.size()) {
      at = specs[at].after->stream;
      ++steps;
      if (at != i) continue;
      streams[i].error("after", fmt::format("stream '{}' would follow itself", specs[i].name));
      break;
    }
  }
}

}  // namespace

std::vector<StreamSpec> read_streams(MapReader& workload, Date start,
                                     const std::optional<Date>& end,
                                     const std::vector<Accelerator>& own) {
  std::vector<StreamSpec> specs;
  std::set<std::string> names;
  std::vector<MapReader> streams = workload.list("streams");
  for (MapReader& stream : streams) {
    specs.push_back(read_stream(stream, start, end, own));
    const std::string& name = specs.back().name;
    if (!name.empty() && !names.insert(name).second) {
      stream.error("name", fmt::format("another stream is called '{}', too", name));
    }
  }
  for (std::size_t i = 0; i < specs.size(); ++i) read_after(streams[i], specs, i);
  check_followers(streams, specs);
  if (specs.empty() && workload.has("streams")) workload.error("streams", "has no stream");
  return specs;
}

}  // namespace drawdown
