#include "sim/review/run/run_table.hpp"

#include <algorithm>
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

// Takes a number of digits alone off the front. Most have few: a loop is faster than a call.
template <class Number>
bool take_number(std::string_view& text, Number& number) {
  constexpr Number kMost = std::numeric_limits<Number>::max();
  number = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && is_digit(text[digits]); ++digits) {
    if (number > (kMost - 9) / 10) return false;
    number = number * 10 + (text[digits] - '0');
  }
  text.remove_prefix(digits);
  return digits > 0;
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

CsvHeader read_header(LineReader& lines) {
  Diagnostics diagnostics;
  CsvHeader header = read_csv_header(lines, diagnostics);
  diagnostics.raise_if_any();
  return header;
}

}  // namespace

std::vector<std::string> columns_of(const std::string& path) {
  LineReader lines(path);
  return read_header(lines).names;
}

RunTable::RunTable(const std::string& path, const std::vector<std::string>& columns)
    : lines_(path) {
  const CsvHeader header = read_header(lines_);
  texts_.resize(header.names.size());
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
  if (!split_plain()) split();
  return true;
}

// Of a line without quotes; false, and nothing is said, where it is another.
bool RunTable::split_plain() {
  const char* begin = line_.data();
  const char* const end = begin + line_.size();
  std::size_t fields = 0;
  for (const char* at = begin; at != end; ++at) {
    if (*at > ',' || (*at != ',' && *at != '"')) continue;
    if (*at == '"' || fields + 1 == texts_.size()) return false;
    texts_[fields++] = {begin, at};
    begin = at + 1;
  }
  texts_[fields++] = {begin, end};
  return fields == texts_.size();
}

void RunTable::split() {
  LineFaults faults;
  const auto& fields = splitter_.split(line_, texts_.size(), faults);
  faults.raise_if_any(lines_, line_);
  std::ranges::transform(fields, texts_.begin(), &Field::text);
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

std::int64_t RunTable::millionths(std::size_t column) const {
  const auto number = parse_scaled(text(column), 1'000'000);
  if (!number) refuse(column, "a number with at most six decimals");
  return *number;
}

UnitRanges RunTable::units(std::size_t column) const {
  auto ranges = parse_units(text(column));
  if (!ranges) refuse(column, "ranges of units, e.g. 0-3 8");
  return *std::move(ranges);
}

void RunTable::refuse(std::size_t column, std::string_view what) const {
  LineFaults faults;
  FieldSplitter splitter;
  faults.expected(what, splitter.split(line_, faults)[at_[column]]);
  faults.raise_if_any(lines_, line_);
  raise_bug("a fault was not raised");
}

}  // namespace drawdown
