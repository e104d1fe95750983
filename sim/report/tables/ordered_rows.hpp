// Rows that come in any order and are written in theirs.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/base/output_file.hpp"
#include "sim/base/scratch_file.hpp"

namespace drawdown {

/// Writes row 0, 1, 2, ... as soon as all before it have come. Rows far ahead of the first one that
/// is missing go to scratch files, so that one slow row does not keep all later ones in memory.
class OrderedRows {
 public:
  OrderedRows(OutputFile& file, std::filesystem::path scratch_directory);

  /// Each index once. A row is not empty.
  void put(std::uint64_t index, std::string_view row);
  /// After the last `put`: checks that no row is missing.
  void finish(std::uint64_t rows);

 private:
  // Where a row of the scratch file is; no length: it is not there.
  struct Slot {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
  };
  struct Scratch {
    explicit Scratch(const std::filesystem::path& directory) : slots(directory), rows(directory) {}
    ScratchFile slots;  // by index
    ScratchFile rows;
    std::uint64_t end = 0;
    std::uint64_t held = 0;
  };

  void write(std::string_view row);
  bool write_next();
  void set_aside(std::uint64_t index, std::string_view row);

  OutputFile& file_;
  std::filesystem::path scratch_directory_;
  std::uint64_t next_ = 0;           // the first row that has not been written
  std::vector<std::string> window_;  // rows after it, by index modulo its size; empty: not come
  std::optional<Scratch> scratch_;
};

}  // namespace drawdown
