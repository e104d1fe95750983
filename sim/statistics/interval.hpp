// Where the mean of a figure over all possible replications lies, judged by a few of them.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace drawdown {

enum class IntervalMethod {
  none,       ///< there are too few values to say anything
  student_t,  ///< mean_interval
  bootstrap,  ///< bootstrap_interval
};
inline constexpr std::array<std::string_view, 3> kIntervalMethodNames = {"none", "student_t",
                                                                         "bootstrap_bca"};
constexpr std::string_view name_of(IntervalMethod method) {
  return kIntervalMethodNames[static_cast<std::size_t>(method)];
}

/// A mean and the bounds between which the true one lies, at some confidence. Without a method the
/// bounds are infinite: nothing is known.
struct Interval {
  std::size_t n = 0;                                       ///< how many values it rests on
  double mean = std::numeric_limits<double>::quiet_NaN();  ///< of no value: not a number
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  IntervalMethod method = IntervalMethod::none;
  std::string warning;  ///< why it should not be trusted as it stands; empty: no reason is known

  bool bounded() const { return method != IntervalMethod::none; }
  /// Half the distance of the bounds, which need not lie evenly about the mean.
  double half_width() const { return (high - low) / 2; }
};

/// With fewer, the shape of the distribution cannot be seen at all, and the t quantile at 95 % is
/// above 3 (Law: Simulation Modeling and Analysis, 5th ed. 2015, 9.4, asks for three to five).
inline constexpr std::size_t kFewReplications = 5;

/// The quantile of Student's t distribution that a two-sided interval needs: it exceeds t with
/// probability (1 - confidence) / 2.
double student_t_quantile(std::size_t degrees_of_freedom, double confidence);

/// Student's interval: mean -+ t(n - 1) x s / sqrt(n) (Student, Biometrika 6, 1908). Covers as
/// stated if the values are independent and normal; nearly so if they are means of much.
///
/// `confidence` is in (0, 1). One value gives no bounds, values that are all alike a width of 0.
/// Warns of fewer than kFewReplications values, of values that are all alike, and of skewed ones
/// (is_skewed).
Interval mean_interval(std::span<const double> values, double confidence);

/// With 2,000, an end of a 95 % interval moves by about 2 % of the half-width from one seed to
/// another (Efron and Tibshirani 1993, 14.3, take as many).
inline constexpr std::size_t kResamples = 2'000;

/// The bias-corrected and accelerated bootstrap interval (BCa) of the mean, for figures that are no
/// means themselves: a percentile of waits is skewed over replications, and so is its interval.
///
/// Of `resamples` means of n values drawn with replacement, sorted, the ends are those at the
/// fractions Phi(z0 + (z0 -+ z) / (1 - a (z0 -+ z))): z0 = Phi^-1 of the fraction below the mean,
/// ties halved, and a = sum d^3 / (6 (sum d^2)^(3/2)), d the deviations from the mean (Efron,
/// JASA 82, 1987; Efron and Tibshirani: An Introduction to the Bootstrap, 1993, 14.3). For z, which
/// there is the normal quantile, sqrt(n / (n - 1)) x t(n - 1) is taken: without it, intervals of
/// few values are too narrow by the factor sqrt((n - 1) / n) and by normal over t (Hesterberg, The
/// American Statistician 69, 2015, 5.3: the expanded interval).
///
/// The ends lie among the values, whose range misses the median with probability 2^(1 - n): so few
/// values that this exceeds 1 - confidence are warned of, and what mean_interval warns of.
Interval bootstrap_interval(std::span<const double> values, double confidence, std::uint64_t seed,
                            std::size_t resamples = kResamples);

}  // namespace drawdown
