// The scenario that a study starts from, and what a value on one of its paths makes of it.
#pragma once

#include "sim/config/diagnostics.hpp"
#include "sim/study/design/axes.hpp"

namespace drawdown {

/// Tries single values in a scenario, before anything runs.
class BaseScenario {
 public:
  /// Reads the scenario in the tree; what is wrong with it is in the diagnostics.
  BaseScenario(Node written, Diagnostics& diagnostics);

  /// Whether the scenario is right as it is; only then can a value be at fault.
  bool is_right() const { return is_right_; }

  /// Whether there is something at the path of an axis; a diagnostic where there is nothing.
  bool has(const Axis& axis);

  /// Reads the scenario with `value` on the path of the axis and reports what is wrong with that,
  /// all of it at the value. Gives the value with every default filled in.
  Node try_value(const Axis& axis, const Node& value);

  /// The tree with every default filled in, but for those that follow from a value that was tried.
  const Node& resolved() const { return resolved_; }

 private:
  Node written_;  // without defaults
  Node resolved_;
  Diagnostics* diagnostics_;
  bool is_right_ = false;
};

}  // namespace drawdown
