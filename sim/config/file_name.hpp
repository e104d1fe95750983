// File names as input files write them: relative to the file that holds them, `${NAME}` from the
// environment.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"

namespace drawdown {

/// A file name as it was written and as it is opened.
struct FileName {
  std::string written;
  std::string path;
};

/// The file that a scalar names: `${NAME}` replaced, relative to the directory of the file that the
/// value stands in (for `--set`: to the working directory). `path` names the value in messages.
/// Nothing, and a diagnostic, where the scalar is no file name or a variable is not set.
std::optional<FileName> file_name(const Node& node, std::string_view path,
                                  Diagnostics& diagnostics);

/// The same, as the text to open; empty where it is none.
std::string path_text(const Node& node, std::string_view path, Diagnostics& diagnostics);

}  // namespace drawdown
