#include "sim/model/distribution/distribution.hpp"

#include <algorithm>
#include <cmath>

namespace drawdown {
namespace {

double as_ms(Duration time) {
  return static_cast<double>(time.count());
}

struct Draw {
  RandomStream& random;
  double operator()(const FixedDuration& fixed) const { return as_ms(fixed.length); }
  double operator()(const ExponentialDuration& d) const {
    return random.exponential(as_ms(d.mean));
  }
  double operator()(const LognormalDuration& d) const {
    return random.lognormal(as_ms(d.median), d.sigma);
  }
  // The inverse of the distribution function (Kotz and van Dorp, Beyond Beta, 2004, section 1.1):
  // a share (mode - min) / (max - min) lies below the mode.
  double operator()(const TriangularDuration& d) const {
    const double u = random.uniform();
    const double width = as_ms(d.max - d.min);
    const double rise = as_ms(d.mode - d.min);
    return u * width < rise ? as_ms(d.min) + std::sqrt(u * width * rise)
                            : as_ms(d.max) - std::sqrt((1 - u) * width * (width - rise));
  }
  // (t / scale)^shape is exponential of mean 1.
  double operator()(const WeibullDuration& d) const {
    return as_ms(d.scale) * std::pow(random.exponential(1.0), 1 / d.shape);
  }
  double operator()(const GammaDuration& d) const {
    return as_ms(d.mean) / d.shape * random.gamma(d.shape);
  }
  // The inverse of the empirical distribution function, a step function: definition 1 of Hyndman
  // and Fan, Sample Quantiles in Statistical Packages, The American Statistician 50, 1996. A
  // uniform draw is at most 1 - 2^-53, so the product is rounded to less than the size.
  double operator()(const EmpiricalDuration& d) const {
    const std::vector<double>& sample = *d.sorted_ms;
    return sample[static_cast<std::size_t>(random.uniform() * static_cast<double>(sample.size()))];
  }
  double operator()(const MixtureDuration& d) const {
    return draw_ms(d.parts[random.index(d.cumulative)], random);
  }
};

}  // namespace

double draw_ms(const DurationDistribution& distribution, RandomStream& random) {
  return std::visit(Draw{random}, distribution);
}

Duration whole_ms(double ms) {
  return Duration{std::llround(std::clamp(ms, 1.0, kMostDrawnMs))};
}

}  // namespace drawdown
