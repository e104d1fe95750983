// DIR of a study: what is where in it.
#pragma once

#include <filesystem>
#include <string>

#include "sim/study/execution/store.hpp"
#include "sim/study/study.hpp"

namespace drawdown {

/// A directory that belongs to one study. Several processes may make and use it at once.
class StudyDirectory {
 public:
  /// Touches nothing yet. `typed` is what follows --out. Raises InputError if it is empty.
  explicit StudyDirectory(const std::string& typed);

  const std::filesystem::path& path() const { return path_; }
  /// The study itself, resolved; whether it is there says whether this is a study's directory.
  std::filesystem::path study_file() const { return path_ / "study.yaml"; }
  std::filesystem::path slurm() const { return path_ / "slurm"; }
  Store store() const { return Store(path_ / "store"); }
  /// The store that it will have once it is made with this name; empty: its own.
  Store store(const std::string& named) const;

  /// Raises InputError unless the directory is this study's, absent, or empty; the message says
  /// what differs. The same for a store other than the one that it uses; an empty name is its own.
  void check(const Study& study, const std::string& store) const;
  /// Makes it this study's. Raises as `check` does, and EnvironmentError.
  void make(const Study& study, const std::string& store) const;
  /// Removes what processes of this machine that are gone left half-written, in the store too.
  void remove_leftovers() const;
  /// Raises InputError if it is no study's directory.
  void require_study() const;

 private:
  void make_store(const std::string& store) const;

  std::string typed_;
  std::filesystem::path path_;
};

/// What differs between two trees, a line each, at most ten: `path: 1 there, 2 here`.
std::string differences(const Node& there, const Node& here);

}  // namespace drawdown
