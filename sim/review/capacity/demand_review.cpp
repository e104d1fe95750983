#include "sim/review/capacity/demand_review.hpp"

#include <array>

#include "sim/review/run/run_table.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 6> kOfService = {
    "demand_rps", "served_rps", "attainment", "replicas", "ready", "overprovisioned_chips"};

using Service = std::pair<std::string, std::vector<NumberSeries>>;

// The one of that name, which is new if it is not there.
Service& service_of(std::vector<Service>& services, std::string_view name, const Buckets& buckets) {
  const auto found = std::ranges::find(services, name, &Service::first);
  if (found != services.end()) return *found;
  return services.emplace_back(name,
                               std::vector<NumberSeries>(kOfService.size(), NumberSeries(buckets)));
}

}  // namespace

std::map<std::string, WaitingOverTime, std::less<>> read_queue(const RunFiles& run,
                                                               const Buckets& buckets) {
  std::map<std::string, WaitingOverTime, std::less<>> queue;
  for (RunTable table(run, "queue.csv", {"time_s", "tenant", "gangs", "chips"}); table.next();) {
    auto found = queue.find(table.text(1));
    if (found == queue.end()) found = queue.emplace(table.text(1), buckets).first;
    found->second.gangs.set(table.moment(0), static_cast<double>(table.whole(2)));
    found->second.chips.set(table.moment(0), static_cast<double>(table.whole(3)));
  }
  for (auto& [tenant, waiting] : queue) {
    waiting.gangs.finish();
    waiting.chips.finish();
  }
  return queue;
}

Json services_json(const RunFiles& run, const Buckets& buckets) {
  Json json = Json::array();
  if (!run.has("services.csv")) return json;
  std::vector<std::string> columns = {"time_s", "service"};
  columns.insert(columns.end(), kOfService.begin(), kOfService.end());
  std::vector<Service> services;
  for (RunTable table(run, "services.csv", columns); table.next();) {
    Service& service = service_of(services, table.text(1), buckets);
    for (std::size_t i = 0; i < kOfService.size(); ++i) {
      // Only attainment is ever empty: where nothing is demanded, all of it is served.
      service.second[i].set(table.moment(0), table.is_empty(2 + i) ? 1 : table.decimal(2 + i));
    }
  }
  for (auto& [name, series] : services) {
    Json& service = json.emplace_back(Json{{"name", name}});
    for (std::size_t i = 0; i < series.size(); ++i) {
      series[i].finish();
      add_unless_null(service, kOfService[i], series_json(buckets, series[i]));
    }
  }
  return json;
}

}  // namespace drawdown
