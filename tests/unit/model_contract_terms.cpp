// Quantities, windows and rates of contracts; the calendar that they are counted in.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/run_calendar.hpp"
#include "sim/base/text.hpp"
#include "sim/model/contracts/tariff.hpp"

namespace drawdown {
namespace {

using namespace std::chrono_literals;

class Dates {
 public:
  explicit Dates(const std::string& start) : start_(*parse_date(start)), calendar(start_) {}
  Instant on(const std::string& date) const { return kRunStart + (*parse_date(date) - start_); }

 private:
  Date start_;

 public:
  RunCalendar calendar;
};

TEST_CASE("the calendar knows hours, months and years before and after the run's start") {
  const Dates dates("2028-01-31T10:20");
  const RunCalendar& calendar = dates.calendar;
  CHECK(calendar.end_of_hour(kRunStart) == dates.on("2028-01-31T11:00"));
  CHECK(calendar.end_of_hour(dates.on("2027-12-31T23:00")) == dates.on("2028-01-01"));
  CHECK(calendar.end_of_month(kRunStart) == dates.on("2028-02-01"));
  CHECK(calendar.end_of_month(dates.on("2027-12-01")) == dates.on("2028-01-01"));
  CHECK(calendar.later(kRunStart, std::chrono::months(1)) == dates.on("2028-02-29T10:20"));
  CHECK(calendar.later(kRunStart, std::chrono::months(13)) == dates.on("2029-02-28T10:20"));
  const Instant leap_day = dates.on("2028-02-29");
  CHECK(calendar.years_between(leap_day, dates.on("2029-02-27")) == 0);
  CHECK(calendar.years_between(leap_day, dates.on("2029-02-28")) == 1);
  CHECK(calendar.years_between(leap_day, dates.on("2032-02-28T23:59")) == 3);
  CHECK(calendar.years_between(leap_day, dates.on("2032-02-29")) == 4);
}

TEST_CASE("windows are those of the calendar, or of the contract's own years") {
  const Dates dates("2027-01-01");
  Contract contract;
  contract.from = dates.on("2026-03-15");
  contract.until = dates.on("2028-09-15");
  contract.ramp = {{contract.from, 1}};
  contract.rate = Price{1};
  const auto end = [&](Settlement settlement, const std::string& date) {
    contract.settlement = settlement;
    return Tariff(contract, dates.calendar).window_end(dates.on(date));
  };
  CHECK(end(Settlement::hour, "2027-01-01") == dates.on("2027-01-01T01:00"));
  CHECK(end(Settlement::month, "2027-02-10") == dates.on("2027-03-01"));
  CHECK(end(Settlement::month, "2028-09-10") == dates.on("2028-09-15"));
  CHECK(end(Settlement::year, "2027-01-01") == dates.on("2027-03-15"));
  CHECK(end(Settlement::year, "2027-03-15") == dates.on("2028-03-15"));
  CHECK(end(Settlement::year, "2028-03-15") == dates.on("2028-09-15"));
  CHECK(end(Settlement::term, "2027-01-01") == dates.on("2028-09-15"));
}

TEST_CASE("amounts are spread evenly, and what is committed is rounded down") {
  const Dates dates("2027-01-01");
  Contract contract;
  contract.from = dates.on("2027-01-01");
  contract.until = dates.on("2027-01-01T05:00");
  contract.unit = QuantityUnit::money;
  // 10 over 3 hours, then 7 over 2
  contract.ramp = {{contract.from, 10}, {dates.on("2027-01-01T03:00"), 7}};
  CHECK(committed(contract, contract.from - 1h) == 0);
  CHECK(committed(contract, contract.from) == 0);
  CHECK(committed(contract, contract.from + 1h) == 3);
  CHECK(committed(contract, contract.from + 2h) == 6);
  CHECK(committed(contract, contract.from + 3h) == 10);
  CHECK(committed(contract, contract.from + 4h) == 13);
  CHECK(committed(contract, contract.from + 9h) == 17);
  contract.unit = QuantityUnit::money_per_hour;
  CHECK(committed(contract, contract.from + 2h + 59min) == 29);
  CHECK(committed(contract, contract.from + 4h) == 37);
  contract.unit = QuantityUnit::chips;
  CHECK(committed(contract, contract.from + 4h) == 37 * 3'600'000);
}

TEST_CASE("what is committed is what each millisecond commits") {
  CHECK(rc::check([] {
    Contract contract;
    contract.unit = *rc::gen::element(QuantityUnit::chips, QuantityUnit::money_per_hour,
                                      QuantityUnit::chip_time, QuantityUnit::money);
    contract.from = kRunStart + Duration{*rc::gen::inRange(-20, 20)};
    Instant end = contract.from;
    std::vector<std::int64_t> spans;
    const int steps = *rc::gen::inRange(1, 4);
    for (int i = 0; i < steps; ++i) {
      contract.ramp.push_back({end, *rc::gen::inRange<std::int64_t>(0, 100)});
      spans.push_back(*rc::gen::inRange<std::int64_t>(1, 20));
      end += Duration{spans.back()};
    }
    contract.until = end;
    // In parts of which this many are one, so that every step's millisecond is a whole number.
    std::int64_t parts = 3'600'000;
    for (const std::int64_t span : spans) parts *= span;
    const bool level = contract.unit == QuantityUnit::chips;
    const bool per_hour = contract.unit == QuantityUnit::money_per_hour;
    __extension__ unsigned __int128 sum = 0;
    for (std::size_t step = 0; step < spans.size(); ++step) {
      const std::int64_t a_ms = level ? parts : per_hour ? parts / 3'600'000 : parts / spans[step];
      for (std::int64_t ms = 0; ms < spans[step]; ++ms) {
        const Instant now = contract.ramp[step].from + Duration{ms};
        RC_ASSERT(committed(contract, now) == static_cast<std::int64_t>(sum / parts));
        sum += static_cast<std::uint64_t>(contract.ramp[step].quantity * a_ms);
      }
    }
    RC_ASSERT(committed(contract, end) == static_cast<std::int64_t>(sum / parts));
  }));
}

TEST_CASE("a rate is rounded each year that it grows") {
  const Dates dates("2027-01-01");
  Contract contract;
  contract.from = dates.on("2027-06-01");
  contract.until = dates.on("2032-06-01");
  contract.ramp = {{contract.from, 1}};
  contract.rate = Price{1'000'001};
  contract.escalator = ExactShare{50'000};
  const Tariff tariff(contract, dates.calendar);
  CHECK(tariff.rate(dates.on("2028-05-31")) == Price{1'000'001});
  CHECK(tariff.rate(dates.on("2028-06-01")) == Price{1'050'001});  // 1,050,001.05
  CHECK(tariff.rate(dates.on("2029-06-01")) == Price{1'102'501});  // 1,102,501.05
  CHECK(tariff.rate(dates.on("2030-06-01")) == Price{1'157'626});  // 1,157,626.05
}

}  // namespace
}  // namespace drawdown
