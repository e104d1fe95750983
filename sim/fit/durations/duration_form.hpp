// The form that durations are fitted with: lognormals and single lengths, between bounds.
#pragma once

#include <span>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/fit/durations/lognormal_mixture.hpp"

namespace drawdown {

/// Jobs that all take equally long.
struct FixedComponent {
  double weight = 0;
  Duration length{};
};

/// A mixture, what is drawn beyond `min` or `max` becoming `min` or `max`. All weights together
/// are 1.
struct DurationForm {
  std::vector<FixedComponent> fixed;
  std::vector<LognormalComponent> lognormal;  ///< of milliseconds
  Duration min{};
  Duration max{};
};

/// Of a form; in ms.
double mean_of(const DurationForm& form);
/// The probability of a duration of at most so long.
double share_up_to(const DurationForm& form, Duration length);
/// The probability of a shorter duration.
double share_below(const DurationForm& form, Duration length);

/// A length that has at least this share of the jobs is a component of its own, since a form
/// without steps is at least half of it off.
inline constexpr double kFixedShare = 0.05;
/// ... and at least so many of them.
inline constexpr std::size_t kFewestFixed = 10;

/// The form of at least one duration of at least 1 ms each, sorted, with their least and greatest
/// as bounds and with `mean_ms` as its mean.
///
/// What no length of its own takes is fitted by fit_lognormal_mixture. Then the lognormal that
/// carries the most time is moved along the logarithmic scale, its weight and sigma as they are and
/// its median within the bounds, until the mean is `mean_ms`: a likelihood says little of the few
/// long jobs that make up most of the time. What is still lacking is made up for by a share of jobs
/// at a bound.
///
/// `mean_ms` is between the least and the greatest.
DurationForm fit_durations(std::span<const Duration> sorted, double mean_ms);

/// A form and how many of the durations it stands for.
struct FormShare {
  const DurationForm* form = nullptr;
  double weight = 0;
};

/// The largest distance between the distribution function of `sorted` and that of the forms
/// together (Kolmogorov and Smirnov).
double ks_distance(std::span<const Duration> sorted, std::span<const FormShare> forms);

}  // namespace drawdown
