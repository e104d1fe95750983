#include "sim/workload/services/demand_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "sim/model/series/named_file.hpp"
#include "sim/workload/series/demand_trace.hpp"
#include "sim/workload/streams/arrivals/arrivals_reader.hpp"

namespace drawdown {
namespace {

constexpr double kMostScale = 1e9;
constexpr double kMilliTimesMs = 1e6;  // a request in a ms is so many milli-requests a second

std::vector<RequestRate> steps_of(const DemandSeries& series, double scale, MapReader& demand) {
  std::vector<RequestRate> steps;
  // The last bucket may not be full.
  for (std::size_t i = 0; i + 1 < series.buckets.size(); ++i) {
    const double milli = static_cast<double>(series.buckets[i].requests) * scale * kMilliTimesMs /
                         static_cast<double>(series.step.count());
    if (milli > static_cast<double>(kMostRequests.value())) {
      demand.error("scale", fmt::format("makes more than {:g} requests/s of step {}",
                                        per_second(kMostRequests), i));
      break;
    }
    steps.emplace_back(std::llround(milli));
  }
  if (steps.empty()) demand.error("file", "has no more than one step of the service");
  return steps;
}

TraceDemand read_trace_demand(MapReader& demand, Duration step) {
  std::vector<Word<DemandFormat>> formats;
  for (const DemandFormat& format : demand_formats()) formats.emplace_back(format.name, format);
  const DemandFormat format = demand.required_choice("trace", formats);
  const FileName file = demand.required_file("file");
  const auto scale = demand.optional<double>("scale", "1");
  if (scale <= 0 || scale > kMostScale) {
    demand.error("scale", fmt::format("expected a number above 0 and at most {:g}", kMostScale));
  }
  demand.node("hash");
  // Whatever was wrong has been said; the file can be read only if nothing was.
  const auto names_it = [&](const DemandFormat& known) {
    return demand.node("trace")->text == known.name;
  };
  const bool is_known = std::ranges::any_of(demand_formats(), names_it);
  if (!is_known || file.path.empty() || step == Duration{0}) return {};
  if (step % format.line != Duration{0}) {
    demand.error("trace", fmt::format("has a line for {} s each: expected a step of whole lines",
                                      format.line / std::chrono::seconds(1)));
    return {};
  }
  const DemandSeries series = read_demand_trace(format.name, file.path, step, demand.place("file"));
  check_hash(demand, series.content_hash);
  make_absolute(demand, file);
  return {steps_of(series, scale, demand)};
}

}  // namespace

DemandSpec read_demand(MapReader demand, Duration step) {
  constexpr std::array<std::string_view, 2> kKinds = {"rate", "trace"};
  if (only_one_of(demand, kKinds) == "trace") return read_trace_demand(demand, step);
  HourlyDemand hourly;
  if (demand.has("rate")) hourly.rate = demand.required<RequestRate>("rate");
  hourly.course.jobs_per_hour = 1;
  read_course(demand, hourly.course);
  return hourly;
}

}  // namespace drawdown
