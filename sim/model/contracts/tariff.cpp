#include "sim/model/contracts/tariff.hpp"

#include "sim/base/errors.hpp"
#include "sim/base/exact.hpp"

namespace drawdown {
Money cost_of(ChipTime time, Price price) {
  return Money{divide_half_up(product(time.value(), price.value()), kMsPerHour)};
}

Money part_of(ExactShare share, Money money) {
  return Money{divide_half_up(product(share.value(), money.value()), kWhole.value())};
}

Tariff::Tariff(const Contract& contract, const RunCalendar& calendar)
    : contract_(contract), calendar_(calendar), whole_(committed(contract, contract.until)) {
  require(contract.is_spend() ? !contract.rate && !contract.total
                              : contract.rate.has_value() != contract.total.has_value(),
          "{}: a usage contract has a rate or a total, a spend contract neither", contract.name);
}

Instant Tariff::window_end(Instant moment) const {
  switch (contract_.settlement) {
    case Settlement::hour:
      return calendar_.end_of_hour(moment);
    case Settlement::month:
      return std::min(calendar_.end_of_month(moment), contract_.until);
    case Settlement::year: {
      const auto years = calendar_.years_between(contract_.from, moment) + 1;
      return std::min(calendar_.later(contract_.from, std::chrono::months(12 * years)),
                      contract_.until);
    }
    case Settlement::term:
      return contract_.until;
  }
  raise_bug("unknown settlement");
}

Price Tariff::rate(Instant moment) const {
  if (contract_.total) {
    return Price{divide_half_up(product(contract_.total->value(), kMsPerHour), whole_)};
  }
  Price rate = *contract_.rate;
  if (contract_.escalator == ExactShare{}) return rate;
  const ExactShare grown = kWhole + contract_.escalator;
  const auto years = calendar_.years_between(contract_.from, moment);
  for (std::int64_t year = 0; year < years; ++year) {
    rate = Price{divide_half_up(product(rate.value(), grown.value()), kWhole.value())};
  }
  return rate;
}

Money Tariff::charge(Instant begin, std::int64_t before, std::int64_t quantity) const {
  if (contract_.is_spend()) return Money{quantity};
  if (contract_.total) return part_of_total(before + quantity) - part_of_total(before);
  return cost_of(ChipTime{quantity}, rate(begin));
}

Money Tariff::part_of_total(std::int64_t quantity) const {
  return Money{divide_half_up(product(contract_.total->value(), quantity), whole_)};
}

std::int64_t Tariff::obligation(std::int64_t due) const {
  return divide_down(product(due, contract_.take_share.value()), kWhole.value());
}

ContractValue::ContractValue(const Contract& contract, const RunCalendar& calendar, Instant begin)
    : contract_(contract), tariff_(contract, calendar), window_begin_(begin) {}

Money ContractValue::up_to(Instant moment) {
  moment = std::min(moment, contract_.until);
  while (window_begin_ < moment) {
    const Instant end = tariff_.window_end(window_begin_);
    if (end > moment) break;
    charged_ += window_up_to(end);
    before_ += due_up_to(end);
    window_begin_ = end;
  }
  return charged_ + window_up_to(moment);
}

Money ContractValue::window_up_to(Instant moment) const {
  return tariff_.charge(window_begin_, before_, due_up_to(moment));
}

std::int64_t ContractValue::due_up_to(Instant moment) const {
  return tariff_.obligation(committed(contract_, moment) - committed(contract_, window_begin_));
}

}  // namespace drawdown
