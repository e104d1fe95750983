// Rows of a table in a run directory, one after the other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/config/lines/csv_lines.hpp"
#include "sim/model/geometry/unit_set.hpp"
#include "sim/review/run/run_files.hpp"

namespace drawdown {

/// Streams a table in constant memory. Fields are asked for by the place of their column in the
/// list that it is made with. Raises InputError, at file:line:column, where a row is not what its
/// table has.
class RunTable {
 public:
  RunTable(const RunFiles& run, std::string_view file, const std::vector<std::string>& columns)
      : RunTable(run.path(file).string(), columns) {}
  /// The same, of any table.
  RunTable(const std::string& path, const std::vector<std::string>& columns);

  /// The next row; false after the last. Texts are valid until the next call.
  bool next();

  std::string_view text(std::size_t column) const { return texts_[at_[column]]; }
  bool is_empty(std::size_t column) const { return text(column).empty(); }
  /// A whole number, not negative.
  std::int64_t whole(std::size_t column) const;
  /// Seconds, exactly.
  Duration seconds(std::size_t column) const;
  Instant moment(std::size_t column) const { return kRunStart + seconds(column); }
  /// Seconds; nothing of an empty field.
  std::optional<Duration> maybe_seconds(std::size_t column) const;
  std::optional<Instant> maybe_moment(std::size_t column) const;
  /// A decimal number.
  double decimal(std::size_t column) const;
  /// A decimal number with at most six decimals, in millionths.
  std::int64_t millionths(std::size_t column) const;
  /// Ranges of units, not empty.
  UnitRanges units(std::size_t column) const;

  /// Raises InputError: expected `what`, got the field.
  [[noreturn]] void refuse(std::size_t column, std::string_view what) const;

 private:
  bool split_plain();
  void split();

  LineReader lines_;
  std::vector<std::size_t> at_;  // by column, its place in the file
  std::string_view line_;
  std::vector<std::string_view> texts_;  // of the row, all of them
  FieldSplitter splitter_;
};

/// The names of all columns of a table.
std::vector<std::string> columns_of(const std::string& path);

}  // namespace drawdown
