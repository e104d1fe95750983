#include "sim/study/execution/whole_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include <signal.h>
#include <unistd.h>

#include "sim/base/errors.hpp"
#include "sim/base/output_file.hpp"
#include "sim/base/text.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartial = ".partial";

// The name of this machine, as a part of file names.
std::string machine() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  std::string text(name.data());
  const auto ends_a_part = [](char c) { return c == '.' || c == '/'; };
  std::replace_if(text.begin(), text.end(), ends_a_part, '_');
  return text;
}

// A process that was killed stays in the list as a zombie where nobody asks how it ended, as under
// the first process of many containers.
bool is_gone(pid_t process) {
  if (::kill(process, 0) != 0) return errno == ESRCH;
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos || name_end + 2 >= line.size()) return false;
  const char state = line[name_end + 2];
  return state == 'Z' || state == 'X';
}

}  // namespace

fs::path partial_path(const fs::path& path, pid_t process) {
  const std::string name = path.filename().string();
  return path.parent_path() / fmt::format(".{}.{}-{}{}", name, machine(), process, kPartial);
}

bool is_leftover(const fs::path& path) {
  const std::string file_name = path.filename().string();
  std::string_view name = file_name;
  if (!name.starts_with('.') || !name.ends_with(kPartial)) return false;
  name.remove_suffix(kPartial.size());
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos) return false;
  if (!name.substr(0, dash).ends_with("." + machine())) return false;
  const auto process = parse_integer(name.substr(dash + 1));
  return process && *process > 0 && is_gone(static_cast<pid_t>(*process));
}

void write_whole(const fs::path& path, std::string_view text) {
  const fs::path partial = partial_path(path, ::getpid());
  std::error_code error;
  try {
    OutputFile file(partial);
    file.buffer().append(text);
    file.close();
    fs::rename(partial, path, error);
    if (error) {
      throw EnvironmentError(fmt::format("cannot write {}: {}", path.string(), error.message()));
    }
  } catch (const EnvironmentError&) {
    std::error_code ignored;
    fs::remove(partial, ignored);
    throw;
  }
}

}  // namespace drawdown
