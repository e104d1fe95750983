// Sizes whose jobs share a form of durations.
#pragma once

#include <span>
#include <vector>

#include "sim/fit/durations/duration_form.hpp"
#include "sim/fit/trace_sample.hpp"

namespace drawdown {

/// How many jobs have a size.
struct SizeCount {
  Chips chips;
  std::int64_t jobs = 0;
};

/// The sizes between two powers of two, (2^(k-1), 2^k], ascending, and the durations of their jobs.
struct SizeGroup {
  std::vector<SizeCount> sizes;
  std::vector<Duration> durations;  ///< sorted
  double chip_ms = 0;               ///< chips x duration of all its jobs
  DurationForm form;
};

/// A form is fitted to at least so many jobs, if all sizes together have them.
inline constexpr std::size_t kFewestOfForm = 20;

/// The groups of some jobs, in ascending order. The mean of a group's form is the mean duration of
/// its chips, sum(chips x duration) / sum(chips), so that a group has the chip-time of its jobs.
/// The form of a group with too few jobs is fitted to those of its neighbours, too, as many on
/// either side as are needed, and only its mean is the group's own.
std::vector<SizeGroup> fit_size_groups(std::span<const SampleJob> jobs);

/// The power of two that its sizes go up to.
Chips bound_of(const SizeGroup& group);
/// Of as many jobs as it has, by its form; in chip-ms.
double chip_time_of(const SizeGroup& group);

}  // namespace drawdown
