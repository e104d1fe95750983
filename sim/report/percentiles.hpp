// Exact percentiles of more values than memory should hold.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "sim/base/scratch_file.hpp"

namespace drawdown {

/// Non-negative whole numbers, kept on disk where they are many, and their nearest-rank
/// percentiles.
class Percentiles {
 public:
  explicit Percentiles(const std::filesystem::path& scratch_directory);

  void add(std::int64_t value);
  std::int64_t count() const { return count_; }
  /// The smallest value that at least `percent` per cent of all values do not exceed; there must be
  /// a value. Reads the values four times.
  std::int64_t nearest_rank(int percent);

 private:
  template <class Visit>
  void for_each(Visit&& visit);
  void spill();

  std::filesystem::path scratch_directory_;
  std::optional<ScratchFile> file_;   // from the first values that are in it
  std::vector<std::int64_t> buffer_;  // not yet in the file
  std::int64_t count_ = 0;
  std::int64_t in_file_ = 0;
};

}  // namespace drawdown
