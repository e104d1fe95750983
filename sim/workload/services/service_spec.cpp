#include "sim/workload/services/service_spec.hpp"

#include <algorithm>
#include <cmath>

#include "sim/statistics/erlang_c.hpp"

namespace drawdown {
namespace {

double share_in_time(const ErlangSpec& spec, RequestRate demand, std::int64_t replicas,
                     RequestRate throughput) {
  if (demand >= throughput) return 0;
  const std::int64_t servers = replicas * spec.slots;
  // The mean service time is servers / throughput.
  const double load = static_cast<double>(servers) * static_cast<double>(demand.value()) /
                      static_cast<double>(throughput.value());
  const double within_s = static_cast<double>(spec.within.count()) / 1000;
  return 1 - erlang_c(servers, load) * std::exp(-per_second(throughput - demand) * within_s);
}

// The fewest replicas that attain the goal: more of them attain more.
std::int64_t fewest_replicas(const ErlangSpec& spec, RequestRate demand, RequestRate each) {
  const auto attains = [&](std::int64_t replicas) {
    return share_in_time(spec, demand, replicas, each * replicas) >= spec.goal;
  };
  // They serve more than the demand.
  const std::int64_t least = demand.value() / each.value() + 1;
  std::int64_t too_few = least - 1;
  std::int64_t step = 1;
  for (; !attains(too_few + step); step *= 2) too_few += step;
  std::int64_t enough = too_few + step;
  while (enough - too_few > 1) {
    const std::int64_t middle = too_few + (enough - too_few) / 2;
    (attains(middle) ? enough : too_few) = middle;
  }
  return enough;
}

}  // namespace

RequestRate ServiceSpec::throughput_on(std::string_view accelerator) const {
  const auto port = std::ranges::find(terms.runs_on, accelerator, &Port::accelerator);
  if (port == terms.runs_on.end()) return {};
  return throughputs[static_cast<std::size_t>(port - terms.runs_on.begin())];
}

RequestRate need(const ServiceSpec& service, RequestRate demand) {
  if (demand == RequestRate{0}) return demand;
  if (const auto* const erlang = std::get_if<ErlangSpec>(&service.attainment)) {
    const RequestRate each = service.reference();
    return each * fewest_replicas(*erlang, demand, each);
  }
  const std::int64_t target = std::get<FluidSpec>(service.attainment).target_millionths;
  constexpr std::int64_t kMillion = 1'000'000;
  return RequestRate{(demand.value() * kMillion + target - 1) / target};
}

double attainment_of(const AttainmentSpec& spec, RequestRate demand, std::int64_t replicas,
                     RequestRate throughput) {
  if (const auto* const erlang = std::get_if<ErlangSpec>(&spec)) {
    return share_in_time(*erlang, demand, replicas, throughput);
  }
  return std::min(1.0,
                  static_cast<double>(throughput.value()) / static_cast<double>(demand.value()));
}

}  // namespace drawdown
