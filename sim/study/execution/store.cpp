#include "sim/study/execution/store.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include <unistd.h>

#include "sim/base/errors.hpp"
#include "sim/study/execution/whole_file.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRecord = ".json";
constexpr std::string_view kFailure = ".failed";
constexpr std::size_t kFolderLetters = 2;

[[noreturn]] void fail(std::string_view what, const fs::path& path, const std::error_code& error) {
  throw EnvironmentError(fmt::format("cannot {} {}: {}", what, path.string(), error.message()));
}

std::optional<std::string> read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text;
  std::array<char, 4096> piece;
  while (file.read(piece.data(), piece.size()), file.gcount() > 0) {
    text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) fail("read", path, std::make_error_code(std::errc::io_error));
  return text;
}

// Calls `visit` with each entry of a directory; of one that is not there, with none.
template <class Visit>
void for_each_entry(const fs::path& directory, Visit&& visit) {
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  if (error == std::errc::no_such_file_or_directory) return;
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) visit(*entries);
  if (error) fail("read", directory, error);
}

template <class Visit>
void for_each_file(const fs::path& store, Visit&& visit) {
  for_each_entry(store, [&](const fs::directory_entry& folder) {
    std::error_code ignored;
    const bool is_ours = folder.path().filename().native().size() == kFolderLetters;
    if (is_ours && folder.is_directory(ignored)) for_each_entry(folder.path(), visit);
  });
}

// A file that a power cut left empty is none: there is no fsync before the rename.
bool is_there(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return !error && size > 0;
}

}  // namespace

bool StoreContents::is_done(std::string_view key) const {
  return std::binary_search(done.begin(), done.end(), key, std::less<>());
}

bool StoreContents::is_failed(std::string_view key) const {
  return std::binary_search(failed.begin(), failed.end(), key, std::less<>()) && !is_done(key);
}

void Store::make() {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error) fail("make", directory_, error);
  if (::access(directory_.c_str(), W_OK | X_OK) != 0) {
    fail("write in", directory_, {errno, std::generic_category()});
  }
}

StoreContents Store::contents() const {
  StoreContents contents;
  for_each_file(directory_, [&](const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    const auto add = [&](std::string_view suffix, std::vector<std::string>& keys) {
      if (name.starts_with('.') || !name.ends_with(suffix) || !is_there(entry.path())) return;
      keys.push_back(name.substr(0, name.size() - suffix.size()));
    };
    add(kRecord, contents.done);
    add(kFailure, contents.failed);
  });
  std::sort(contents.done.begin(), contents.done.end());
  std::sort(contents.failed.begin(), contents.failed.end());
  return contents;
}

bool Store::has(std::string_view key) const {
  return is_there(file(key, kRecord));
}

bool Store::has_failure(std::string_view key) const {
  return is_there(file(key, kFailure));
}

std::optional<std::string> Store::record(std::string_view key) const {
  return read(file(key, kRecord));
}

std::optional<std::string> Store::failure(std::string_view key) const {
  return read(file(key, kFailure));
}

fs::path Store::failure_file(std::string_view key) const {
  return file(key, kFailure);
}

void Store::write_record(std::string_view key, std::string_view text) const {
  write(key, kRecord, text);
  remove_failure(key);
}

void Store::write_failure(std::string_view key, std::string_view text) const {
  write(key, kFailure, text);
}

void Store::remove_failure(std::string_view key) const {
  std::error_code error;
  fs::remove(file(key, kFailure), error);
  if (error) fail("remove", file(key, kFailure), error);
}

fs::path Store::file(std::string_view key, std::string_view suffix) const {
  require(key.size() > kFolderLetters, "'{}' is no key of a run", key);
  return directory_ / key.substr(0, kFolderLetters) / fmt::format("{}{}", key, suffix);
}

void Store::write(std::string_view key, std::string_view suffix, std::string_view text) const {
  const fs::path target = file(key, suffix);
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (error) fail("make", target.parent_path(), error);
  write_whole(target, text);
}

void Store::remove_leftovers() const {
  for_each_file(directory_, [](const fs::directory_entry& entry) {
    std::error_code ignored;
    if (is_leftover(entry.path())) fs::remove(entry.path(), ignored);
  });
}

void Store::remove_leftover(std::string_view key, pid_t process) const {
  std::error_code ignored;
  for (const std::string_view suffix : {kRecord, kFailure}) {
    fs::remove(partial_path(file(key, suffix), process), ignored);
  }
}

}  // namespace drawdown
