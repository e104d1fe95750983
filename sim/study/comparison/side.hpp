// What is compared: a run, or a point of a study.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/node.hpp"
#include "sim/statistics/estimate.hpp"

namespace drawdown {

/// One replication: its seed, and every figure that is a number (named as in Record).
struct SideRun {
  std::uint64_t seed = 0;
  std::map<std::string, double, std::less<>> figures;
};

/// One of the two that are compared.
struct Side {
  std::string name;        ///< as it was typed
  Node scenario;           ///< resolved; of a point: without its seed
  std::string version;     ///< of the program that made it
  std::string trace_hash;  ///< of the trace's content; empty: there is none, or it is not known
  std::vector<SideRun> runs;
  bool is_point = false;
  double confidence = 0.95;  ///< of the study
  std::uint64_t study_seed = 1;
};

/// Reads a run directory, or `DIR:N`, point N of the study in DIR, with its replications that are
/// done. Raises InputError where there is no such thing.
Side read_side(const std::string& typed, std::string_view version);

}  // namespace drawdown
