// The records of runs: one file each, there whole or not at all.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace drawdown {

/// What a store holds at one moment.
struct StoreContents {
  std::vector<std::string> done;    ///< keys of records, sorted
  std::vector<std::string> failed;  ///< keys of failures, sorted; some may be done as well

  bool is_done(std::string_view key) const;
  /// Failed, and not done since.
  bool is_failed(std::string_view key) const;
};

/// A directory of records, which any number of processes on any number of machines may use at once:
/// the records of one key are all alike, and a rename puts one in place. A key is a word of at
/// least three letters and digits. Raises EnvironmentError, naming the file, where the disk fails.
class Store {
 public:
  /// Makes no directory yet.
  explicit Store(std::filesystem::path directory) : directory_(std::move(directory)) {}

  const std::filesystem::path& directory() const { return directory_; }
  /// Makes the directory; raises where nothing can be written in it.
  void make();

  /// Everything that is there, found without opening a file; nothing where there is no directory.
  StoreContents contents() const;
  bool has(std::string_view key) const;
  bool has_failure(std::string_view key) const;

  /// The text of a record or of a failure; nothing where there is none.
  std::optional<std::string> record(std::string_view key) const;
  std::optional<std::string> failure(std::string_view key) const;

  std::filesystem::path failure_file(std::string_view key) const;
  void write_record(std::string_view key, std::string_view text) const;
  void write_failure(std::string_view key, std::string_view text) const;
  /// Forgets a failure, if there is one.
  void remove_failure(std::string_view key) const;

  /// Removes what processes of this machine that are gone left half-written.
  void remove_leftovers() const;
  /// The same of one process that is gone, which was to write this key.
  void remove_leftover(std::string_view key, pid_t process) const;

 private:
  std::filesystem::path file(std::string_view key, std::string_view suffix) const;
  void write(std::string_view key, std::string_view suffix, std::string_view text) const;

  std::filesystem::path directory_;
};

}  // namespace drawdown
