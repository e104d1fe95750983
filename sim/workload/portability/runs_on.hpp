// On which accelerators jobs can run, and how their work goes there.
#pragma once

#include <string>
#include <vector>

#include "sim/base/units.hpp"

namespace drawdown {

/// How work goes on an accelerator, by the rules of docs/jobs.md, "Where a job can run".
struct PortTerms {
  double speed = 1;    ///< progress over that on an accelerator of speed 1; above 0
  Duration compile{};  ///< of a start whose job did not start on this accelerator last; at least 0

  bool operator==(const PortTerms&) const = default;
};

/// Work in the form in which an accelerator takes it.
struct Port {
  std::string accelerator;
  PortTerms terms;
  Date from = Date::min();  ///< jobs that are submitted earlier cannot use it
};

/// The ports of a job's work, each to another accelerator.
using RunsOn = std::vector<Port>;

}  // namespace drawdown
