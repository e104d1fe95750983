// Where in the input something is.
#pragma once

#include <compare>
#include <string>

namespace drawdown {

/// A place in a file: line and column count from 1, in characters. Line 0: the file as a whole;
/// column 0: the line as a whole.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;

  auto operator<=>(const Place&) const = default;
};

/// `file:line:column`, as far as it is known.
std::string to_text(const Place& place);

}  // namespace drawdown
