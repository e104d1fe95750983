// A study: one question asked of many scenarios (docs/studies.md).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/config/tree_path.hpp"

namespace drawdown {

/// Replications of every point: `at_least`, then until every interval of `until` is narrow enough,
/// and never more than `at_most`. A fixed number has both alike.
struct Replications {
  std::int64_t at_least = 1;
  std::int64_t at_most = 1;
  std::map<std::string, double> until;  ///< metric to half-width over mean, 0.05 for 5 %
};

/// A value on one path of the scenario, as YAML text that reads back to it.
struct Setting {
  std::string path;
  std::string value;

  bool operator==(const Setting&) const = default;
};

/// The base scenario with one value on each path of the axes, in their order.
struct Point {
  std::size_t number = 0;
  std::vector<Setting> settings;
};

/// A study, checked and resolved.
struct Study {
  std::string name;
  std::string file;   ///< where it was read, for messages
  Document document;  ///< the study file with every default filled in
  Document base;      ///< the scenario that it starts from, every default filled in
  std::uint64_t seed = 1;
  std::vector<std::string> paths;        ///< of all axes, in order
  std::vector<std::vector<Step>> steps;  ///< the same, parsed
  /// The values that axes list, by path and text, every default within them filled in. Others, of
  /// ranges and samples, are plain scalars.
  std::map<std::string, std::map<std::string, Node>> listed_values;
  std::vector<Point> points;  ///< by number
  Replications replications;
  std::vector<std::string> metrics;
  double confidence = 0.95;
  bool steady_state = false;
  /// The number of the point that each is compared with, by point; none: no baseline. A baseline
  /// point is its own.
  std::vector<std::size_t> baseline_of;
};

/// Reads and checks a study file: all that is wrong with it, each path, and each value of each axis
/// in the base scenario. Raises InputError.
Study read_study(const std::string& file, const std::vector<std::string>& settings);

/// The same, of a file that has been read; what is wrong goes to the diagnostics, and until they
/// are raised, the result means nothing.
Study read_study(Document document, const std::vector<std::string>& settings,
                 Diagnostics& diagnostics);

/// Whether a file is meant as a study.
bool is_study(const Node& root);

/// What a dry run prints: the settings of each point, a line each, and the number of runs.
std::string points_text(const Study& study);

/// The seed of a replication (from 0), the same at every point: the first 63 bits of the content
/// hash of the text `SEED/REPLICATION`.
std::uint64_t replication_seed(std::uint64_t study_seed, std::int64_t replication);

/// The scenario of one run: the base with the settings of the point and the replication's seed.
Document scenario_of(const Study& study, const Point& point, std::int64_t replication);

}  // namespace drawdown
