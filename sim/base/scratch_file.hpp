// A file without a name: room for what memory should not hold, gone with the process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace drawdown {

/// Raises EnvironmentError when the disk fails.
class ScratchFile {
 public:
  /// In a directory that can be written.
  explicit ScratchFile(const std::filesystem::path& directory);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  void write_at(std::uint64_t offset, std::span<const char> bytes);
  /// Fills `bytes`; what was never written reads as zero.
  void read_at(std::uint64_t offset, std::span<char> bytes) const;

 private:
  int descriptor_;
  std::filesystem::path directory_;
};

}  // namespace drawdown
