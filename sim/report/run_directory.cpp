#include "sim/report/run_directory.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include <stdlib.h>
#include <sys/stat.h>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

// What a run directory holds when it is complete.
constexpr const char* kManifest = "run.yaml";

void check_target(const fs::path& target, bool replace) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(target, ignored))) return;
  if (!fs::is_directory(target, ignored)) {
    throw InputError(fmt::format("--out {}: expected a directory to be made, and it is a file",
                                 target.string()));
  }
  if (fs::is_empty(target, ignored)) return;
  if (!fs::exists(target / kManifest, ignored)) {
    throw InputError(fmt::format("--out {}: it exists, and is no run directory", target.string()));
  }
  if (!replace) {
    throw InputError(
        fmt::format("--out {}: it exists; --force replaces a run directory", target.string()));
  }
}

std::string beside(const fs::path& target, std::string_view purpose) {
  return (target.parent_path() / fmt::format(".{}.{}-XXXXXX", target.filename().string(), purpose))
      .string();
}

fs::path make_directory(std::string name) {
  if (::mkdtemp(name.data()) == nullptr) {
    throw EnvironmentError(fmt::format("cannot write {}: {}", fs::path(name).parent_path().string(),
                                       std::generic_category().message(errno)));
  }
  // mkdtemp allows nobody else in; a result is as open as any other file of this user.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::chmod(name.c_str(), 0777 & ~mask);
  return name;
}

}  // namespace

RunDirectory::RunDirectory(fs::path target, bool replace)
    : target_(fs::absolute(target).lexically_normal()) {
  if (!target_.has_filename()) target_ = target_.parent_path();
  check_target(target_, replace);
  std::error_code error;
  fs::create_directories(target_.parent_path(), error);
  if (error) {
    throw EnvironmentError(
        fmt::format("cannot write {}: {}", target_.parent_path().string(), error.message()));
  }
  temporary_ = make_directory(beside(target_, "partial"));
}

RunDirectory::~RunDirectory() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

void RunDirectory::commit() {
  std::error_code error;
  fs::path replaced;
  if (fs::exists(target_, error)) {
    replaced = make_directory(beside(target_, "replaced"));
    fs::rename(target_, replaced, error);
  }
  if (!error) fs::rename(temporary_, target_, error);
  if (error) {
    throw EnvironmentError(fmt::format("cannot write {}: {}", target_.string(), error.message()));
  }
  temporary_.clear();
  if (!replaced.empty()) fs::remove_all(replaced, error);
}

}  // namespace drawdown
