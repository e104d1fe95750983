#include "sim/model/distribution/sample_reader.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/base/text.hpp"
#include "sim/config/content_hash.hpp"
#include "sim/config/source_text.hpp"
#include "sim/model/series/text_file.hpp"

namespace drawdown {
namespace {

constexpr std::array<Word<double>, 3> kMsPerUnit = {{{"s", 1000.0}, {"ms", 1.0}, {"us", 0.001}}};

// The fields of a line, none of which is quoted.
std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  std::size_t end = 0;
  while ((end = line.find(',')) != std::string_view::npos) {
    fields.push_back(line.substr(0, end));
    line.remove_prefix(end + 1);
  }
  fields.push_back(line);
  return fields;
}

// The line of column names: the first that is neither empty nor a comment.
std::size_t header_of(const SourceText& text, std::size_t lines) {
  std::size_t line = 0;
  while (line + 1 < lines && (text.line(line).empty() || text.line(line).starts_with('#'))) ++line;
  return line;
}

// The number in a field of a line; nothing, and a diagnostic, where there is none.
std::optional<double> read_field(const SourceText& text, std::size_t line, std::size_t index,
                                 std::size_t count, Diagnostics& diagnostics) {
  const std::vector<std::string_view> fields = split(text.line(line));
  if (fields.size() != count) {
    diagnostics.add(text.place(line, 0),
                    fmt::format("expected {} fields without quotes, got {}", count, fields.size()));
    return std::nullopt;
  }
  const std::string_view field = trim(fields[index]);
  const auto value = parse_decimal(field);
  if (value && *value >= 0) return value;
  const auto byte = static_cast<std::size_t>(fields[index].data() - text.line(line).data());
  diagnostics.add(text.place(line, byte),
                  fmt::format("expected a time of 0 or more, got '{}'", field));
  return std::nullopt;
}

// The values of a column; none after a fault.
std::vector<double> read_values(const SourceText& text, const std::string& column,
                                MapReader& sample) {
  const std::size_t lines = text.line_of(text.text().size()) + 1;
  const std::size_t header = header_of(text, lines);
  std::vector<std::string_view> names = split(text.line(header));
  std::ranges::transform(names, names.begin(), trim);
  if (std::ranges::count(names, column) != 1) {
    if (column.empty()) return {};  // could not be read, and was reported then
    sample.error("column", fmt::format("expected one of the columns that {} has once: {}",
                                       text.name(), fmt::join(names, ", ")));
    return {};
  }
  const auto index = static_cast<std::size_t>(std::ranges::find(names, column) - names.begin());
  std::vector<double> values;
  for (std::size_t line = header + 1; line < lines; ++line) {
    if (text.line(line).empty()) continue;
    const auto value = read_field(text, line, index, names.size(), sample.diagnostics());
    if (!value) return {};
    values.push_back(*value);
  }
  if (values.empty()) sample.error("file", fmt::format("{} has no values", text.name()));
  return values;
}

}  // namespace

EmpiricalDuration read_sample(MapReader sample) {
  const FileName file = sample.required_file("file");
  const auto column = sample.required<std::string>("column");
  const double ms_per_unit = sample.required_choice("unit", kMsPerUnit);
  sample.node("hash");
  if (file.path.empty()) return {};
  std::string problem;
  auto bytes = read_text(file.path, problem);
  if (!bytes) {
    sample.error("file", fmt::format("'{}' {}", file.path, problem));
    return {};
  }
  check_hash(sample, content_hash(*bytes));
  make_absolute(sample, file);
  const auto text = std::make_shared<SourceText>(file.path, *std::move(bytes));
  sample.diagnostics().keep(text);
  if (const auto byte = first_invalid_utf8(text->text())) {
    sample.diagnostics().add(text->place(*byte), "expected UTF-8");
    return {};
  }
  std::vector<double> values = read_values(*text, column, sample);
  for (double& value : values) value *= ms_per_unit;
  std::ranges::sort(values);
  return {std::make_shared<const std::vector<double>>(std::move(values))};
}

}  // namespace drawdown
