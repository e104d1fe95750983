#include "sim/report/tables/service_series.hpp"

#include <fmt/format.h>

namespace drawdown {

ServiceSeries::ServiceSeries(const RunState& state, const ServiceMeter& meter,
                             const std::filesystem::path& directory)
    : state_(state), meter_(meter), file_(directory / "services.csv") {
  file_.buffer().append(
      "time_s,service,demand_rps,served_rps,attainment,wanted_rps,replicas,ready,"
      "overprovisioned_chips\n");
  for (std::size_t i = 0; i < state.services.size(); ++i) {
    last_.push_back({{}, fields_of(ServiceId{i})});
  }
}

void ServiceSeries::sampled(Instant now) {
  for (std::size_t i = 0; i < last_.size(); ++i) {
    Written& last = last_[i];
    if (state_.services[i] == last.state) continue;
    last.state = state_.services[i];
    std::string fields = fields_of(ServiceId{i});
    if (fields == last.fields) continue;
    last.fields = std::move(fields);
    Row row(file_.buffer());
    row.seconds(now).ready(last.fields).end();
    file_.end_row();
  }
}

std::string ServiceSeries::fields_of(ServiceId id) const {
  const ServiceState& service = state_.services[id.index()];
  TextBuffer text;
  Row row(text);
  row.text(state_.scenario->services[id.index()].name);
  row.requests_per_s(service.demand).requests_per_s(service.served());
  if (const auto attainment = meter_.attainment_now(id)) {
    row.ready(fmt::format("{:.6f}", *attainment));
  } else {
    row.empty();
  }
  row.requests_per_s(service.wanted).number(service.replicas).number(service.ready);
  row.number(service.overprovisioned.value());
  return std::string(text.view());
}

}  // namespace drawdown
