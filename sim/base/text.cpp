#include "sim/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

namespace drawdown {
namespace {

__extension__ using Wide = __int128;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Insertions, deletions, substitutions and swaps of neighbours, each counted as one.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, substituted});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
    }
  }
  return table[a.size()][b.size()];
}

// Takes exactly `digits` digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// `08:30`, `08:30:15` or `08:30:15.250`; a fraction finer than a millisecond is no value.
std::optional<Duration> take_time_of_day(std::string_view& text) {
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > 23 || !take(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  Duration time = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  if (!take(text, ':')) return time;
  const auto seconds = take_digits(text, 2);
  if (!seconds || *seconds > 59) return std::nullopt;
  time += std::chrono::seconds(*seconds);
  if (!take(text, '.')) return time;
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto digits = static_cast<std::size_t>(end - text.begin());
  const auto fraction = parse_scaled(fmt::format("0.{}", text.substr(0, digits)), 1000);
  if (digits == 0 || !fraction) return std::nullopt;
  text.remove_prefix(digits);
  return time + Duration(*fraction);
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (text = trim(text); !text.empty(); text = trim(text)) {
    words.push_back(text.substr(0, text.find(' ')));
    text.remove_prefix(words.back().size());
  }
  return words;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  return parse_scaled(text, 1);
}

std::optional<double> parse_decimal(std::string_view text) {
  const bool plus = take(text, '+');
  if (text.empty() || (plus && text.front() == '-')) return std::nullopt;
  const std::size_t first = text.front() == '-' ? 1 : 0;
  if (first >= text.size() || !(is_digit(text[first]) || text[first] == '.')) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_scaled(std::string_view amount, std::int64_t scale) {
  const bool negative = take(amount, '-');
  if (!negative) take(amount, '+');
  // digits x 10^-decimals x scale, all in 128 bits; 27 digits x 10^11 still fit.
  Wide digits = 0;
  int decimals = 0;
  int exponent = 0;
  bool any_digit = false;
  bool after_point = false;
  while (!amount.empty()) {
    const char c = amount.front();
    if (is_digit(c)) {
      if (digits > Wide{1'000'000'000'000'000'000}) return std::nullopt;
      digits = digits * 10 + (c - '0');
      decimals += after_point ? 1 : 0;
      any_digit = true;
    } else if (c == '.' && !after_point) {
      after_point = true;
    } else if (c == '_' && any_digit && amount.size() > 1 && is_digit(amount[1])) {
      // a separator of thousands
    } else if ((c == 'e' || c == 'E') && any_digit) {
      amount.remove_prefix(1);
      take(amount, '+');
      const auto [end, error] =
          std::from_chars(amount.data(), amount.data() + amount.size(), exponent);
      if (error != std::errc() || end != amount.data() + amount.size()) return std::nullopt;
      break;
    } else {
      return std::nullopt;
    }
    amount.remove_prefix(1);
  }
  if (!any_digit || exponent > 18 || exponent < -18) return std::nullopt;
  Wide product = digits * scale;
  for (int shift = exponent - decimals; shift > 0; --shift) {
    if (product > Wide{INT64_MAX}) return std::nullopt;
    product *= 10;
  }
  for (int shift = exponent - decimals; shift < 0; ++shift) {
    if (product % 10 != 0) return std::nullopt;
    product /= 10;
  }
  if (product > Wide{INT64_MAX}) return std::nullopt;
  const auto value = static_cast<std::int64_t>(product);
  return negative ? -value : value;
}

std::optional<Date> parse_date(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day calendar{std::chrono::year(*year),
                                             std::chrono::month(static_cast<unsigned>(*month)),
                                             std::chrono::day(static_cast<unsigned>(*day))};
  if (!calendar.ok()) return std::nullopt;
  const Date midnight = std::chrono::sys_days(calendar);
  if (text.empty()) return midnight;
  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  const auto time = take_time_of_day(text);
  if (!time) return std::nullopt;
  take(text, 'Z');
  if (!text.empty()) return std::nullopt;
  return midnight + *time;
}

std::string format_date(Date date) {
  const auto day = std::chrono::floor<std::chrono::days>(date);
  const std::chrono::year_month_day calendar(day);
  const std::chrono::hh_mm_ss time(date - day);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(calendar.year()),
                  static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()));
  if (date == day) return text;
  text += fmt::format(" {:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(),
                      time.seconds().count());
  if (time.subseconds().count() != 0) text += fmt::format(".{:03}", time.subseconds().count());
  return text;
}

std::string format_duration(Duration time) {
  constexpr auto kDay = std::chrono::days(1);
  const std::chrono::hh_mm_ss rest(time % kDay);
  std::string text;
  const auto add = [&](std::int64_t count, std::string_view unit) {
    if (count > 0) text += fmt::format("{} {} ", count, unit);
  };
  add(time / kDay, "d");
  add(rest.hours().count(), "h");
  add(rest.minutes().count(), "min");
  const std::int64_t ms = rest.subseconds().count();
  if (ms > 0) return text + fmt::format("{}.{:03} s", rest.seconds().count(), ms);
  if (text.empty()) return fmt::format("{} s", rest.seconds().count());
  add(rest.seconds().count(), "s");
  text.pop_back();
  return text;
}

std::optional<std::string_view> near_miss(std::string_view name,
                                          std::span<const std::string_view> known) {
  const std::size_t limit = std::max<std::size_t>(1, name.size() / 3);
  std::optional<std::string_view> nearest;
  std::size_t least = limit + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i, unsigned char low, unsigned char high) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char lead = byte(i);
    // The ranges of the Unicode standard, table 3-7: no overlong forms, no surrogates.
    if (lead < 0x80) {
      i += 1;
    } else if (lead >= 0xC2 && lead <= 0xDF && continues(i + 1, 0x80, 0xBF)) {
      i += 2;
    } else if (lead >= 0xE0 && lead <= 0xEF &&
               continues(i + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) &&
               continues(i + 2, 0x80, 0xBF)) {
      i += 3;
    } else if (lead >= 0xF0 && lead <= 0xF4 &&
               continues(i + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) &&
               continues(i + 2, 0x80, 0xBF) && continues(i + 3, 0x80, 0xBF)) {
      i += 4;
    } else {
      return i;
    }
  }
  return std::nullopt;
}

}  // namespace drawdown
