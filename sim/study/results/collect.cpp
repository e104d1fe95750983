#include "sim/study/results/collect.hpp"

#include "sim/base/stop_signals.hpp"
#include "sim/study/execution/precision.hpp"
#include "sim/study/results/tables.hpp"

namespace drawdown {
namespace {

// Of every point; `outcomes` are by point.
void add_intervals(const Study& study, const std::vector<PointOutcomes>& outcomes,
                   ResultTables& tables) {
  for (const Point& point : study.points) {
    stop_if_asked();
    for (std::size_t metric = 0; metric < study.metrics.size(); ++metric) {
      const std::string& name = study.metrics[metric];
      const auto values = outcomes[point.number].values(metric);
      tables.add_interval(point, name, estimate(values, estimation_of(study, name)));
    }
  }
}

// Of every point that has another as its baseline.
void add_differences(const Study& study, const std::vector<PointOutcomes>& outcomes,
                     ResultTables& tables) {
  for (const Point& point : study.points) {
    if (study.baseline_of.empty() || study.baseline_of[point.number] == point.number) continue;
    stop_if_asked();
    const std::size_t baseline = study.baseline_of[point.number];
    for (std::size_t metric = 0; metric < study.metrics.size(); ++metric) {
      const std::string& name = study.metrics[metric];
      auto here = outcomes[point.number].values(metric);
      auto there = outcomes[baseline].values(metric);
      // `until` may have asked for more replications of one of them.
      const std::size_t both = std::min(here.size(), there.size());
      here.resize(both);
      there.resize(both);
      tables.add_difference(point, baseline, name,
                            paired_difference(here, there, estimation_of(study, name)));
    }
  }
}

}  // namespace

void collect(const Study& study, const Store& store, const std::filesystem::path& directory,
             std::string_view version) {
  OutcomeReader reader(study, store, version);
  ResultTables tables(study, directory, version);
  std::vector<PointOutcomes> outcomes;
  for (const Point& point : study.points) {
    stop_if_asked();
    outcomes.push_back(reader.read(point));
    tables.add_point(point, outcomes.back());
  }
  add_intervals(study, outcomes, tables);
  add_differences(study, outcomes, tables);
  tables.commit();
}

}  // namespace drawdown
