#include "sim/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31);
}

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name)
    : engine_(mix(mix(seed) + fnv1a(name))) {}

double RandomStream::uniform() {
  return static_cast<double>((bits() >> 11) | 1U) * 0x1p-53;
}

double RandomStream::exponential(double mean) {
  return -mean * std::log(uniform());
}

double RandomStream::normal() {
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

double RandomStream::lognormal(double median, double sigma) {
  return median * std::exp(sigma * normal());
}

double RandomStream::gamma(double shape) {
  // Section 6 of the paper: a draw of shape + 1 times u^(1 / shape) has this shape.
  if (shape < 1) {
    const double boost = std::pow(uniform(), 1 / shape);
    return boost * gamma(shape + 1);
  }
  const double d = shape - 1.0 / 3.0;
  const double c = 1 / std::sqrt(9 * d);
  while (true) {
    const double z = normal();
    const double u = uniform();
    const double root = 1 + c * z;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(u) < 0.5 * z * z + d - d * v + d * std::log(v)) return d * v;
  }
}

std::size_t RandomStream::index(std::span<const double> cumulative) {
  require(!cumulative.empty() && cumulative.back() > 0, "there is no weight to draw from");
  // u is at most 1 - 2^-53, so the product is rounded to less than the last weight.
  const auto it = std::ranges::upper_bound(cumulative, uniform() * cumulative.back());
  return static_cast<std::size_t>(it - cumulative.begin());
}

}  // namespace drawdown
