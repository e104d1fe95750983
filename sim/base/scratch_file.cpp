#include "sim/base/scratch_file.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#include <stdlib.h>
#include <unistd.h>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

[[noreturn]] void fail(const std::filesystem::path& directory) {
  throw EnvironmentError(fmt::format("cannot use a scratch file in {}: {}", directory.string(),
                                     std::generic_category().message(errno)));
}

}  // namespace

ScratchFile::ScratchFile(const std::filesystem::path& directory)
    : descriptor_(-1), directory_(directory) {
  std::string name = (directory / ".scratch-XXXXXX").string();
  descriptor_ = ::mkstemp(name.data());
  if (descriptor_ < 0 || ::unlink(name.c_str()) != 0) fail(directory);
}

ScratchFile::~ScratchFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void ScratchFile::write_at(std::uint64_t offset, std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(directory_);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

void ScratchFile::read_at(std::uint64_t offset, std::span<char> bytes) const {
  while (!bytes.empty()) {
    const ssize_t got =
        ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(directory_);
    if (got == 0) break;
    bytes = bytes.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
  std::fill(bytes.begin(), bytes.end(), '\0');
}

}  // namespace drawdown
