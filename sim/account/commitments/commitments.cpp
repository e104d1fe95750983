#include "sim/account/commitments/commitments.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "sim/base/errors.hpp"
#include "sim/base/exact.hpp"

namespace drawdown {
namespace {

// Contracts in order of coverage: docs/contracts.md, "Coverage, hour by hour".
std::vector<std::size_t> in_order(const std::vector<Contract>& contracts,
                                  const RunCalendar& calendar) {
  const auto key = [&](std::size_t i) {
    const Contract& terms = contracts[i];
    const Price rate = terms.is_spend() ? Price{} : Tariff(terms, calendar).rate(terms.from);
    return std::tuple(terms.scope.kind, terms.is_spend(), rate, kWhole - terms.discount,
                      terms.end(), terms.name);
  };
  std::vector<std::size_t> order(contracts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  return order;
}

// Adds up neighbours that `same` takes for one.
template <class Rows, class Same>
void merge(Rows& rows, Same same) {
  Rows merged;
  for (const auto& row : rows) {
    if (merged.empty() || !same(merged.back(), row)) {
      merged.push_back(row);
    } else {
      merged.back().time += row.time;
      merged.back().cost += row.cost;
      if constexpr (requires { row.list_cost; }) merged.back().list_cost += row.list_cost;
    }
  }
  rows = std::move(merged);
}

}  // namespace

Commitments::Commitments(const Platform& platform, const std::vector<Contract>& contracts,
                         Date start, std::uint64_t seed)
    : platform_(platform),
      calendar_(start),
      month_(start),
      discounts_(platform.reservations.size()),
      usage_(2 * platform.reservations.size()),
      egress_(platform.sites.size()) {
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    const Pool& pool = platform.pools[i];
    if (!pool.owned) continue;
    const CommitmentId id{contracts.size() + owned_.size()};
    owned_.push_back({id, PoolId{i}, OwnHardware(pool, tranches_of(pool, seed))});
    statement_.order.push_back(id);
  }
  for (const std::size_t i : in_order(contracts, calendar_)) {
    accounts_.emplace_back(CommitmentId{i}, contracts[i], platform, calendar_);
    statement_.order.push_back(CommitmentId{i});
  }
}

void Commitments::hour(Instant from, Instant until, std::span<const Metered> metered,
                       std::span<const std::optional<ListPrice>> prices) {
  require(from == now_ && from < until && until <= calendar_.end_of_hour(from),
          "[{}, {}) ms is not the next hour", to_ms(from), to_ms(until));
  if (from >= month_.end()) {
    close_month(month_.end(), false);
    month_begin_ = month_.end();
    month_.advance();
  }
  now_ = until;
  meter(metered, prices);
  take_owned();
  cover(from, until, metered);
  discount_prices(from);
  take_listed();
}

void Commitments::meter(std::span<const Metered> metered,
                        std::span<const std::optional<ListPrice>> prices) {
  const std::size_t places = platform_.reservations.size();
  require(metered.size() == places && prices.size() == platform_.pools.size(),
          "an hour is of all places");

  left_.used.resize(places);
  left_.idle.resize(places);
  left_.prices.resize(places);
  for (std::size_t i = 0; i < places; ++i) {
    left_.used[i] = metered[i].used;
    left_.idle[i] = metered[i].idle;
    const auto& price = prices[platform_.reservations[i].pool.index()];
    if (left_.prices[i] == price) continue;
    left_.prices[i] = price;
    ++left_.price_version;
  }
}

void Commitments::take_owned() {
  for (std::size_t i = 0; i < usage_.size(); ++i) {
    const PoolId pool = platform_.reservations[i / 2].pool;
    if (!platform_.pools[pool.index()].owned) continue;
    ChipTime& there = left_.of(i / 2, i % 2 == 0);
    usage_[i].owned += there;
    usage_[i].list_cost.add(there, left_.price(i / 2, i % 2 == 0));
    there = ChipTime{};
  }
}

void Commitments::cover(Instant from, Instant until, std::span<const Metered> metered) {
  const auto covers = [from](const ContractAccount& account) {
    return account.in_force(from) && !account.terms().counts_charges();
  };
  for (ContractAccount& account : accounts_) {
    if (!covers(account)) continue;
    account.begin_hour(month_.month(), from, until, metered);
    account.cover(left_);
  }
  for (ContractAccount& account : accounts_) {
    if (covers(account) && account.terms().overage) account.cover_overage(left_);
  }
  for (ContractAccount& account : accounts_) {
    if (covers(account)) account.end_hour(month_.month(), until, statement_);
  }
}

void Commitments::discount_prices(Instant hour) {
  std::fill(discounts_.begin(), discounts_.end(), ExactShare{});
  for (const ContractAccount& account : accounts_) {
    const Contract& terms = account.terms();
    if (!terms.counts_charges() || !account.in_force(hour)) continue;
    for (const ReservationId place : terms.scope.places) {
      ExactShare& discount = discounts_[place.index()];
      if (discount == ExactShare{}) discount = terms.discount;
    }
  }
}

void Commitments::take_listed() {
  for (std::size_t i = 0; i < usage_.size(); ++i) {
    const ChipTime there = left_.of(i / 2, i % 2 == 0);
    if (there == ChipTime{}) continue;
    const auto price = left_.price(i / 2, i % 2 == 0);
    if (!price) {
      statement_.unpriced += there;
      continue;
    }
    usage_[i].listed += there;
    usage_[i].cost.add(there, times(*price, kWhole - discounts_[i / 2]));
    usage_[i].list_cost.add(there, price);
  }
}

void Commitments::egress(SiteId from, Money charge) {
  egress_[from.index()] += charge;
}

void Commitments::close_month(Instant until, bool run_ends) {
  const std::size_t first_take = statement_.takes.size();
  std::vector<Money> billed;  // as accounts_
  for (ContractAccount& account : accounts_) {
    if (account.terms().counts_charges()) {
      billed.emplace_back();
      continue;
    }
    if (run_ends) account.finish(month_.month(), until, statement_);
    billed.push_back(account.close_month(month_.month(), month_begin_, until, statement_));
  }
  close_listed();
  for (ContractAccount& account : accounts_) {
    if (!account.terms().counts_charges()) continue;
    account.count(month_.month(), month_begin_, until, counted(account, billed, first_take),
                  run_ends, statement_);
  }
  close_owned(until);
  std::fill(usage_.begin(), usage_.end(), Usage{});
  std::fill(egress_.begin(), egress_.end(), Money{});
}

void Commitments::close_listed() {
  for (std::size_t i = 0; i < usage_.size(); ++i) {
    if (usage_[i].listed == ChipTime{}) continue;
    statement_.takes.push_back({month_.month(), ReservationId{i / 2}, i % 2 == 0, PaidAs::listed,
                                CommitmentId{}, usage_[i].listed, *usage_[i].cost.rounded(),
                                usage_[i].list_cost});
  }
}

void Commitments::close_owned(Instant until) {
  for (const Owned& owned : owned_) {
    const auto in_month = [&](auto sum) {
      return (owned.hardware.*sum)(until) - (owned.hardware.*sum)(month_begin_);
    };
    const Money operation = cost_of(in_month(&OwnHardware::delivered),
                                    platform_.pools[owned.pool.index()].owned->operation);
    const Money cost = in_month(&OwnHardware::written_off) + operation;
    statement_.bills.push_back(
        {month_.month(), owned.id, BillKind::capital, in_month(&OwnHardware::paid)});
    statement_.bills.push_back({month_.month(), owned.id, BillKind::operation, operation});
    std::vector<Take> takes;
    std::vector<std::int64_t> times;
    for (std::size_t i = 0; i < usage_.size(); ++i) {
      const ReservationId place{i / 2};
      if (platform_.reservations[i / 2].pool != owned.pool) continue;
      if (usage_[i].owned == ChipTime{}) continue;
      takes.push_back({month_.month(), place, i % 2 == 0, PaidAs::taken, owned.id, usage_[i].owned,
                       Money{}, usage_[i].list_cost});
      times.push_back(usage_[i].owned.value());
    }
    if (takes.empty()) {
      statement_.shortfalls.push_back({month_.month(), owned.id, ChipTime{}, cost});
      continue;
    }
    const auto costs = split(cost.value(), times);
    for (std::size_t i = 0; i < takes.size(); ++i) takes[i].cost = Money{costs[i]};
    statement_.takes.insert(statement_.takes.end(), takes.begin(), takes.end());
  }
}

Money Commitments::counted(const ContractAccount& account, std::span<const Money> billed,
                           std::size_t first_take) const {
  const Contract& terms = account.terms();
  Money sum = egress_within(terms);
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    const auto& places = accounts_[i].terms().scope.places;
    const bool within = std::all_of(places.begin(), places.end(),
                                    [&](ReservationId place) { return account.covers(place); });
    if (within) sum += billed[i];
  }
  for (std::size_t i = first_take; i < statement_.takes.size(); ++i) {
    const Take& take = statement_.takes[i];
    if (take.as != PaidAs::taken && account.covers(take.place)) sum += take.cost;
  }
  return sum;
}

Money Commitments::egress_within(const Contract& contract) const {
  Money sum;
  if (contract.scope.kind != ScopeKind::provider && contract.scope.kind != ScopeKind::any) {
    return sum;
  }
  const PoolId pool = platform_.reservations[contract.scope.places.front().index()].pool;
  const Site& its = platform_.sites[platform_.pools[pool.index()].site.index()];
  for (std::size_t i = 0; i < egress_.size(); ++i) {
    const bool all = contract.scope.kind == ScopeKind::any;
    if (all || platform_.sites[i].provider == its.provider) sum += egress_[i];
  }
  return sum;
}

Statement Commitments::finish() {
  if (now_ > kRunStart) close_month(now_, true);
  statement_.balances.resize(accounts_.size() + owned_.size());
  for (const ContractAccount& account : accounts_) {
    statement_.balances[account.id().index()] = account.finish_payments(now_, statement_);
  }
  for (const Owned& owned : owned_) {
    statement_.balances[owned.id.index()] =
        owned.hardware.paid(now_) - owned.hardware.written_off(now_);
  }
  put_in_order();
  return std::move(statement_);
}

void Commitments::put_in_order() {
  std::vector<std::size_t> rank(accounts_.size() + owned_.size());
  for (std::size_t i = 0; i < rank.size(); ++i) rank[statement_.order[i].index()] = i;
  const auto rank_of = [&](CommitmentId id) { return id.valid() ? rank[id.index()] : rank.size(); };
  const auto sort_by = [](auto& rows, auto key) {
    std::sort(rows.begin(), rows.end(),
              [&](const auto& a, const auto& b) { return key(a) < key(b); });
  };
  const auto take_key = [&](const Take& take) {
    return std::tuple(take.month, take.place, !take.used, take.as, rank_of(take.commitment));
  };
  const auto shortfall_key = [&](const Shortfall& row) {
    return std::tuple(row.month, rank_of(row.commitment), row.time == ChipTime{});
  };
  // A month may have the ends of two windows.
  sort_by(statement_.takes, take_key);
  merge(statement_.takes, [&](const Take& a, const Take& b) { return take_key(a) == take_key(b); });
  sort_by(statement_.shortfalls, shortfall_key);
  merge(statement_.shortfalls, [&](const Shortfall& a, const Shortfall& b) {
    return shortfall_key(a) == shortfall_key(b);
  });
  std::erase_if(statement_.shortfalls,
                [](const Shortfall& row) { return row.time == ChipTime{} && row.cost == Money{}; });
  std::erase_if(statement_.bills, [](const Bill& bill) { return bill.amount == Money{}; });
  sort_by(statement_.bills,
          [](const Bill& bill) { return std::tuple(bill.month, bill.commitment, bill.kind); });
  sort_by(statement_.periods,
          [](const PeriodOfContract& period) { return std::tuple(period.contract, period.from); });
}

}  // namespace drawdown
