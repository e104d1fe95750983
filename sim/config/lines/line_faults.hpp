// What is wrong with a line of a file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/config/lines/line_reader.hpp"

namespace drawdown {

/// One field and where it begins in its line, in bytes from 1.
struct Field {
  std::string_view text;
  std::size_t column = 0;
};

/// What is wrong with one line. It is a bad line if there is anything.
class LineFaults {
 public:
  struct Fault {
    std::size_t column;
    std::string message;
  };

  void clear() { faults_.clear(); }
  bool any() const { return !faults_.empty(); }
  const std::vector<Fault>& all() const { return faults_; }

  void add(std::size_t column, std::string message) {
    faults_.push_back({column, std::move(message)});
  }
  /// `expected WHAT, got 'FIELD'`
  void expected(std::string_view what, const Field& got);

  /// Reports them at their places in `line`, the one that `lines` gave last.
  void add_to(Diagnostics& diagnostics, const LineReader& lines, std::string_view line) const;
  /// Raises InputError with them, if there are any.
  void raise_if_any(const LineReader& lines, std::string_view line) const;

 private:
  std::vector<Fault> faults_;
};

}  // namespace drawdown
