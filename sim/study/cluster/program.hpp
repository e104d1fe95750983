// Programs of the system that we talk to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace drawdown {

/// What a program printed, and how it ended.
struct ProgramResult {
  int exit_code = 0;  ///< 128 + signal, if one ended it
  std::string out;
  std::string err;
};

/// Whether PATH leads to a program of that name.
bool has_program(std::string_view name);

/// Runs a program to its end, found in PATH, without a shell. Raises EnvironmentError where it
/// cannot be started.
ProgramResult run_program(const std::vector<std::string>& words);

/// The words of a command line, as a shell takes them apart: blanks between them, quotes and
/// backslashes around blanks. Raises InputError, naming `option`, where a quote is left open.
std::vector<std::string> split_words(std::string_view text, std::string_view option);

/// A word as a shell must see it.
std::string shell_word(std::string_view word);

}  // namespace drawdown
