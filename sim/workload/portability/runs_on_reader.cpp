#include "sim/workload/portability/runs_on_reader.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "sim/model/catalogue/catalogue.hpp"

namespace drawdown {
namespace {

constexpr double kLeastSpeed = 1e-3;
constexpr double kMostSpeed = 1e3;

// The entries, each of another accelerator: what all of them have.
std::vector<MapReader> read_entries(MapReader& jobs, const std::vector<Accelerator>& own,
                                    RunsOn& entries) {
  std::vector<MapReader> items = jobs.maybe_list("runs_on");
  const Node* const list = jobs.node("runs_on");
  if (list != nullptr && list->kind == NodeKind::list && items.empty()) {
    jobs.error("runs_on", "expected at least one accelerator");
  }
  std::set<std::string> seen;
  for (MapReader& item : items) {
    Port port;
    const Accelerator* const accelerator = read_accelerator_name(item, "accelerator", own);
    if (accelerator != nullptr) port.accelerator = accelerator->name;
    if (accelerator != nullptr && !seen.insert(port.accelerator).second) {
      item.error("accelerator", fmt::format("'{}' is named twice", port.accelerator));
    }
    port.terms.compile = item.optional<Duration>("compile", "0 s");
    port.from = item.maybe<Date>("from").value_or(Date::min());
    entries.push_back(std::move(port));
  }
  return items;
}

}  // namespace

void check_speed(MapReader& reader, std::string_view key, double speed) {
  if (speed >= kLeastSpeed && speed <= kMostSpeed) return;
  reader.error(key, fmt::format("expected a speed from {:g} to {:g}, got {:g}", kLeastSpeed,
                                kMostSpeed, speed));
}

RunsOn read_runs_on(MapReader& jobs, const std::vector<Accelerator>& own, RunsOn known) {
  RunsOn entries;
  std::vector<MapReader> items = read_entries(jobs, own, entries);
  if (known.empty()) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      entries[i].terms.speed = items[i].optional<double>("speed", "1");
      check_speed(items[i], "speed", entries[i].terms.speed);
    }
    return entries;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].node("speed") != nullptr) {
      items[i].error("speed", "follows from the `utilisation` of `training`");
    }
    if (entries[i].accelerator.empty()) continue;
    const auto port = std::ranges::find(known, entries[i].accelerator, &Port::accelerator);
    if (port == known.end()) {
      items[i].error("accelerator",
                     fmt::format("the `utilisation` of `training` does not name '{}'",
                                 entries[i].accelerator));
      continue;
    }
    port->terms.compile = entries[i].terms.compile;
    port->from = entries[i].from;
  }
  return known;
}

}  // namespace drawdown
