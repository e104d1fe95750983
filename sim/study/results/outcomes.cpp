#include "sim/study/results/outcomes.hpp"

#include <algorithm>

#include "sim/study/execution/precision.hpp"
#include "sim/study/execution/record.hpp"

namespace drawdown {

std::size_t PointOutcomes::done() const {
  return static_cast<std::size_t>(
      std::ranges::count(replications, OutcomeState::done, &Replication::state));
}

std::vector<std::optional<double>> PointOutcomes::values(std::size_t metric) const {
  std::vector<std::optional<double>> values;
  for (const Replication& replication : replications) {
    values.push_back(replication.outcomes[metric].value);
  }
  return values;
}

OutcomeReader::OutcomeReader(const Study& study, const Store& store, std::string_view version)
    : study_(study), store_(store), contents_(store.contents()), keys_(study, version) {}

PointOutcomes OutcomeReader::read(const Point& point) {
  PointOutcomes outcomes;
  const auto read_next = [&] {
    const auto replication = std::ssize(outcomes.replications);
    outcomes.replications.push_back(read_run(keys_.key(point, replication), replication));
  };
  const Replications& wanted = study_.replications;
  for (std::int64_t i = 0; i < wanted.at_least; ++i) read_next();
  while (std::ssize(outcomes.replications) < wanted.at_most &&
         outcomes.done() == outcomes.replications.size()) {
    std::vector<std::string> keys;
    for (const Replication& run : outcomes.replications) keys.push_back(run.key);
    if (are_narrow_enough(study_, store_, keys)) break;
    read_next();
  }
  return outcomes;
}

Replication OutcomeReader::read_run(std::string key, std::int64_t replication) const {
  Replication run;
  run.seed = replication_seed(study_.seed, replication);
  run.outcomes.resize(study_.metrics.size());
  const auto text = contents_.is_done(key) ? store_.record(key) : std::nullopt;
  const auto record = text ? read_record(*text) : std::nullopt;
  if (record) {
    run.state = OutcomeState::done;
    for (std::size_t i = 0; i < run.outcomes.size(); ++i) {
      const auto figure = record->figures.find(study_.metrics[i]);
      if (figure != record->figures.end()) run.outcomes[i].value = figure->second;
      run.outcomes[i].at_least = record->at_least.contains(study_.metrics[i]);
    }
  } else if (contents_.is_failed(key)) {
    run.state = OutcomeState::failed;
  }
  run.key = std::move(key);
  return run;
}

}  // namespace drawdown
