// Where two trees say different things.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/config/node.hpp"

namespace drawdown {

/// A path on which two trees differ, with what each has there as text on one line; nothing where
/// one has nothing there.
struct TreeDifference {
  std::string path;
  std::optional<std::string> a;
  std::optional<std::string> b;
};

/// The deepest paths on which they differ, keys in alphabetical order. The order of keys in the
/// trees is no difference.
std::vector<TreeDifference> tree_differences(const Node& a, const Node& b);

}  // namespace drawdown
