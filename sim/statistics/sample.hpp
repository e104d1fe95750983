// The moments of a few values.
#pragma once

#include <span>

namespace drawdown {

/// What is known of the distribution that some values come from. Of values that are all alike, the
/// mean is exactly theirs and the rest 0.
struct Sample {
  std::size_t n = 0;
  double mean = 0;
  double variance = 0;  ///< unbiased: divided by n - 1; 0 for one value
  double skewness = 0;  ///< g1 = m3 / m2^(3/2), m the central moments divided by n; 0 if m2 is 0
};

/// Moments of at least one value, all finite, by Welford's running mean (Technometrics 4, 1962) and
/// a second pass for the others.
Sample sample_of(std::span<const double> values);

/// Whether the skewness is more than chance, and more than the normal theory of a mean bears.
///
/// Both of: |g1| above two of its standard errors under normality, sqrt(6 (n - 2) / ((n + 1)(n +
/// 3))) (Fisher, Proc. R. Soc. A 130, 1930), so that one normal sample in twenty is called skewed;
/// and n < 25 g1^2, Cochran's rule for a mean whose 95 % interval misses less than 6 % of the time
/// (Cochran: Sampling Techniques, 3rd ed. 1977, 2.15).
bool is_skewed(const Sample& sample);

}  // namespace drawdown
