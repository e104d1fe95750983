// Lines of comma-separated values: the one with the names, and the fields of the others.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/config/lines/line_faults.hpp"
#include "sim/config/lines/line_reader.hpp"

namespace drawdown {

/// Splits lines into fields (RFC 4180, but a quoted field ends on its line), without a copy where
/// nothing is quoted.
class FieldSplitter {
 public:
  /// The fields are valid until the next call, or the end of `line`'s life.
  const std::vector<Field>& split(std::string_view line, LineFaults& faults);
  /// The same; another number of fields is a fault.
  const std::vector<Field>& split(std::string_view line, std::size_t count, LineFaults& faults);

 private:
  std::size_t take_plain(std::string_view line, std::size_t begin);
  std::size_t take_quoted(std::string_view line, std::size_t begin, LineFaults& faults);

  std::vector<Field> fields_;
  std::string unquoted_;
};

/// The line of column names.
struct CsvHeader {
  std::string line;
  Place place;
  std::vector<std::string> names;

  bool has(std::string_view name) const;
  /// Where the column of this name stands; a column that is not there, or twice, is reported at
  /// `named_at`, or here where that has no file.
  std::size_t find(std::string_view name, Diagnostics& diagnostics,
                   const Place& named_at = {}) const;
};

/// The first line that is neither empty nor a comment (`#`); no names in a file without one.
CsvHeader read_csv_header(LineReader& lines, Diagnostics& diagnostics);

}  // namespace drawdown
