#include "sim/account/commitments/contract/contract_account.hpp"

#include <algorithm>
#include <numeric>

#include "sim/base/errors.hpp"
#include "sim/base/exact.hpp"

namespace drawdown {
ContractAccount::ContractAccount(CommitmentId id, const Contract& terms, const Platform& platform,
                                 const RunCalendar& calendar)
    : id_(id),
      terms_(terms),
      calendar_(calendar),
      windows_(terms, calendar),
      period_(id, terms),
      payments_(id, terms, calendar),
      order_(terms.scope.places.size()),
      prices_(terms.scope.places.size()),
      overage_(2 * terms.scope.places.size()) {
  require(
      !terms.counts_charges() || (terms.settlement != Settlement::hour && terms.prepaid.empty() &&
                                  !terms.makeup && terms.billing == Billing::taken),
      "{}: a clause does not go with counts: charges", terms.name);
  require(!terms.is_spend() || (!terms.service_level && !terms.overage),
          "{}: a clause does not go with a spend contract", terms.name);
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  for (const ReservationId place : terms.scope.places) {
    const PoolId pool = platform.reservations[place.index()].pool;
    if (!platform.pools[pool.index()].market) reserved_.push_back(place.index());
  }
}

bool ContractAccount::covers(ReservationId place) const {
  const auto& places = terms_.scope.places;
  return std::find(places.begin(), places.end(), place) != places.end();
}

bool ContractAccount::period_is_month() const {
  return terms_.settlement == Settlement::hour || terms_.settlement == Settlement::month;
}

void ContractAccount::begin_hour(std::chrono::year_month month, Instant from, Instant until,
                                 std::span<const Metered> metered) {
  windows_.begin(from);
  period_.enter(month);
  if (!terms_.pay_on_delivery && !terms_.service_level) return;
  ChipTime held;
  ChipTime asked_for;
  for (const std::size_t place : reserved_) {
    const Metered& there = metered[place];
    held += there.used + there.idle;
    asked_for += there.used + there.idle + there.undelivered;
    in_repair_ += there.in_repair;
  }
  held_ += held;
  if (!terms_.pay_on_delivery) return;
  const std::int64_t due = committed(terms_, until) - committed(terms_, from);
  windows_.deliver(
      asked_for == ChipTime{} ? due : divide_down(product(due, held.value()), asked_for.value()));
}

void ContractAccount::sort_by_price(const HourLeft& left) {
  order_version_ = left.price_version;
  const auto& places = terms_.scope.places;
  for (std::size_t i = 0; i < places.size(); ++i) {
    prices_[i] = left.price(places[i].index(), true);
    if (prices_[i]) prices_[i] = times(*prices_[i], kWhole - terms_.discount);
  }
  some_are_free_ =
      terms_.is_spend() && std::find(prices_.begin(), prices_.end(), Price{}) != prices_.end();
  // An optional without value comes before all others.
  const auto listed = [&](std::size_t i) { return left.price(places[i].index(), true); };
  std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    return listed(a) != listed(b) ? listed(a) > listed(b) : a < b;
  });
}

void ContractAccount::cover(HourLeft& left) {
  if (order_version_ != left.price_version) sort_by_price(left);
  for (const bool used : {true, false}) {
    if (!used && terms_.meter == Meter::used) break;
    for (const std::size_t i : order_) {
      if (windows_.room() == 0 && !some_are_free_) return;
      const std::size_t place = terms_.scope.places[i].index();
      ChipTime& there = left.of(place, used);
      if (there == ChipTime{}) continue;
      const Taken part = affordable(i, there);
      if (part.time == ChipTime{}) continue;
      windows_.take(part.quantity);
      period_.take(i, used, part.time, part.quantity, left.price(place, used));
      taken_ += part.time;
      there -= part.time;
    }
  }
}

ContractAccount::Taken ContractAccount::affordable(std::size_t place, ChipTime there) const {
  const std::int64_t room = windows_.room();
  if (!terms_.is_spend()) {
    const ChipTime time = std::min(there, ChipTime{room});
    return {time, time.value()};
  }
  const auto& price = prices_[place];
  if (!price) return {ChipTime{}, 0};
  const Wide most = product(room, kMsPerHour);  // over the price
  if (product(there.value(), price->value()) <= most) {
    return {there, cost_of(there, *price).value()};
  }
  const ChipTime time{divide_down(most, price->value())};
  return {time, cost_of(time, *price).value()};
}

void ContractAccount::cover_overage(HourLeft& left) {
  for (std::size_t i = 0; i < order_.size(); ++i) {
    for (const bool used : {true, false}) {
      if (!used && terms_.meter == Meter::used) break;
      const std::size_t place = terms_.scope.places[i].index();
      ChipTime& there = left.of(place, used);
      windows_.exceed(there);
      Overage& overage = overage_[2 * i + (used ? 0 : 1)];
      overage.time += there;
      overage.list_cost.add(there, left.price(place, used));
      there = ChipTime{};
    }
  }
}

void ContractAccount::end_hour(std::chrono::year_month month, Instant until, Statement& statement) {
  if (windows_.end() == until) settle(month, until, statement);
}

void ContractAccount::settle(std::chrono::year_month month, Instant moment, Statement& statement) {
  const PeriodOfContract window = windows_.settle(month, moment);
  period_.add(window, windows_.months());
  if (!period_is_month()) period_.close(statement);
}

void ContractAccount::finish(std::chrono::year_month month, Instant horizon, Statement& statement) {
  if (windows_.open()) settle(month, horizon, statement);
}

Money ContractAccount::close_month(std::chrono::year_month month, Instant from, Instant until,
                                   Statement& statement) {
  const Money owed = terminate(month, from, until, statement);
  until = std::min(until, terms_.end());
  if (until <= std::max(from, begin())) return owed;
  if (windows_.open()) windows_.end_month(month, until);
  if (period_is_month()) period_.close(statement);
  bill_overage(month, statement);
  if (terms_.service_level) credit(month, from, statement);
  held_ = in_repair_ = taken_ = ChipTime{};
  return owed + charge(month, until);
}

Money ContractAccount::charge(std::chrono::year_month month, Instant until) {
  const Money charges = windows_.billable(until) - billed_;
  billed_ += charges;
  payments_.charge(month, until, charges);
  return charges;
}

Money ContractAccount::terminate(std::chrono::year_month month, Instant from, Instant until,
                                 Statement& statement) const {
  const auto& termination = terms_.termination;
  if (!termination || termination->on < from || termination->on >= until) return Money{};
  const Money value = ContractValue(terms_, calendar_, termination->on).up_to(terms_.until);
  const Money released = std::min(value, termination->refund_cap.value_or(value));
  const Money owed = part_of(termination->fee, released) + (value - released);
  statement.bills.push_back({month, id_, BillKind::termination, owed});
  statement.shortfalls.push_back({month, id_, ChipTime{}, owed});
  return owed;
}

void ContractAccount::bill_overage(std::chrono::year_month month, Statement& statement) {
  const Money due = windows_.billable_overage() - overage_billed_;
  overage_billed_ += due;
  statement.bills.push_back({month, id_, BillKind::overage, due});
  std::vector<std::int64_t> times;
  for (const Overage& overage : overage_) times.push_back(overage.time.value());
  const auto costs = split(due.value(), times);
  for (std::size_t i = 0; i < overage_.size(); ++i) {
    if (overage_[i].time == ChipTime{}) continue;
    statement.takes.push_back({month, terms_.scope.places[i / 2], i % 2 == 0, PaidAs::overage, id_,
                               overage_[i].time, Money{costs[i]}, overage_[i].list_cost});
    overage_[i] = {};
  }
}

void ContractAccount::credit(std::chrono::year_month month, Instant from, Statement& statement) {
  const ServiceLevel& level = *terms_.service_level;
  const ChipTime promised{
      divide_down(product(held_.value(), level.availability.value()), kWhole.value())};
  const ChipTime up = held_ - in_repair_;
  const ChipTime missing = std::min(std::max(promised - up, ChipTime{}), taken_);
  const Wide price = product(level.credit.value(), rate_at(std::max(from, begin())).value());
  const Money amount{divide_half_up(price * missing.value(), product(kWhole.value(), kMsPerHour))};
  statement.bills.push_back({month, id_, BillKind::credit, Money{} - amount});
}

void ContractAccount::count(std::chrono::year_month month, Instant from, Instant month_end,
                            Money charges, bool run_ends, Statement& statement) {
  terminate(month, from, month_end, statement);
  const Instant until = std::min(month_end, terms_.end());
  if (until <= std::max(from, begin())) return;
  windows_.begin(std::max(from, begin()));
  period_.enter(month);
  while (windows_.end() < until) {
    const Instant end = windows_.end();
    settle(month, end, statement);
    windows_.begin(end);
    period_.enter(month);
  }
  // A month counts where it ends.
  if (until == month_end) windows_.take(charges.value());
  if (windows_.end() == until || run_ends) {
    settle(month, until, statement);
  } else {
    windows_.end_month(month, until);
  }
  if (period_is_month()) period_.close(statement);
  charge(month, until);
}

}  // namespace drawdown
