#include "sim/review/series/step_series.hpp"

#include <cmath>

#include <fmt/format.h>

#include "sim/base/text.hpp"

namespace drawdown {

using Json = nlohmann::ordered_json;

Json short_number(double number) {
  constexpr double kExact = 9007199254740992;  // 2^53: beyond it whole numbers have gaps
  if (number == std::trunc(number) && std::abs(number) < kExact) {
    return static_cast<std::int64_t>(number);
  }
  return number;
}

Json six_digits(double number) {
  const auto rounded = parse_decimal(fmt::format("{:.6g}", number));
  require(rounded.has_value(), "{} is no number", number);
  return short_number(*rounded);
}

Json chip_series_json(const ChipSeries& series) {
  if (series.is_zero()) return nullptr;
  return {{"chip_ms", series.integrals()}, {"min", series.low()}, {"max", series.high()}};
}

Json series_json(const Buckets& buckets, const NumberSeries& series) {
  if (series.is_zero()) return nullptr;
  Json json = {{"mean", Json::array()}, {"min", Json::array()}, {"max", Json::array()}};
  for (std::size_t i = 0; i < buckets.count(); ++i) {
    const auto length = static_cast<double>(buckets.length(i).count());
    json["mean"].push_back(six_digits(series.integrals()[i] / length));
    json["min"].push_back(short_number(series.low()[i]));
    json["max"].push_back(short_number(series.high()[i]));
  }
  return json;
}

void add_unless_null(Json& object, std::string_view key, Json value) {
  if (!value.is_null()) object[std::string(key)] = std::move(value);
}

}  // namespace drawdown
