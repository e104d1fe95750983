#include "sim/account/service_meter.hpp"

namespace drawdown {

ServiceMeter::ServiceMeter(const RunState& state) : state_(state), meters_(state.services.size()) {}

std::optional<double> ServiceMeter::attainment(ServiceId service) const {
  const Served& served = meters_[service.index()].served;
  if (served.demand == 0) return std::nullopt;
  const AttainmentSpec& spec = state_.scenario->services[service.index()].attainment;
  const double attained = std::holds_alternative<FluidSpec>(spec)
                              ? static_cast<double>(served.served)
                              : served.attained;
  return attained / static_cast<double>(served.demand);
}

std::optional<double> ServiceMeter::attainment_now(ServiceId service) const {
  const Meter& meter = meters_[service.index()];
  if (meter.state.demand == RequestRate{0}) return std::nullopt;
  return meter.attainment;
}

void ServiceMeter::sampled(Instant now) {
  for (std::size_t i = 0; i < meters_.size(); ++i) {
    Meter& meter = meters_[i];
    const ServiceState& state = state_.services[i];
    if (state == meter.state) continue;
    meter.accrue(now);
    meter.state = state;
    if (state.demand == RequestRate{0}) continue;
    meter.attainment = attainment_of(state_.scenario->services[i].attainment, state.demand,
                                     state.ready, state.throughput);
  }
}

void ServiceMeter::finished(Instant horizon) {
  for (Meter& meter : meters_) meter.accrue(horizon);
}

void ServiceMeter::Meter::accrue(Instant now) {
  const Duration time = now - since;
  served.demand += state.demand * time;
  served.served += state.served() * time;
  served.attained += attainment * static_cast<double>(state.demand * time);
  since = now;
}

}  // namespace drawdown
