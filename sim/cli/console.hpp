// What the verbs print.
#pragma once

#include <string_view>

namespace drawdown {

/// Results: to stdout, every byte or EnvironmentError.
void print_result(std::string_view text);
/// Whether a person watches stderr.
bool stderr_is_terminal();

}  // namespace drawdown
