// Files that are there whole or not at all, also where many processes write at once.
#pragma once

#include <filesystem>
#include <string_view>

#include <sys/types.h>

namespace drawdown {

/// Writes a file under a temporary name beside its own, and renames it. There is no fsync: a power
/// cut may lose it or leave it empty. Raises EnvironmentError, and leaves nothing then.
void write_whole(const std::filesystem::path& path, std::string_view text);

/// The temporary name that a process of this machine gives the file.
std::filesystem::path partial_path(const std::filesystem::path& path, pid_t process);

/// Whether it is such a name of a process of this machine that is gone: nobody will rename it.
bool is_leftover(const std::filesystem::path& path);

}  // namespace drawdown
