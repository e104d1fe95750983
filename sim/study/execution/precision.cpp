#include "sim/study/execution/precision.hpp"

#include "sim/base/errors.hpp"
#include "sim/report/summary.hpp"
#include "sim/statistics/stopping.hpp"
#include "sim/study/execution/record.hpp"

namespace drawdown {
namespace {

Record record_of(const Store& store, const std::string& key) {
  const auto text = store.record(key);
  auto record = text ? read_record(*text) : std::nullopt;
  if (record) return *std::move(record);
  throw EnvironmentError(
      fmt::format("the record of run {} in {} cannot be read: remove it, and run it again", key,
                  store.directory().string()));
}

}  // namespace

Estimation estimation_of(const Study& study, std::string_view metric) {
  const auto kind = metric_kind(metric);
  require(kind.has_value(), "no figure is called '{}'", metric);
  return {interval_method(*kind), study.confidence, study.seed};
}

bool are_narrow_enough(const Study& study, const Store& store,
                       const std::vector<std::string>& keys) {
  std::vector<Target> targets;
  for (const auto& [metric, relative] : study.replications.until) {
    targets.push_back({{}, estimation_of(study, metric), relative});
  }
  for (const std::string& key : keys) {
    const Record record = record_of(store, key);
    auto target = targets.begin();
    for (const auto& [metric, relative] : study.replications.until) {
      const auto value = record.figures.find(metric);
      (target++)->values.push_back(value == record.figures.end() ? std::nullopt
                                                                 : std::optional(value->second));
    }
  }
  // Fewer were not enough, or these would not have been made.
  return enough_replications(targets, keys.size()).has_value();
}

}  // namespace drawdown
