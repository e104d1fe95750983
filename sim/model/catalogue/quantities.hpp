// Physical quantities of accelerators and networks, as input files write them.
#pragma once

#include <compare>
#include <cstdint>

#include "sim/config/quantity.hpp"

namespace drawdown {

/// Data over time, in one direction.
struct Bandwidth {
  double bytes_per_s = 0;

  constexpr auto operator<=>(const Bandwidth&) const = default;
};

/// An amount of data.
struct DataSize {
  std::int64_t bytes = 0;

  constexpr auto operator<=>(const DataSize&) const = default;
};

struct Power {
  double watts = 0;

  constexpr auto operator<=>(const Power&) const = default;
};

/// Arithmetic operations over time, floating-point ones or others.
struct ComputeRate {
  double per_s = 0;

  constexpr auto operator<=>(const ComputeRate&) const = default;
};

template <>
struct Quantity<Bandwidth> {
  static constexpr std::string_view expected =
      "a bandwidth above 0 with its unit (Mbps, Gbps, Tbps, MB/s, GB/s, TB/s), e.g. 400 Gbps";
  static std::optional<Bandwidth> parse(std::string_view text);
};

/// Whole bytes; kB, MB, ... are powers of 1,000, KiB, MiB, ... of 1,024.
template <>
struct Quantity<DataSize> {
  static constexpr std::string_view expected =
      "an amount of data above 0 with its unit (B, kB, MB, GB, TB, PB, KiB, MiB, GiB, TiB, PiB), "
      "e.g. 80 GB";
  static std::optional<DataSize> parse(std::string_view text);
};

template <>
struct Quantity<Power> {
  static constexpr std::string_view expected = "a power with its unit (W, kW, MW, GW), e.g. 700 W";
  static std::optional<Power> parse(std::string_view text);
};

template <>
struct Quantity<ComputeRate> {
  static constexpr std::string_view expected =
      "a compute rate above 0 with its unit (TFLOPS, PFLOPS, TOPS, POPS), e.g. 989 TFLOPS";
  static std::optional<ComputeRate> parse(std::string_view text);
};

}  // namespace drawdown
