#include "sim/study/design/axis_range.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

constexpr int kFinestDecimals = 6;  // of durations that are not in seconds

// In the smallest unit of its kind.
Decimal in_base_unit(const Amount& amount) {
  Decimal number = amount.number;
  number.digits *= milliseconds_of(amount.unit).value_or(1);
  return reduced(number);
}

std::string unit_text(const std::string& unit) {
  return unit.empty() ? "no unit" : fmt::format("the unit '{}'", unit);
}

// `number` / `divisor` with few decimals; nothing where it needs more.
std::optional<Decimal> divided(Decimal number, std::int64_t divisor) {
  for (int more = 0; more <= kFinestDecimals; ++more) {
    if (number.digits % divisor == 0) {
      return Decimal{number.digits / divisor, number.decimals};
    }
    number.digits *= 10;
    ++number.decimals;
  }
  return std::nullopt;
}

}  // namespace

std::string AmountRange::problem_of(const Amount& from, const Amount& to) {
  const bool are_times = milliseconds_of(from.unit) && milliseconds_of(to.unit);
  if (are_times || from.unit == to.unit) return {};
  return fmt::format("expected {} as in `from`, got {}", unit_text(from.unit), unit_text(to.unit));
}

AmountRange::AmountRange(const Amount& from, const Amount& to)
    : unit_(from.unit),
      unit_ms_(milliseconds_of(from.unit).value_or(0)),
      is_whole_(unit_ms_ > 0 || (from.is_whole && to.is_whole)) {
  const Aligned ends = aligned(in_base_unit(from), in_base_unit(to));
  from_ = ends.a;
  to_ = ends.b;
  decimals_ = ends.decimals;
}

std::optional<std::int64_t> AmountRange::steps_of(const Amount& step) const {
  const auto [width, distance, decimals] = aligned(in_base_unit(step), {to_ - from_, decimals_});
  const bool is_too_fine = unit_ms_ > 0 && decimals > 0;  // for a duration
  if (width == 0 || is_too_fine || distance % width != 0) return std::nullopt;
  const Wide steps = distance / width;
  if (steps < 0 || steps > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(steps);
}

std::vector<std::string> AmountRange::by_step(const Amount& step) const {
  const auto steps = steps_of(step);
  require(steps.has_value(), "steps that lead nowhere");
  const auto [from, width, decimals] = aligned({from_, decimals_}, in_base_unit(step));
  std::vector<Decimal> numbers;
  for (std::int64_t i = 0; i <= *steps; ++i) numbers.push_back({from + i * width, decimals});
  return texts_of(numbers);
}

std::vector<std::string> AmountRange::evenly(std::size_t count) const {
  const auto gaps = static_cast<std::int64_t>(count - 1);
  std::vector<Decimal> numbers;
  if (const auto step = divided({to_ - from_, decimals_}, gaps)) {
    const auto [from, width, decimals] = aligned({from_, decimals_}, *step);
    for (std::int64_t i = 0; i <= gaps; ++i) numbers.push_back({from + i * width, decimals});
    return texts_of(numbers);
  }
  const double from = to_double({from_, decimals_});
  const double width = to_double({to_ - from_, decimals_});
  for (std::int64_t i = 0; i <= gaps; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(gaps);
    numbers.push_back(i == gaps ? Decimal{to_, decimals_} : rounded(from + part * width));
  }
  return texts_of(numbers);
}

std::vector<std::string> AmountRange::evenly_in_ratio(std::size_t count) const {
  const double from = to_double({from_, decimals_});
  const double ratio = to_double({to_, decimals_}) / from;
  std::vector<Decimal> numbers;
  numbers.push_back({from_, decimals_});
  for (std::size_t i = 1; i + 1 < count; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(count - 1);
    numbers.push_back(rounded(from * std::pow(ratio, part)));
  }
  numbers.push_back({to_, decimals_});
  return texts_of(numbers);
}

std::vector<std::string> AmountRange::at(const std::vector<double>& coordinates,
                                         bool is_log) const {
  const double from = to_double({from_, decimals_});
  const double to = to_double({to_, decimals_});
  std::vector<Decimal> numbers;
  for (const double u : coordinates) {
    if (is_whole_ && decimals_ == 0) {
      numbers.push_back({static_cast<Wide>(whole_at(u, is_log)), 0});
    } else {
      numbers.push_back(rounded(is_log ? from * std::pow(to / from, u) : from + u * (to - from)));
    }
  }
  return texts_of(numbers);
}

// Each whole number is a step of [from, to + 1).
double AmountRange::whole_at(double u, bool is_log) const {
  const auto from = static_cast<double>(from_);
  const auto to = static_cast<double>(to_);
  const double value =
      is_log ? from * std::pow((to + 1) / from, u) : from + std::floor(u * (to - from + 1));
  return std::clamp(std::floor(value), from, to);
}

std::vector<std::string> AmountRange::texts_of(const std::vector<Decimal>& numbers) const {
  std::vector<std::string> texts;
  if (unit_ms_ == 0) {
    const std::string unit = unit_.empty() ? "" : " " + unit_;
    for (const Decimal& number : numbers) texts.push_back(to_text(number) + unit);
    return texts;
  }
  // A duration is a whole number of milliseconds.
  std::vector<Decimal> times;
  for (const Decimal& number : numbers) {
    times.push_back(number.decimals == 0
                        ? number
                        : Decimal{static_cast<Wide>(std::round(to_double(number))), 0});
  }
  const bool fits = std::ranges::all_of(
      times, [&](const Decimal& time) { return divided(time, unit_ms_).has_value(); });
  for (const Decimal& time : times) {
    const auto shown = divided(time, fits ? unit_ms_ : 1000);
    require(shown.has_value(), "no decimal number of seconds");
    texts.push_back(fmt::format("{} {}", to_text(*shown), fits ? unit_ : "s"));
  }
  return texts;
}

}  // namespace drawdown
