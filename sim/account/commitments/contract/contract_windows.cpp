#include "sim/account/commitments/contract/contract_windows.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/base/exact.hpp"

namespace drawdown {

ContractWindows::ContractWindows(const Contract& contract, const RunCalendar& calendar)
    : contract_(contract), calendar_(calendar), tariff_(contract, calendar) {}

void ContractWindows::begin(Instant moment) {
  if (open_) return;
  open_ = true;
  begin_ = moment;
  end_ = std::min(tariff_.window_end(moment), contract_.end());
  before_ = committed(contract_, moment);
  quantity_ = quantity_up_to(end_);
  taken_ = 0;
  overage_ = {};
  delivered_ = 0;
  months_.clear();
}

std::int64_t ContractWindows::quantity_up_to(Instant moment) const {
  return committed(contract_, moment) - before_;
}

std::int64_t ContractWindows::obligation_up_to(Instant moment) const {
  return tariff_.obligation(contract_.pay_on_delivery ? delivered_ : quantity_up_to(moment));
}

std::int64_t ContractWindows::above(std::int64_t obligation) const {
  return std::max<std::int64_t>(0, taken_ + overage_.value() - obligation);
}

// What others charged was paid to them.
std::int64_t ContractWindows::paid_for(std::int64_t made_up) const {
  return contract_.counts_charges() ? 0 : taken_ - made_up;
}

void ContractWindows::end_month(std::chrono::year_month month, Instant moment) {
  Month part{month, obligation_up_to(moment), taken_, 0};
  for (const Month& earlier : months_) {
    part.obligation -= earlier.obligation;
    part.taken -= earlier.taken;
  }
  months_.push_back(part);
}

PeriodOfContract ContractWindows::settle(std::chrono::year_month month, Instant moment) {
  require(open_, "{}: no window is open", contract_.name);
  end_month(month, moment);
  PeriodOfContract window;
  window.from = begin_;
  window.until = moment;
  window.quantity = quantity_up_to(moment);
  window.obligation = obligation_up_to(moment);
  window.taken = taken_;
  window.overage = overage_.value();
  const std::int64_t missing = std::max<std::int64_t>(0, window.obligation - taken_);
  const std::int64_t carried = std::min(carry_, missing);
  window.shortfall = missing - carried;
  const std::int64_t above_obligation = above(window.obligation);
  window.made_up = std::min(makeup_, above_obligation);
  make_up(window.made_up);
  lapse(moment);
  if (contract_.makeup && window.shortfall > 0) {
    lots_.push_back({window.shortfall, calendar_.later(moment, *contract_.makeup)});
    makeup_ += window.shortfall;
  }
  carry_ += above_obligation - window.made_up - carried;
  carry_ = std::min(carry_, contract_.carry_cap.value_or(0));
  const std::int64_t paid = paid_for(window.made_up) + window.shortfall;
  window.charge = tariff_.charge(begin_, paid_, paid);
  if (contract_.overage) window.overage_charge = cost_of(overage_, *contract_.overage);
  window.makeup_balance = makeup_;
  window.carry_balance = carry_;
  split_shortfall(window.shortfall);
  paid_ += paid;
  charged_ += window.charge;
  overage_charged_ += window.overage_charge;
  open_ = false;
  return window;
}

void ContractWindows::split_shortfall(std::int64_t shortfall) {
  if (months_.size() == 1) {  // as of every hour
    months_.front().shortfall = shortfall;
    return;
  }
  std::vector<std::int64_t> missing;
  for (const Month& month : months_) {
    missing.push_back(std::max<std::int64_t>(0, month.obligation - month.taken));
  }
  const auto parts = split(shortfall, missing);
  for (std::size_t i = 0; i < parts.size(); ++i) months_[i].shortfall = parts[i];
}

void ContractWindows::make_up(std::int64_t quantity) {
  makeup_ -= quantity;
  while (quantity > 0) {
    Lot& oldest = lots_.front();
    const std::int64_t part = std::min(quantity, oldest.left);
    oldest.left -= part;
    quantity -= part;
    if (oldest.left == 0) lots_.pop_front();
  }
}

void ContractWindows::lapse(Instant moment) {
  while (!lots_.empty() && lots_.front().lapses <= moment) {
    makeup_ -= lots_.front().left;
    lots_.pop_front();
  }
}

Money ContractWindows::billable(Instant moment) const {
  if (!open_) return charged_;
  const std::int64_t so_far =
      contract_.billing == Billing::level ? obligation_up_to(moment) : paid_for(0);
  return charged_ + tariff_.charge(begin_, paid_, so_far);
}

Money ContractWindows::billable_overage() const {
  if (!open_ || !contract_.overage) return overage_charged_;
  return overage_charged_ + cost_of(overage_, *contract_.overage);
}

}  // namespace drawdown
