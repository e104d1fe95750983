#include "sim/report/run_directory.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 14> kFiles = {
    "run.yaml",      "summary.json",    "jobs.csv",     "usage.csv",  "placements.csv",
    "queue.csv",     "pools.csv",       "services.csv", "events.csv", "transfers.csv",
    "waterfall.csv", "commitments.csv", "ledger.csv",   "cash.csv"};

[[noreturn]] void fail(const fs::path& path, int error) {
  throw EnvironmentError(
      fmt::format("cannot write {}: {}", path.string(), std::generic_category().message(error)));
}

// Whether all of it is what a run left: a manifest, and no file of anybody else's.
bool is_run_directory(const fs::path& directory) {
  std::string first_line;
  std::ifstream manifest(directory / kFiles[0]);
  std::getline(manifest, first_line);
  if (first_line != "manifest:") return false;
  for (const auto& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    if (std::find(kFiles.begin(), kFiles.end(), name) == kFiles.end()) return false;
  }
  return true;
}

fs::path make_directory(const fs::path& target, std::string_view purpose) {
  std::string name =
      (target.parent_path() / fmt::format(".{}.{}-XXXXXX", target.filename().string(), purpose))
          .string();
  if (::mkdtemp(name.data()) == nullptr) fail(target.parent_path(), errno);
  // mkdtemp allows nobody else in; a result is as open as any other file of this user.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::chmod(name.c_str(), 0777 & ~mask);
  return name;
}

}  // namespace

RunDirectory::RunDirectory(const std::string& target, bool replace)
    : typed_(target), replace_(replace) {
  if (target.empty()) throw InputError("--out: expected the name of a directory, got ''");
  std::error_code error;
  target_ = fs::absolute(target, error);
  if (!error) target_ = fs::weakly_canonical(target_, error);
  if (error) fail(target, error.value());
  if (!target_.has_filename()) target_ = target_.parent_path();
  check_target();
  make_parents();
  temporary_ = make_directory(target_, "partial");
}

RunDirectory::~RunDirectory() {
  std::error_code ignored;
  if (temporary_.empty()) return;
  fs::remove_all(temporary_, ignored);
  for (const fs::path& parent : made_parents_) fs::remove(parent, ignored);
}

// Raises InputError where something is that must stay.
void RunDirectory::check_target() const {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(target_, ignored))) return;
  if (!fs::is_directory(target_, ignored)) {
    throw InputError(
        fmt::format("--out {}: expected a directory to be made, and it is a file", typed_));
  }
  if (fs::is_empty(target_, ignored)) return;
  if (!is_run_directory(target_)) {
    throw InputError(fmt::format("--out {}: it exists, and is no run directory", typed_));
  }
  if (!replace_) {
    throw InputError(fmt::format("--out {}: it exists; --force replaces a run directory", typed_));
  }
}

void RunDirectory::make_parents() {
  std::error_code error;
  for (fs::path parent = target_.parent_path(); !fs::exists(parent, error);
       parent = parent.parent_path()) {
    made_parents_.push_back(parent);
  }
  fs::create_directories(target_.parent_path(), error);
  if (error) fail(target_.parent_path(), error.value());
}

void RunDirectory::commit() {
  check_target();  // it may have come since
  std::error_code error;
  fs::path replaced;
  if (fs::exists(target_, error) && !fs::is_empty(target_, error)) {
    replaced = make_directory(target_, "replaced");
    fs::rename(target_, replaced, error);
  }
  // Onto nothing or an empty directory; the system refuses anything else.
  if (!error) fs::rename(temporary_, target_, error);
  if (error) fail(target_, error.value());
  temporary_.clear();
  if (!replaced.empty()) fs::remove_all(replaced, error);
}

}  // namespace drawdown
