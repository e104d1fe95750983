// YAML text to a tree with places: the only door to yaml-cpp.
#pragma once

#include <optional>

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"
#include "sim/config/source_text.hpp"

namespace drawdown {

/// Reads one YAML document; nothing where it cannot be read as YAML. Duplicate keys, anchors,
/// aliases and tags are refused too, but leave a tree to look for further errors in.
std::optional<Node> read_yaml(const SourceText& source, Diagnostics& diagnostics);

}  // namespace drawdown
