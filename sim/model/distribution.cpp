#include "sim/model/distribution.hpp"

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
};

}  // namespace

double draw_ms(const DurationDistribution& distribution, RandomStream& random) {
  return std::visit(Draw{random}, distribution);
}

Duration whole_ms(double ms) {
  return Duration{std::llround(std::clamp(ms, 1.0, kMostDrawnMs))};
}

}  // namespace drawdown
