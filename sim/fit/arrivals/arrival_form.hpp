// The form that arrivals are fitted with.
#pragma once

#include <span>
#include <vector>

#include "sim/fit/arrivals/hour_counts.hpp"
#include "sim/fit/arrivals/levels.hpp"
#include "sim/fit/arrivals/week_shape.hpp"

namespace drawdown {

/// Batches come as a Poisson process whose rate is constant within each hour: the shape of the week
/// x random levels. Jobs of a batch are submitted together; their number is geometric.
struct ArrivalForm {
  double jobs_per_hour = 0;  ///< the mean of a week
  WeekShape shape = flat_shape();
  double batch_mean = 1;
  std::vector<Level> levels;
};

/// Half of a level's correlation may last this share of the counted hours: of one that lasted
/// longer, the counts would have seen too little, and jobs would be twice or half as many as in the
/// trace by mere chance.
inline constexpr double kLongestHalfLife = 0.02;

/// The form of submissions, in order, within the hours of `counts`, which are theirs.
///
/// Batches: mean_batch. The rest by moments: with m the mean count, s the shape of the hours, c the
/// dispersion, E[N(h) N(h + k)] = m^2 s(h) s(h + k) E[L(h) L(h + k)], + c m s(h) for k = 0. So the
/// mean product of counts k hours apart, less c m for k = 0, over m^2 x that of the shape is
/// exp(log_product): fit_levels is given its logarithm for k = 0, 1, ... up to a quarter of the
/// hours. The moments that a replay is judged by (0, 1 and 24 hours) count ten times.
///
/// The shape is fit_shape's, softened in steps of a tenth to what leaves the least squares: weights
/// of counts that come in bursts are mostly chance. Daily weights need four days, weekly ones four
/// weeks.
///
/// Autocorrelations of a series as short as the trace are not those of a long one. So, with that
/// shape, the levels are fitted anew to products whose excess over 1 at k > 0 is multiplied by 0.1,
/// 0.2, ... 2, and those are taken whose expected_autocorrelations at 1 and 24 hours are nearest to
/// the trace's, by least squares.
ArrivalForm fit_arrivals(std::span<const Date> submits, const HourCounts& counts);

/// The mean size of batches: jobs over batches, if jobs of one moment are of one batch, but for
/// batches that share a moment by chance. Moments are multiples of what all submissions since the
/// first are; where u of an hour's n moments have jobs, -n ln(1 - u / n) batches are expected to.
double mean_batch(std::span<const Date> submits);

/// The variance over the mean of counts in a constant rate: 2 x batch_mean - 1 where batches are
/// geometric (Var[B] / E[B] + E[B], B a batch).
double dispersion(const ArrivalForm& form);

}  // namespace drawdown
