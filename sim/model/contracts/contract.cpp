#include "sim/model/contracts/contract.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/base/exact.hpp"

namespace drawdown {
namespace {

// What one step commits up to `moment`: of money per hour in micro-dollar-ms an hour, else in its
// chip-ms or micro-dollars.
Wide step_quantity(QuantityUnit unit, const RampStep& step, Instant step_end, Instant moment) {
  const std::int64_t span = (std::min(moment, step_end) - step.from).count();
  switch (unit) {
    case QuantityUnit::chips:
    case QuantityUnit::money_per_hour:
      return product(step.quantity, span);
    case QuantityUnit::chip_time:
    case QuantityUnit::money:
      // Whole steps are whole numbers, so that only the last one is ever rounded.
      return divide_down(product(step.quantity, span), (step_end - step.from).count());
  }
  raise_bug("unknown unit of a quantity");
}

}  // namespace

std::int64_t committed(const Contract& contract, Instant moment) {
  moment = std::min(moment, contract.until);
  Wide sum = 0;
  for (std::size_t i = 0; i < contract.ramp.size() && contract.ramp[i].from < moment; ++i) {
    const bool last = i + 1 == contract.ramp.size();
    const Instant end = last ? contract.until : contract.ramp[i + 1].from;
    sum += step_quantity(contract.unit, contract.ramp[i], end, moment);
  }
  return divide_down(sum, contract.unit == QuantityUnit::money_per_hour ? kMsPerHour : 1);
}

}  // namespace drawdown
