#include "sim/cli/console.hpp"

#include <unistd.h>

#include "sim/base/output_file.hpp"

namespace drawdown {

void print_result(std::string_view text) {
  write_all(STDOUT_FILENO, text, "standard output");
}

bool stderr_is_terminal() {
  return ::isatty(STDERR_FILENO) == 1;
}

}  // namespace drawdown
