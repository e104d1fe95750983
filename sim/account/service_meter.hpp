// What services were asked for and what they served, by the rules of docs/services.md.
#pragma once

#include <optional>
#include <vector>

#include "sim/engine/observer.hpp"

namespace drawdown {

/// Integrates what the services of a run have served.
class ServiceMeter : public Observer {
 public:
  explicit ServiceMeter(const RunState& state);

  /// Up to the last sample, or the run's end.
  struct Served {
    MicroRequests demand = 0;
    MicroRequests served = 0;
    double attained = 0;  // requests x the share of them that attained, in micro-requests
  };
  const Served& served(ServiceId service) const { return meters_[service.index()].served; }
  /// Of all its requests; nothing where there were none.
  std::optional<double> attainment(ServiceId service) const;
  /// As of the last sample; nothing while there is no demand.
  std::optional<double> attainment_now(ServiceId service) const;

  void sampled(Instant now) override;
  void finished(Instant horizon) override;

 private:
  struct Meter {
    ServiceState state;  // as of the last sample
    double attainment = 0;
    Instant since = kRunStart;  // `served` is up to here
    Served served;

    void accrue(Instant now);
  };

  const RunState& state_;
  std::vector<Meter> meters_;  // by service
};

}  // namespace drawdown
