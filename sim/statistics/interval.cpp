#include "sim/statistics/interval.hpp"

#include <cmath>

#include <boost/math/distributions/students_t.hpp>

#include "sim/base/errors.hpp"
#include "sim/statistics/doubts.hpp"

namespace drawdown {
namespace {

// Doubles throughout: long double is not the same on every machine.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace

double student_t_quantile(std::size_t degrees_of_freedom, double confidence) {
  require(degrees_of_freedom > 0, "no degree of freedom is left");
  require(confidence > 0 && confidence < 1, "{} is no confidence", confidence);
  const boost::math::students_t_distribution<double, Policy> student(
      static_cast<double>(degrees_of_freedom));
  return boost::math::quantile(boost::math::complement(student, (1 - confidence) / 2));
}

Interval mean_interval(std::span<const double> values, double confidence) {
  if (values.size() < 2) return without_bounds(values);
  const Sample sample = sample_of(values);
  const auto n = static_cast<double>(sample.n);
  const double half_width =
      student_t_quantile(sample.n - 1, confidence) * std::sqrt(sample.variance / n);
  Interval interval;
  interval.n = sample.n;
  interval.mean = sample.mean;
  interval.low = sample.mean - half_width;
  interval.high = sample.mean + half_width;
  interval.method = IntervalMethod::student_t;
  interval.warning = doubts_about(sample, kFewReplications);
  return interval;
}

}  // namespace drawdown
