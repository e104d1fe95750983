// Input files, with what they include, as one tree.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"

namespace drawdown {

/// A file that a run read: its absolute path and the ContentHash of its bytes.
struct InputFile {
  std::string path;
  std::string content_hash;
};

/// The tree of one or more input files, a mapping, and the files that went into it, each once, in
/// the order in which they were opened.
struct Document {
  Node root;
  std::vector<InputFile> files;
};

/// Reads a file and what it includes. Nothing where a file could not be read at all, as then every
/// key of it would be missing; other faults leave a tree to look for further errors in. The caller
/// raises what `diagnostics` holds.
std::optional<Document> read_document(const std::string& file, Diagnostics& diagnostics);

/// Reads several files as if one that is otherwise empty included them all.
std::optional<Document> read_document(std::span<const std::string> files, Diagnostics& diagnostics);

/// Reads what a mapping within a file includes, as if the mapping were a file of its own that
/// stands there; `path` names it in messages. Nothing where a file could not be read.
std::optional<Document> read_included(Node own, const std::string& path, Diagnostics& diagnostics);

/// Carries out `--set path=value`: a path such as `workload.streams[1].arrivals.rate`, a value that
/// is read as YAML. Keys that are missing are made; items are not.
void set(Node& root, std::string_view assignment, Diagnostics& diagnostics);

}  // namespace drawdown
