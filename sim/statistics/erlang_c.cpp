#include "sim/statistics/erlang_c.hpp"

#include <boost/math/special_functions/gamma.hpp>

namespace drawdown {
namespace {

// Doubles throughout: long double is not the same on every machine.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace

double erlang_c(std::int64_t servers, double load) {
  const auto count = static_cast<double>(servers);
  if (load >= count) return 1;
  if (load == 0) return 0;
  const double density = boost::math::gamma_p_derivative(count + 1, load, Policy());
  if (density == 0) return 0;  // less than the least number; the tail is 1
  const double loss = density / boost::math::gamma_q(count + 1, load, Policy());
  return loss / (1 - load / count * (1 - loss));
}

}  // namespace drawdown
