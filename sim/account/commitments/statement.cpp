#include "sim/account/commitments/statement.hpp"

namespace drawdown {

void ExactCost::add(ChipTime time, std::optional<Price> price) {
  if (!price || time == ChipTime{}) return;
  sum_ += product(time.value(), price->value());
  priced_ = true;
}

ExactCost& ExactCost::operator+=(const ExactCost& other) {
  sum_ += other.sum_;
  priced_ |= other.priced_;
  return *this;
}

std::optional<Money> ExactCost::rounded() const {
  if (!priced_) return std::nullopt;
  return Money{divide_half_up(sum_, kMsPerHour)};
}

}  // namespace drawdown
