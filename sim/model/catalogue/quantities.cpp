#include "sim/model/catalogue/quantities.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "sim/base/text.hpp"

namespace drawdown {
namespace {

// A unit, and how many of the base unit it is.
template <class Number>
struct Scale {
  std::string_view unit;
  Number base_units;
};

constexpr Scale<double> kBandwidths[] = {{"Mbps", 1e6 / 8}, {"Gbps", 1e9 / 8}, {"Tbps", 1e12 / 8},
                                         {"MB/s", 1e6},     {"GB/s", 1e9},     {"TB/s", 1e12}};
constexpr Scale<double> kPowers[] = {{"W", 1}, {"kW", 1e3}, {"MW", 1e6}, {"GW", 1e9}};
constexpr Scale<double> kComputeRates[] = {
    {"TFLOPS", 1e12}, {"PFLOPS", 1e15}, {"TOPS", 1e12}, {"POPS", 1e15}};
constexpr Scale<std::int64_t> kDataSizes[] = {{"B", 1},
                                              {"kB", 1'000},
                                              {"MB", 1'000'000},
                                              {"GB", 1'000'000'000},
                                              {"TB", 1'000'000'000'000},
                                              {"PB", 1'000'000'000'000'000},
                                              {"KiB", std::int64_t{1} << 10},
                                              {"MiB", std::int64_t{1} << 20},
                                              {"GiB", std::int64_t{1} << 30},
                                              {"TiB", std::int64_t{1} << 40},
                                              {"PiB", std::int64_t{1} << 50}};

template <class Number, std::size_t size>
std::optional<Number> base_units_of(std::string_view unit, const Scale<Number> (&scales)[size]) {
  const auto found = std::ranges::find(scales, unit, &Scale<Number>::unit);
  return found == std::end(scales) ? std::nullopt : std::optional(found->base_units);
}

template <std::size_t size>
std::optional<double> parse_scaled_number(std::string_view text,
                                          const Scale<double> (&scales)[size]) {
  const auto [amount, unit] = split_unit(text);
  const auto scale = base_units_of(unit, scales);
  const auto number = parse_number(amount);
  const double value = scale && number ? *number * *scale : std::nan("");
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<Bandwidth> Quantity<Bandwidth>::parse(std::string_view text) {
  const auto value = parse_scaled_number(text, kBandwidths);
  return value && *value > 0 ? std::optional(Bandwidth{*value}) : std::nullopt;
}

std::optional<DataSize> Quantity<DataSize>::parse(std::string_view text) {
  const auto [amount, unit] = split_unit(text);
  const auto scale = base_units_of(unit, kDataSizes);
  const auto bytes = scale ? parse_scaled(amount, *scale) : std::nullopt;
  return bytes && *bytes > 0 ? std::optional(DataSize{*bytes}) : std::nullopt;
}

std::optional<Power> Quantity<Power>::parse(std::string_view text) {
  const auto value = parse_scaled_number(text, kPowers);
  return value && *value >= 0 ? std::optional(Power{*value}) : std::nullopt;
}

std::optional<ComputeRate> Quantity<ComputeRate>::parse(std::string_view text) {
  const auto value = parse_scaled_number(text, kComputeRates);
  return value && *value > 0 ? std::optional(ComputeRate{*value}) : std::nullopt;
}

}  // namespace drawdown
