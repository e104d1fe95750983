// Rows that come in any order and are written in theirs.
#pragma once

#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/output_file.hpp"
#include "sim/base/scratch_file.hpp"

namespace drawdown {

/// Writes rows 0, 1, 2, ... in this order. They are sorted by chunks of consecutive rows; what
/// waits for one slow row goes to a scratch file, so that memory does not grow with the rows that
/// are done.
class OrderedRows {
 public:
  OrderedRows(OutputFile& file, std::filesystem::path scratch_directory);

  /// Each index once.
  void put(std::uint64_t index, std::string_view row);
  /// After the last `put`: writes what is left and checks that no row is missing.
  void finish(std::uint64_t rows);

 private:
  struct Segment {
    std::uint64_t offset;
    std::size_t length;
  };
  // Consecutive rows, as records in the order in which they came: what is on disk, then the rest.
  struct Chunk {
    std::vector<Segment> on_disk;
    std::string in_memory;
    std::size_t rows = 0;
  };

  void write_first_chunk();
  void move_to_disk();

  OutputFile& file_;
  std::filesystem::path scratch_directory_;
  std::uint64_t first_ = 0;    // the number of the first chunk that is not written
  std::deque<Chunk> chunks_;   // from that one on
  std::size_t in_memory_ = 0;  // bytes
  std::optional<ScratchFile> scratch_;
  std::uint64_t scratch_end_ = 0;
};

}  // namespace drawdown
