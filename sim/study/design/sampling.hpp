// Where samples lie: points of the unit cube.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace drawdown {

enum class Sampling { random, latin_hypercube, sobol };

/// Sobol's sequence has direction numbers for this many dimensions.
inline constexpr std::size_t kMostSobolDimensions = 3667;

/// The coordinates of `points` points in `dimensions` dimensions, a list each, in [0, 1).
/// `name` tells the random streams of several samples apart; Sobol's sequence draws nothing.
///
/// Latin hypercube: McKay, Beckman, Conover, Technometrics 1979. Sobol: the direction numbers of
/// Joe and Kuo, SIAM J. Sci. Comput. 2008, without the origin, which comes first.
std::vector<std::vector<double>> sample_points(Sampling sampling, std::size_t points,
                                               std::size_t dimensions, std::uint64_t seed,
                                               std::string_view name);

}  // namespace drawdown
