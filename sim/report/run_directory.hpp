// A run directory that is there whole or not at all.
#pragma once

#include <filesystem>

namespace drawdown {

/// A directory under a temporary name beside its own, until `commit`; gone if that never comes.
class RunDirectory {
 public:
  /// Raises InputError if `target` exists and must not be replaced (`replace` allows a run
  /// directory or an empty one), EnvironmentError if it cannot be made.
  RunDirectory(std::filesystem::path target, bool replace);
  ~RunDirectory();
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  /// Where to write until then.
  const std::filesystem::path& path() const { return temporary_; }
  /// Gives it its name.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
};

}  // namespace drawdown
