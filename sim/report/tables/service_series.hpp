// services.csv: demand, what is served of it, and replicas, a row where one changes.
#pragma once

#include "sim/account/service_meter.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {

class ServiceSeries : public Observer {
 public:
  /// Must come after `meter`.
  ServiceSeries(const RunState& state, const ServiceMeter& meter,
                const std::filesystem::path& directory);
  void sampled(Instant now) override;
  void finished(Instant) override { file_.close(); }

 private:
  struct Written {
    ServiceState state;
    std::string fields;  // behind the time
  };
  std::string fields_of(ServiceId service) const;

  const RunState& state_;
  const ServiceMeter& meter_;
  OutputFile file_;
  std::vector<Written> last_;  // by service
};

}  // namespace drawdown
