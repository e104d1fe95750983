#include "sim/base/output_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& name) {
  throw EnvironmentError(
      fmt::format("cannot write {}: {}", name, std::generic_category().message(errno)));
}

}  // namespace

void write_complete(const fs::path& target, const std::function<void(const fs::path&)>& write) {
  if (target.empty()) throw InputError("--out: expected the name of a file, got ''");
  std::error_code ignored;
  const bool is_special = fs::exists(target, ignored) && !fs::is_regular_file(target, ignored);
  if (fs::is_directory(target, ignored)) {
    throw InputError(
        fmt::format("--out {}: expected a file, and it is a directory", target.string()));
  }
  if (is_special) return write(target);
  const fs::path temporary = target.string() + ".partial";
  try {
    write(temporary);
  } catch (...) {
    fs::remove(temporary, ignored);
    throw;
  }
  std::error_code error;
  fs::rename(temporary, target, error);
  if (error) {
    throw EnvironmentError(fmt::format("cannot write {}: {}", target.string(), error.message()));
  }
}

void write_all(int descriptor, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(name);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

OutputFile::OutputFile(std::filesystem::path path)
    : path_(std::move(path)),
      descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) fail(path_.string());
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void OutputFile::flush() {
  write_all(descriptor_, buffer_.view(), path_.string());
  buffer_.clear();
}

void OutputFile::close() {
  flush();
  const int descriptor = descriptor_;
  descriptor_ = -1;
  if (::close(descriptor) != 0) fail(path_.string());
}

}  // namespace drawdown
