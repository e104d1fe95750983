// What a scenario says of its services: demand, replicas, and how many of them there should be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/model/geometry/ask.hpp"
#include "sim/workload/services/demand_spec.hpp"
#include "sim/workload/services/request_rate.hpp"
#include "sim/workload/terms/job_terms.hpp"

namespace drawdown {

/// The throughput of replicas follows demand: their requests are a fluid.
struct FluidSpec {
  /// The share of the replicas' throughput that demand should take up, in millionths; above 0.
  std::int64_t target_millionths = 1'000'000;
};

/// Replicas follow the share of requests that wait at most `within`, in an M/M/c queue.
struct ErlangSpec {
  std::int64_t slots = 1;  ///< requests that a replica serves at once
  Duration within{};
  double goal = 0;  ///< of that share; below 1
};

using AttainmentSpec = std::variant<FluidSpec, ErlangSpec>;

struct AutoscalerSpec {
  Duration lag{};   ///< it sees the demand of so long ago
  Duration keep{};  ///< replicas stay as long as they were needed within it
  std::int64_t min = 0;
  std::int64_t max = 0;
};

/// One service, by the rules of docs/services.md.
struct ServiceSpec {
  std::string name;  ///< differs from those of the others; replicas are `<name>/1`, `<name>/2`, ...
  std::string tenant;
  std::string service_class;
  Instant from = kRunStart;
  Instant until = kNever;  ///< kNever: the run's end
  Duration step{};
  DemandSpec demand;
  Chips chips;     ///< of a replica
  Shape shape{};   ///< its volume is `chips`; none: any place for so many
  JobTerms terms;  ///< of its replicas, without a deadline; the first port is the reference
  std::vector<RequestRate> throughputs;  ///< of a replica on each of these; above 0
  AutoscalerSpec autoscaler;
  AttainmentSpec attainment;

  RequestRate reference() const { return throughputs.front(); }
  /// What a replica serves on that accelerator; 0 where it cannot run.
  RequestRate throughput_on(std::string_view accelerator) const;
};

/// What the throughputs of ready replicas should add up to for such a demand; 0 for none. Of
/// `FluidSpec` rounded up to a milli-request a second, which throughputs reach when they reach the
/// exact one.
RequestRate need(const ServiceSpec& service, RequestRate demand);

/// The share of the requests that such a demand, above 0, gets served: served at all (`FluidSpec`),
/// or after waiting at most so long (`ErlangSpec`), by `replicas` of this throughput in all.
double attainment_of(const AttainmentSpec& spec, RequestRate demand, std::int64_t replicas,
                     RequestRate throughput);

}  // namespace drawdown
