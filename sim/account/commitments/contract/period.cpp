#include "sim/account/commitments/contract/period.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/base/exact.hpp"

namespace drawdown {

void Period::enter(std::chrono::year_month month) {
  if (!months_.empty() && months_.back().month == month) return;
  months_.push_back({month, std::vector<Part>(2 * terms_.scope.places.size())});
}

void Period::take(std::size_t place, bool used, ChipTime time, std::int64_t quantity,
                  std::optional<Price> list_price) {
  Part& part = months_.back().takes[2 * place + (used ? 0 : 1)];
  part.time += time;
  part.quantity += quantity;
  part.list_cost.add(time, list_price);
}

void Period::add(const PeriodOfContract& window,
                 const std::vector<ContractWindows::Month>& months) {
  if (!sum_) {
    sum_.emplace();
    sum_->contract = contract_;
    sum_->from = window.from;
  }
  sum_->until = window.until;
  sum_->quantity += window.quantity;
  sum_->obligation += window.obligation;
  sum_->taken += window.taken;
  sum_->overage += window.overage;
  sum_->made_up += window.made_up;
  sum_->shortfall += window.shortfall;
  sum_->makeup_balance = window.makeup_balance;
  sum_->carry_balance = window.carry_balance;
  sum_->charge += window.charge;
  sum_->overage_charge += window.overage_charge;
  for (const ContractWindows::Month& part : months) {
    const auto found = std::find_if(months_.begin(), months_.end(),
                                    [&](const Month& month) { return month.month == part.month; });
    require(found != months_.end(), "{}: a month was never entered", terms_.name);
    found->shortfall += part.shortfall;
  }
}

void Period::close(Statement& statement) {
  if (!sum_) return;
  std::vector<std::int64_t> weights;
  for (const Month& month : months_) {
    for (const Part& part : month.takes) weights.push_back(part.quantity);
    weights.push_back(month.shortfall);
  }
  const auto costs = split(sum_->charge.value(), weights);
  auto cost = costs.begin();
  for (const Month& month : months_) {
    for (std::size_t i = 0; i < month.takes.size(); ++i) {
      const Part& part = month.takes[i];
      const Money share{*cost++};
      if (part.time == ChipTime{}) continue;
      statement.takes.push_back({month.month, terms_.scope.places[i / 2], i % 2 == 0, PaidAs::taken,
                                 contract_, part.time, share, part.list_cost});
    }
    const Money share{*cost++};
    if (month.shortfall == 0) continue;
    const ChipTime time{terms_.is_spend() ? 0 : month.shortfall};
    statement.shortfalls.push_back({month.month, contract_, time, share});
  }
  statement.periods.push_back(*sum_);
  sum_.reset();
  months_.clear();
}

}  // namespace drawdown
