// A run without an engine: what is metered in its hours is said by hand.
#pragma once

#include <functional>

#include "sim/account/commitments/commitments.hpp"
#include "sim/base/exact.hpp"
#include "sim/base/run_calendar.hpp"
#include "sim/base/text.hpp"

namespace drawdown {

constexpr Duration kHour = std::chrono::hours(1);
constexpr std::int64_t kDollar = 1'000'000;

constexpr Money dollars(std::int64_t amount) {
  return Money{amount * kDollar};
}
constexpr ExactShare share(double of) {
  return ExactShare{static_cast<std::int64_t>(of * 1e6 + 0.5)};
}
inline std::int64_t chip_hours(std::int64_t amount) {
  return amount * kHour.count();
}

/// Chips of a place in an hour.
struct ChipsOfHour {
  std::int64_t used = 0;
  std::int64_t idle = 0;
  std::int64_t undelivered = 0;
  std::int64_t in_repair = 0;
};

/// Places `0 .. n-1` are reservations of as many pools at one site of the provider `google`.
class CommitmentsRun {
 public:
  explicit CommitmentsRun(std::size_t places = 1, const std::string& begins = "2027-01-01")
      : start(*parse_date(begins)) {
    Site site;
    site.provider = "google";
    platform.sites = {site};
    for (std::size_t i = 0; i < places; ++i) {
      Pool pool;
      pool.site = SiteId{0};
      pool.units = Units{1};
      pool.chips_per_unit = Chips{8};
      platform.pools.push_back(pool);
      Reservation reservation;
      reservation.pool = PoolId{i};
      reservation.holder = "holder" + std::to_string(i);
      platform.reservations.push_back(reservation);
    }
    prices.resize(places);
  }

  Instant on(const std::string& date) const { return kRunStart + (*parse_date(date) - start); }

  /// In force over `[from, until)`, at a dollar per chip-hour, for so many chips; `held`, by the
  /// hour, scope `any`.
  Contract& sign(std::int64_t chips, const std::string& from, const std::string& until) {
    Contract contract;
    contract.name = "c" + std::to_string(contracts.size());
    contract.from = on(from);
    contract.until = on(until);
    contract.ramp = {{contract.from, chips}};
    contract.rate = Price{kDollar};
    for (std::size_t i = 0; i < platform.reservations.size(); ++i) {
      contract.scope.places.emplace_back(i);
    }
    contracts.push_back(contract);
    return contracts.back();
  }
  Contract& spend(std::int64_t quantity, QuantityUnit unit, Counts counts, const std::string& from,
                  const std::string& until) {
    Contract& contract = sign(quantity, from, until);
    contract.rate.reset();
    contract.unit = unit;
    contract.counts = counts;
    return contract;
  }

  using ChipsAt = std::function<ChipsOfHour(std::size_t place, Instant hour)>;
  Statement until(Instant horizon, const ChipsAt& chips_at) {
    Commitments commitments(platform, contracts, start, 1);
    const RunCalendar calendar(start);
    std::vector<Metered> metered(platform.reservations.size());
    for (Instant hour = kRunStart; hour < horizon;) {
      const Instant end = std::min(calendar.end_of_hour(hour), horizon);
      for (std::size_t place = 0; place < metered.size(); ++place) {
        const ChipsOfHour chips = chips_at(place, hour);
        const auto time = [&](std::int64_t count) { return Chips{count} * (end - hour); };
        metered[place] = {time(chips.used), time(chips.idle), time(chips.undelivered),
                          time(chips.in_repair)};
      }
      commitments.hour(hour, end, metered, prices);
      if (hour == kRunStart) commitments.egress(SiteId{0}, egress);
      hour = end;
    }
    return commitments.finish();
  }
  Statement until(const std::string& horizon, const ChipsAt& chips_at) {
    return until(on(horizon), chips_at);
  }

  void list(std::size_t place, std::int64_t price, std::int64_t unused) {
    prices[place] = ListPrice{Price{price}, Price{unused}};
  }

  Platform platform;
  std::vector<Contract> contracts;
  Date start;
  std::vector<std::optional<ListPrice>> prices;  // by pool, always
  Money egress{};                                // of the first month
};

/// What bills of these kinds come to, of one commitment or of all.
inline Money sum_of(const Statement& statement, std::initializer_list<BillKind> kinds,
                    std::optional<std::size_t> commitment = {}) {
  Money sum;
  for (const Bill& bill : statement.bills) {
    const bool of_it = !commitment || bill.commitment == CommitmentId{*commitment};
    if (of_it && std::find(kinds.begin(), kinds.end(), bill.kind) != kinds.end()) {
      sum += bill.amount;
    }
  }
  return sum;
}

/// The bills of a kind, by month, in dollars that must be whole.
inline std::vector<std::int64_t> monthly(const Statement& statement, BillKind kind) {
  std::vector<std::int64_t> found;
  for (const Bill& bill : statement.bills) {
    if (bill.kind == kind) found.push_back(bill.amount.value() / kDollar);
  }
  return found;
}

/// So many chips in every hour of every place.
inline auto always(ChipsOfHour chips) {
  return [chips](std::size_t, Instant) { return chips; };
}

/// By month of the calendar, from the run's first.
inline auto by_month(const CommitmentsRun& run, std::vector<ChipsOfHour> months) {
  const RunCalendar calendar(run.start);
  return [calendar, months](std::size_t, Instant hour) {
    const auto passed = calendar.month_of(hour) - calendar.month_of(kRunStart);
    const auto index = static_cast<std::size_t>(passed.count());
    return index < months.size() ? months[index] : ChipsOfHour{};
  };
}

}  // namespace drawdown
