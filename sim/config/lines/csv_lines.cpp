#include "sim/config/lines/csv_lines.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/base/text.hpp"

namespace drawdown {

const std::vector<Field>& FieldSplitter::split(std::string_view line, LineFaults& faults) {
  fields_.clear();
  unquoted_.clear();
  unquoted_.reserve(line.size());  // so that it never moves under the fields that view it
  std::size_t at = 0;
  while (true) {
    at = line.substr(at).starts_with('"') ? take_quoted(line, at, faults) : take_plain(line, at);
    if (at >= line.size()) break;
    ++at;  // the comma
  }
  return fields_;
}

const std::vector<Field>& FieldSplitter::split(std::string_view line, std::size_t count,
                                               LineFaults& faults) {
  split(line, faults);
  if (!faults.any() && fields_.size() != count) {
    const std::size_t column = fields_.size() > count ? fields_[count].column : line.size() + 1;
    faults.add(column, fmt::format("expected {} fields, got {}", count, fields_.size()));
  }
  return fields_;
}

std::size_t FieldSplitter::take_plain(std::string_view line, std::size_t begin) {
  const std::size_t end = std::min(line.find(',', begin), line.size());
  const std::string_view text = trim(line.substr(begin, end - begin));
  const auto blanks =
      text.empty() ? 0 : static_cast<std::size_t>(text.data() - line.data()) - begin;
  fields_.push_back({text, begin + blanks + 1});
  return end;
}

std::size_t FieldSplitter::take_quoted(std::string_view line, std::size_t begin,
                                       LineFaults& faults) {
  const std::size_t first = unquoted_.size();
  std::size_t at = begin + 1;
  bool closed = false;
  while (at < line.size() && !closed) {
    const bool quote = line[at] == '"';
    if (quote && !line.substr(at + 1).starts_with('"')) {
      closed = true;
    } else {
      unquoted_.push_back(line[at]);
      at += quote ? 1 : 0;
    }
    ++at;
  }
  if (!closed) faults.add(begin + 1, "expected a closing quote on the same line");
  if (at < line.size() && line[at] != ',') {
    faults.add(at + 1, "expected a comma after the closing quote");
    at = std::min(line.find(',', at), line.size());
  }
  fields_.push_back({std::string_view(unquoted_).substr(first), begin + 1});
  return at;
}

bool CsvHeader::has(std::string_view name) const {
  return std::ranges::find(names, name) != names.end();
}

std::size_t CsvHeader::find(std::string_view name, Diagnostics& diagnostics,
                            const Place& named_at) const {
  const auto fault = [&](std::string message) {
    if (named_at.file.empty()) {
      diagnostics.add(place, std::move(message), line);
    } else {
      diagnostics.add(named_at, std::move(message));
    }
  };
  const auto it = std::ranges::find(names, name);
  if (it == names.end()) {
    const std::vector<std::string_view> known(names.begin(), names.end());
    const auto near = near_miss(name, known);
    fault(fmt::format("the trace has no column '{}'{}; it has {}", name,
                      near ? fmt::format(" (did you mean '{}'?)", *near) : "",
                      fmt::join(names, ", ")));
    return 0;
  }
  if (std::find(it + 1, names.end(), name) != names.end()) {
    fault(fmt::format("the trace has two columns '{}'", name));
  }
  return static_cast<std::size_t>(it - names.begin());
}

CsvHeader read_csv_header(LineReader& lines, Diagnostics& diagnostics) {
  std::string_view line;
  do {
    if (!lines.next(line)) return {{}, {lines.path()}, {}};
  } while (line.empty() || line.starts_with('#'));
  CsvHeader header{std::string(line), lines.place(1), {}};
  FieldSplitter splitter;
  LineFaults faults;
  for (const Field& field : splitter.split(line, faults)) header.names.emplace_back(field.text);
  faults.add_to(diagnostics, lines, line);
  return header;
}

}  // namespace drawdown
