// Mixtures of lognormals, fitted to positive values by the EM algorithm.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace drawdown {

/// The logarithm of a value is normal with this mean and standard deviation.
struct LognormalComponent {
  double weight = 0;  ///< of all components together 1
  double mu = 0;
  double sigma = 0;  ///< above 0
};

/// The logarithm of a value, and how many have it.
struct LogCount {
  double log = 0;
  double count = 0;
};

/// No component is narrower, lest one settle on a single value, whose likelihood has no bound.
inline constexpr double kLeastSigma = 0.05;
/// No mixture has more components.
inline constexpr std::size_t kMostComponents = 8;

/// The mixture of 1 to `most` components that is most likely, by the EM algorithm (Dempster, Laird,
/// Rubin, J. Royal Statistical Society B 39, 1977; McLachlan and Peel: Finite Mixture Models, 2000,
/// 3.2), started from as many slices of the sorted values, equal in number. How many components:
/// the least BIC, -2 ln(likelihood) + (3 k - 1) ln(n) (Schwarz, Annals of Statistics 6, 1978).
///
/// `values` by increasing logarithm, at least one; by increasing mu.
std::vector<LognormalComponent> fit_lognormal_mixture(std::span<const LogCount> values,
                                                      std::size_t most = kMostComponents);

/// The standard normal distribution function.
double normal_cdf(double z);

}  // namespace drawdown
