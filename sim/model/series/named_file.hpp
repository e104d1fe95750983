// Text files that input files name, plain or gzip, and the hash by which a run knows them again.
#pragma once

#include <optional>
#include <string>

#include "sim/config/reader.hpp"

namespace drawdown {

struct NamedText {
  std::string text;  ///< its lines, each with its end
  std::string hash;  ///< of its content
};

/// The text of a file; nothing, and `problem`, where it cannot be read.
std::optional<NamedText> read_text(const std::string& path, std::string& problem);

/// The key `hash` beside the file's name: it becomes part of the tree, and another one than `hash`
/// is an error.
void check_hash(MapReader& reader, const std::string& hash);

/// In the tree the name under the key `file` becomes absolute, unless an environment variable
/// begins it.
void make_absolute(MapReader& reader, const FileName& file);

}  // namespace drawdown
