// What the records of a study say of its points.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/study/execution/store.hpp"
#include "sim/study/run_key.hpp"
#include "sim/study/study.hpp"

namespace drawdown {

enum class OutcomeState { done, failed, missing };
inline constexpr std::array<std::string_view, 3> kOutcomeStateNames = {"done", "failed", "missing"};
constexpr std::string_view name_of(OutcomeState state) {
  return kOutcomeStateNames[static_cast<std::size_t>(state)];
}

/// A figure of one run.
struct Outcome {
  std::optional<double> value;  ///< none where the run has none, or is not done
  bool at_least = false;        ///< a lower bound: it rests on a job that never started
};

/// One replication of a point.
struct Replication {
  std::string key;
  std::uint64_t seed = 0;
  OutcomeState state = OutcomeState::missing;
  std::vector<Outcome> outcomes;  ///< by metric of the study
};

/// The replications of a point that count: `at_least` of them, and those that `until` asked for.
/// More, that another study left in the store, change nothing.
struct PointOutcomes {
  std::vector<Replication> replications;

  std::size_t done() const;
  /// A metric by replication.
  std::vector<std::optional<double>> values(std::size_t metric) const;
};

/// Reads outcomes from the store.
class OutcomeReader {
 public:
  /// All are used as long as this.
  OutcomeReader(const Study& study, const Store& store, std::string_view version);

  PointOutcomes read(const Point& point);

 private:
  Replication read_run(std::string key, std::int64_t replication) const;

  const Study& study_;
  const Store& store_;
  StoreContents contents_;
  RunKeys keys_;
};

}  // namespace drawdown
