// A run directory that is there whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace drawdown {

/// A directory under a temporary name beside its own, until `commit`; gone if that never comes.
class RunDirectory {
 public:
  /// Raises InputError if something is at `target` that must stay (`replace` gives up a run
  /// directory; an empty one always goes), EnvironmentError if it cannot be made.
  RunDirectory(const std::string& target, bool replace);
  ~RunDirectory();
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  /// Where to write until then.
  const std::filesystem::path& path() const { return temporary_; }
  /// Gives it its name. Raises as the constructor does, if something has come there since.
  void commit();

 private:
  void check_target() const;
  void make_parents();

  std::string typed_;
  bool replace_;
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  std::vector<std::filesystem::path> made_parents_;  // innermost first
};

}  // namespace drawdown
