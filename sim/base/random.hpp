// Random numbers that are the same everywhere: the engine's output is fixed by the C++ standard,
// the distributions are ours.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string_view>

namespace drawdown {

/// The numbers that one named part of a run draws; they depend on the seed and the name alone, so
/// that a part added to a run changes the numbers of no other.
///
/// The engine is std::mt19937_64, started with mix(mix(seed) + fnv1a(name)): FNV-1a over the bytes
/// of the name, and the finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom
/// Number Generators, OOPSLA 2014), which spreads each bit of its argument over all bits.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view name);

  /// 64 random bits.
  std::uint64_t bits() { return engine_(); }

  /// In the open interval (0, 1): (k | 1) / 2^53, where k is the top 53 of 64 bits; symmetric about
  /// 1/2, and its logarithm is always finite.
  double uniform();

  /// Exponential: -mean x ln(u). Mean `mean`, which is not negative, and its unit.
  double exponential(double mean);

  /// Standard normal, by Box and Muller: sqrt(-2 ln(u1)) x cos(2 pi u2). Always draws two uniforms
  /// and keeps nothing, so that the n-th value depends on n alone.
  double normal();

  /// Lognormal: median x exp(sigma x z), z standard normal. Mean median x exp(sigma^2 / 2).
  double lognormal(double median, double sigma);

  /// Gamma of this shape, which is positive, and scale 1: mean and variance `shape`. By
  /// rejection (Marsaglia and Tsang, A Simple Method for Generating Gamma Variables, ACM
  /// Transactions on Mathematical Software 26, 2000); draws as many uniforms as it takes.
  double gamma(double shape);

  /// Index i with probability (c[i] - c[i-1]) / c[last]: the first whose cumulative weight exceeds
  /// u x c[last]. `cumulative` does not decrease, and its last weight is positive.
  std::size_t index(std::span<const double> cumulative);

 private:
  std::mt19937_64 engine_;
};

}  // namespace drawdown
