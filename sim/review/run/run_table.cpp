#include "sim/review/run/run_table.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::string_view kSeconds = "seconds with at most three decimals";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes a number of digits alone off the front.
template <class Number>
bool take_number(std::string_view& text, Number& number) {
  if (text.empty() || !is_digit(text.front())) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc();
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// `12` or `12.345`, in ms.
std::optional<std::int64_t> parse_ms(std::string_view text) {
  std::int64_t whole = 0;
  if (!take_number(text, whole) || whole > to_ms(kNever) / kMsPerSecond) return std::nullopt;
  std::int64_t ms = whole * kMsPerSecond;
  if (!take(text, '.')) return text.empty() ? std::optional(ms) : std::nullopt;
  if (text.empty() || text.size() > 3 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::int64_t unit = kMsPerSecond;
  for (const char c : text) ms += (c - '0') * (unit /= 10);
  return ms;
}

std::optional<UnitRanges> parse_units(std::string_view text) {
  UnitRanges ranges;
  do {
    UnitRange range{};
    if (!take_number(text, range.first)) return std::nullopt;
    range.last = range.first;
    if (take(text, '-') && (!take_number(text, range.last) || range.last < range.first)) {
      return std::nullopt;
    }
    ranges.push_back(range);
  } while (take(text, ' '));
  return text.empty() ? std::optional(std::move(ranges)) : std::nullopt;
}

}  // namespace

RunTable::RunTable(const RunFiles& run, std::string_view file,
                   const std::vector<std::string>& columns)
    : lines_(run.path(file).string()) {
  Diagnostics diagnostics;
  const CsvHeader header = read_csv_header(lines_, diagnostics);
  diagnostics.raise_if_any();
  width_ = header.names.size();
  for (const std::string& column : columns) {
    const auto found = std::ranges::find(header.names, column);
    if (found == header.names.end()) {
      throw InputError(fmt::format("{}: it has no column '{}'", lines_.path(), column));
    }
    at_.push_back(static_cast<std::size_t>(found - header.names.begin()));
  }
}

bool RunTable::next() {
  if (!lines_.next(line_)) return false;
  fields_ = &splitter_.split(line_, width_, faults_);
  faults_.raise_if_any(lines_, line_);
  return true;
}

std::int64_t RunTable::whole(std::size_t column) const {
  std::string_view rest = text(column);
  std::int64_t number = 0;
  if (!take_number(rest, number) || !rest.empty()) refuse(column, "a whole number");
  return number;
}

Duration RunTable::seconds(std::size_t column) const {
  const auto ms = parse_ms(text(column));
  if (!ms) refuse(column, kSeconds);
  return Duration(*ms);
}

std::optional<Duration> RunTable::maybe_seconds(std::size_t column) const {
  return is_empty(column) ? std::nullopt : std::optional(seconds(column));
}

std::optional<Instant> RunTable::maybe_moment(std::size_t column) const {
  return is_empty(column) ? std::nullopt : std::optional(moment(column));
}

double RunTable::decimal(std::size_t column) const {
  const auto number = parse_decimal(text(column));
  if (!number) refuse(column, "a number");
  return *number;
}

UnitRanges RunTable::units(std::size_t column) const {
  auto ranges = parse_units(text(column));
  if (!ranges) refuse(column, "ranges of units, e.g. 0-3 8");
  return *std::move(ranges);
}

void RunTable::refuse(std::size_t column, std::string_view what) const {
  LineFaults faults;
  faults.expected(what, field(column));
  faults.raise_if_any(lines_, line_);
  raise_bug("a fault was not raised");
}

}  // namespace drawdown
