// Sums of a table in a run directory, by some of its columns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace drawdown {

/// What rows are told apart by.
struct Dimension {
  std::string_view name;
  std::string_view column;
  std::size_t length = std::string_view::npos;  ///< of the field so many bytes count
};

/// What is added up: whole numbers, or six decimals.
struct Summand {
  std::string_view name;
  std::string_view column;
  bool has_decimals;
  std::string_view heading;  ///< for people, who see it divided by this, with so many decimals
  double unit;
  int decimals;
};

/// One file of a run directory.
struct BreakdownTable {
  std::string_view file;
  std::string_view missing;  ///< what to say of a run that does not have it
  std::span<const Dimension> dimensions;
  std::span<const Summand> measures;

  std::vector<std::string> dimension_names() const;
};

/// waterfall.csv and ledger.csv (docs/contracts.md, Files).
const BreakdownTable& waterfall_breakdown();
const BreakdownTable& ledger_breakdown();

/// The exact sums, in whole numbers or millionths, of the rows that agree in some dimensions.
struct Breakdown {
  struct Row {
    std::vector<std::string> fields;  ///< by dimension
    std::vector<std::int64_t> sums;   ///< by measure
  };

  const BreakdownTable* table;
  std::vector<std::string> dimensions;
  /// By dimension, in the order in which its fields come first in the file.
  std::vector<Row> rows;
};

/// Raises InputError where `directory` is no run directory, or has no such table.
Breakdown break_down(const std::filesystem::path& directory, const BreakdownTable& table,
                     const std::vector<std::string>& dimensions);

/// For people, aligned, with the total.
std::string breakdown_text(const Breakdown& breakdown);
std::string breakdown_csv(const Breakdown& breakdown);
/// A list, an object a row.
std::string breakdown_json(const Breakdown& breakdown);

}  // namespace drawdown
