#include "sim/base/units.hpp"

#include "sim/base/errors.hpp"

namespace drawdown {

void raise_uncountable() {
  throw InputError(
      "the run has an amount that cannot be counted (9.2e18 micro-dollars or chip-ms): let it end "
      "earlier, or have fewer chips or lower prices");
}

}  // namespace drawdown
