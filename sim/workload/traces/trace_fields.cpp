#include "sim/workload/traces/trace_fields.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/model/geometry/ask_text.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kMaxShifted = 100'000'000'000'000'000;  // 10^17; ten times it still fits
constexpr std::int64_t kMaxTraceChips = 1'000'000'000;
// Of each TimeUnit that is a number: its name in messages, and the power of ten that makes it ms.
constexpr std::array<std::pair<std::string_view, int>, 3> kTimeUnits = {
    {{"seconds", 3}, {"milliseconds", 0}, {"microseconds", -3}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The number whose digits are taken one by one, most significant first.
class DigitSum {
 public:
  void take(int digit) {
    if (value_ > kMaxShifted / 10) overflow_ = true;
    if (!overflow_) value_ = value_ * 10 + digit;
  }
  // A digit after the last whole one: the first such digit decides the rounding.
  void take_fraction(int digit) {
    if (!any_fraction_ && digit >= 5) round_up_ = true;
    any_fraction_ = true;
    if (digit != 0) exact_ = false;
  }
  Shifted result(bool negative) const {
    const std::int64_t value = value_ + (round_up_ ? 1 : 0);
    if (overflow_ || value > kMaxShifted) return {0, false, false};
    return {negative ? -value : value, exact_, true};
  }

 private:
  std::int64_t value_ = 0;
  bool overflow_ = false;
  bool round_up_ = false;
  bool any_fraction_ = false;
  bool exact_ = true;
};

std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

// `text` is `e` and a whole number, or nothing.
std::optional<int> parse_exponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  text.remove_prefix(1);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return text.front() == '-' ? -9999 : 9999;
  return std::clamp(exponent, -9999, 9999);
}

// shift_decimal for any text.
std::optional<Shifted> shift_digits(std::string_view text, int power) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::string_view whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  const auto exponent = parse_exponent(text);
  if ((whole.empty() && fraction.empty()) || !exponent) return std::nullopt;
  // All digits stand in one row; the first `kept` of them are the whole number.
  const std::int64_t kept = static_cast<std::int64_t>(whole.size()) + power + *exponent;
  std::int64_t position = 0;
  DigitSum sum;
  if (kept < 0) sum.take_fraction(0);  // a zero stands between the point and the first digit
  for (const std::string_view part : {whole, fraction}) {
    for (const char c : part) {
      if (position++ < kept) {
        sum.take(c - '0');
      } else {
        sum.take_fraction(c - '0');
      }
    }
  }
  for (; position < kept; ++position) sum.take(0);
  return sum.result(negative);
}

// None of it in an empty field and after a fault.
template <class T>
T read_quantity(const Field& field, LineFaults& faults) {
  if (field.text.empty()) return {};
  const auto value = Quantity<T>::parse(field.text);
  if (!value) faults.expected(Quantity<T>::expected, field);
  return value.value_or(T{});
}

}  // namespace

std::optional<Shifted> shift_decimal(std::string_view text, int power) {
  // The usual case, fast: a whole number whose product with 10^power cannot exceed kMaxShifted.
  constexpr std::array<std::int64_t, 4> kTens = {1, 10, 100, 1000};
  constexpr std::size_t kMaxDigits = 14;
  const bool negative = text.starts_with('-');
  const std::string_view digits = text.substr(negative ? 1 : 0);
  if (power < 0 || power > 3 || digits.empty() || digits.size() > kMaxDigits) {
    return shift_digits(text, power);
  }
  std::int64_t value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return shift_digits(text, power);
    value = value * 10 + (c - '0');
  }
  value *= kTens[static_cast<std::size_t>(power)];
  return Shifted{negative ? -value : value, true, true};
}

Duration read_duration(const Field& field, TimeUnit unit, std::string_view what,
                       LineFaults& faults) {
  const auto& [name, power] = kTimeUnits[static_cast<std::size_t>(unit)];
  const auto number = shift_decimal(field.text, power);
  if (!number) {
    faults.expected(fmt::format("{} in {}", what, name), field);
    return Duration{0};
  }
  const Duration time{number->value};
  if (!number->fits || time > kMaxTraceTime || time < -kMaxTraceTime) {
    faults.expected(fmt::format("{} in {} of at most 3,000 years", what, name), field);
    return Duration{0};
  }
  return time;
}

Duration read_moment(const Field& field, TimeUnit unit, Date start, LineFaults& faults) {
  constexpr std::string_view kWhat = "a submit time";
  if (unit != TimeUnit::date) return read_duration(field, unit, kWhat, faults);
  const auto date = parse_date(field.text);
  if (!date) {
    faults.expected("a submit date (UTC), e.g. 2017-10-09 07:01:55", field);
    return Duration{0};
  }
  return *date - start;
}

Chips read_chips(const Field& field, LineFaults& faults) {
  const auto number = shift_decimal(field.text, 0);
  if (!number || !number->exact) {
    faults.expected("a whole number of chips", field);
    return Chips{0};
  }
  if (!number->fits || number->value > kMaxTraceChips) {
    faults.expected(fmt::format("at most {} chips", kMaxTraceChips), field);
    return Chips{0};
  }
  return Chips{number->value};
}

Shape read_shape(const Field& field, LineFaults& faults) {
  return read_quantity<Shape>(field, faults);
}

PlacementLimit read_limit(const Field& field, LineFaults& faults) {
  return read_quantity<PlacementLimit>(field, faults);
}

Priority read_priority(const Field& field, LineFaults& faults) {
  return read_quantity<Priority>(field, faults);
}

void refuse_if_never_ran(Job& job) {
  job.refusal = {};
  if (job.run < Duration{0}) {
    job.refusal = "no_run_time";
    job.run = Duration{0};
  }
  if (job.chips < Chips{1}) {
    job.refusal = "no_chips";
    job.chips = Chips{0};
  }
}

}  // namespace drawdown
