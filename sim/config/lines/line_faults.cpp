#include "sim/config/lines/line_faults.hpp"

#include <fmt/format.h>

namespace drawdown {
namespace {

constexpr std::size_t kMaxQuoted = 60;  // characters of a field that a message repeats

}  // namespace

void LineFaults::expected(std::string_view what, const Field& got) {
  std::string_view text = got.text;
  std::string_view ellipsis;
  if (text.size() > kMaxQuoted) {
    std::size_t end = kMaxQuoted;
    while ((text[end] & 0xC0) == 0x80) --end;  // whole characters of UTF-8 only
    text = text.substr(0, end);
    ellipsis = "...";
  }
  add(got.column, fmt::format("expected {}, got '{}{}'", what, text, ellipsis));
}

void LineFaults::add_to(Diagnostics& diagnostics, const LineReader& lines,
                        std::string_view line) const {
  for (const Fault& fault : faults_) {
    diagnostics.add(lines.place(fault.column), fault.message, std::string(line));
  }
}

void LineFaults::raise_if_any(const LineReader& lines, std::string_view line) const {
  if (!any()) return;
  Diagnostics diagnostics;
  add_to(diagnostics, lines, line);
  diagnostics.raise_if_any();
}

}  // namespace drawdown
