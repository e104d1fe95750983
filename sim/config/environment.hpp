// Environment variables in input files: `${NAME}`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"

namespace drawdown {

/// `text` with every `${NAME}` replaced; nothing, and `problem`, where one cannot be.
std::optional<std::string> with_environment(std::string_view text, std::string& problem);

/// Replaces them in every scalar of the tree, but for the values of the keys of a mapping at its
/// root that `except` names. A diagnostic where a variable is not set; `path` names the tree.
void replace_environment(Node& tree, const std::string& path, std::string_view except,
                         Diagnostics& diagnostics);

}  // namespace drawdown
