#include "sim/model/distribution/sample_reader.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/base/text.hpp"
#include "sim/config/lines/csv_lines.hpp"
#include "sim/config/lines/line_faults.hpp"
#include "sim/config/lines/line_reader.hpp"
#include "sim/model/series/named_file.hpp"

namespace drawdown {
namespace {

constexpr std::array<Word<double>, 3> kMsPerUnit = {{{"s", 1000.0}, {"ms", 1.0}, {"us", 0.001}}};

// The number in a field; nothing, and a fault, where there is none.
std::optional<double> read_field(const Field& field, LineFaults& faults) {
  const auto value = parse_decimal(field.text);
  if (value && *value >= 0) return value;
  faults.expected("a time of 0 or more", field);
  return std::nullopt;
}

// The values of a column; none after a fault.
std::vector<double> read_values(LineReader& lines, const std::string& column, MapReader& sample) {
  const CsvHeader header = read_csv_header(lines, sample.diagnostics());
  if (std::ranges::count(header.names, column) != 1) {
    if (column.empty()) return {};  // could not be read, and was reported then
    sample.error("column", fmt::format("expected one of the columns that {} has once: {}",
                                       lines.path(), fmt::join(header.names, ", ")));
    return {};
  }
  const auto index =
      static_cast<std::size_t>(std::ranges::find(header.names, column) - header.names.begin());
  std::vector<double> values;
  FieldSplitter splitter;
  LineFaults faults;
  std::string_view line;
  while (lines.next(line)) {
    if (line.empty()) continue;
    const std::vector<Field>& fields = splitter.split(line, header.names.size(), faults);
    const auto value = faults.any() ? std::nullopt : read_field(fields[index], faults);
    faults.add_to(sample.diagnostics(), lines, line);
    if (!value) return {};
    values.push_back(*value);
  }
  if (values.empty()) sample.error("file", fmt::format("{} has no values", lines.path()));
  return values;
}

std::vector<double> read_file(const std::string& path, const std::string& column,
                              MapReader& sample) {
  try {
    LineReader lines(path);
    std::vector<double> values = read_values(lines, column, sample);
    check_hash(sample, lines.content_hash());
    return values;
  } catch (const FileFault& fault) {
    if (fault.place().line == 0) {
      sample.error("file", fmt::format("'{}' {}", path, fault.message()));
    } else {
      sample.diagnostics().add(fault.place(), fault.message());
    }
    return {};
  }
}

}  // namespace

EmpiricalDuration read_sample(MapReader sample) {
  const FileName file = sample.required_file("file");
  const auto column = sample.required<std::string>("column");
  const double ms_per_unit = sample.required_choice("unit", kMsPerUnit);
  sample.node("hash");
  if (file.path.empty()) return {};
  std::vector<double> values = read_file(file.path, column, sample);
  make_absolute(sample, file);
  for (double& value : values) value *= ms_per_unit;
  std::ranges::sort(values);
  return {std::make_shared<const std::vector<double>>(std::move(values))};
}

}  // namespace drawdown
