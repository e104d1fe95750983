// Contracts as files write them: units, calendars, scopes, clauses, forms. What is refused, and
// how, is in tests/errors/cases/contract_*.
#include <catch2/catch.hpp>

#include "sim/base/calendar.hpp"
#include "sim/config/yaml_text.hpp"
#include "sim/model/contracts/reading/commitment_reader.hpp"
#include "sim/model/contracts/reading/contract_forms.hpp"
#include "sim/model/contracts/reading/contract_reader.hpp"
#include "sim/model/contracts/reading/price_reader.hpp"
#include "sim/model/contracts/reading/quantities.hpp"
#include "sim/model/platform_reader.hpp"

namespace drawdown {
namespace {

constexpr Date kStart = std::chrono::sys_days(std::chrono::year(2027) / 1 / 1);

// Three pools of two providers; `rest` shares its pool with `base`, and `mine` is own hardware.
constexpr std::string_view kPlatform = R"(platform:
  sites:
    - {name: iowa, provider: google}
    - {name: oregon, provider: google}
    - {name: ashburn, provider: oracle}
  pools:
    - {name: v5p, site: iowa, units: 8, accelerator: tpu_v5p, geometry: alike}
    - {name: v6e, site: oregon, units: 8, accelerator: tpu_v6e, geometry: alike}
    - {name: h100, site: ashburn, units: 8, accelerator: h100_sxm, geometry: alike}
    - {name: mine, site: ashburn, units: 8, accelerator: h100_sxm, geometry: alike}
  reservations:
    - {name: base, pool: v5p, units: 4, holder: research}
    - {name: rest, pool: v5p, units: 4, holder: serving}
    - {name: six, pool: v6e, units: 8, holder: research}
    - {name: gpus, pool: h100, units: 8, holder: research}
    - {name: own, pool: mine, units: 8, holder: research}
)";

// The contracts and prices of a file, against the platform above.
struct Read {
  Platform platform;
  PriceList prices;
  std::vector<Contract> contracts;
  std::vector<std::string> assumed;
  std::string errors;
  std::string tree;
};

Read read(const std::string& yaml) {
  Read result;
  Diagnostics diagnostics;
  auto root = read_yaml(SourceText("in.yaml", std::string(kPlatform) + yaml), diagnostics);
  REQUIRE(root);
  {
    MapReader reader(*root, "", diagnostics);
    MapReader platform = reader.map("platform");
    result.platform = read_platform(platform, kStart);
    result.platform.pools[3].owned = OwnedSpec{Money{1}, std::chrono::hours(1)};
    result.prices = read_prices(reader, &result.platform, kStart, result.assumed);
    result.contracts =
        read_contracts(reader, {&result.platform, &result.prices, kStart}, result.assumed);
  }
  result.errors = diagnostics.text();
  result.tree = emit(*root);
  return result;
}

// One contract of these keys, and what else a contract must have.
Contract one(const std::string& keys, const std::string& prices = "") {
  auto result = read(prices + "contracts:\n  - {name: c, " + keys + "}\n");
  INFO(result.errors);
  REQUIRE(result.errors.empty());
  REQUIRE(result.contracts.size() == 1);
  return result.contracts[0];
}

const std::string kYear = "from: 2027-01-01, until: 2028-01-01, ";
const std::string kRest = "quantity: 10 chips, rate: 2 USD/chip-hour, ";

std::vector<std::string> places(const std::string& scope) {
  const auto result =
      read("contracts:\n  - {name: c, " + kYear + kRest + "scope: " + scope + "}\n");
  INFO(result.errors);
  REQUIRE(result.errors.empty());
  std::vector<std::string> names;
  for (const ReservationId id : result.contracts[0].scope.places) {
    names.push_back(result.platform.reservations[id.index()].name);
  }
  return names;
}

Instant at(std::string_view date) {
  return kRunStart + (*Quantity<Date>::parse(date) - kStart);
}

using Names = std::vector<std::string>;

TEST_CASE("what is committed carries its unit, exactly") {
  const auto parse = Quantity<CommittedQuantity>::parse;
  CHECK(parse("600000 chips")->amount == 600'000);
  CHECK(parse("1e6 chip-hours")->amount == 3'600'000'000'000);  // x 3.6e6 ms
  CHECK(parse("1200 USD/h")->amount == 1'200'000'000);
  CHECK(parse("200e9 USD")->amount == 200'000'000'000'000'000);
  CHECK(parse("0 chips")->amount == 0);
  CHECK(parse("1 USD/h")->unit == QuantityUnit::money_per_hour);
  CHECK(parse("1 USD")->unit == QuantityUnit::money);
  CHECK(parse("1 chip-hours")->unit == QuantityUnit::chip_time);
  for (const char* text : {"5", "-1 chips", "1.5 chips", "1 USD/chip-hour", "0.0000001 USD"}) {
    INFO(text);
    CHECK_FALSE(parse(text));
  }
}

TEST_CASE("shares are whole millionths") {
  const auto parse = Quantity<ExactShare>::parse;
  CHECK(parse("0.9") == ExactShare{900'000});
  CHECK(parse("33.3333 %") == ExactShare{333'333});
  CHECK(parse("-0.2") == ExactShare{-200'000});
  CHECK(parse("1e-6") == ExactShare{1});
  for (const char* text : {"0.0000001", "33.33333 %", "90 percent", "x"}) {
    INFO(text);
    CHECK_FALSE(parse(text));
  }
}

TEST_CASE("terms are of the calendar") {
  const auto parse = Quantity<std::chrono::months>::parse;
  CHECK(parse("5 y") == std::chrono::months(60));
  CHECK(parse("36 months") == std::chrono::months(36));
  CHECK(parse("0.5 y") == std::chrono::months(6));
  for (const char* text : {"5", "0 months", "1.5 months", "101 y", "-1 y", "30 d"}) {
    INFO(text);
    CHECK_FALSE(parse(text));
  }
  const auto later = [](std::string_view date, int months) {
    return months_later(*Quantity<Date>::parse(date), std::chrono::months(months));
  };
  const auto date = [](std::string_view text) { return *Quantity<Date>::parse(text); };
  CHECK(later("2027-01-01", 60) == date("2032-01-01"));
  CHECK(later("2027-01-31 08:00", 1) == date("2027-02-28 08:00"));
  CHECK(later("2028-01-31", 1) == date("2028-02-29"));
  CHECK(later("2027-11-30", 3) == date("2028-02-29"));
  CHECK(Quantity<FullHour>::parse("2027-01-01 08:00"));
  CHECK_FALSE(Quantity<FullHour>::parse("2027-01-01 08:30"));
}

TEST_CASE("a scope is what its names match, and neither spot nor own hardware") {
  CHECK(places("{reservation: rest}") == Names{"rest"});
  CHECK(places("{pool: v5p}") == Names{"base", "rest"});
  CHECK(places("{site: ashburn, accelerator: h100_sxm}") == Names{"gpus"});
  CHECK(places("{provider: google, accelerator: tpu_v6e}") == Names{"six"});
  CHECK(places("{accelerator: h100_sxm}") == Names{"gpus"});
  CHECK(places("{provider: google}") == Names{"base", "rest", "six"});
  CHECK(places("any") == Names{"base", "rest", "six", "gpus"});
}

TEST_CASE("a contract that says little has the defaults of the page") {
  const Contract contract = one("scope: any, " + kYear + kRest);
  CHECK(contract.from == at("2027-01-01"));
  CHECK(contract.until == at("2028-01-01"));
  CHECK(contract.end() == contract.until);
  CHECK(contract.meter == Meter::held);
  CHECK(contract.settlement == Settlement::hour);
  CHECK(contract.billing == Billing::taken);
  CHECK(contract.take_share == kWhole);
  CHECK(contract.escalator == ExactShare{});
  CHECK(contract.rate == Price{2'000'000});
  CHECK_FALSE(contract.total);
  CHECK(contract.prepaid.empty());
  CHECK_FALSE(contract.makeup);
  CHECK_FALSE(contract.carry_cap);
  CHECK_FALSE(contract.overage);
  CHECK_FALSE(contract.pay_on_delivery);
  CHECK_FALSE(contract.service_level);
  CHECK_FALSE(contract.termination);
  REQUIRE(contract.ramp.size() == 1);
  CHECK(contract.ramp[0].from == contract.from);
  CHECK(contract.ramp[0].quantity == 10);
  CHECK_FALSE(contract.is_spend());
}

TEST_CASE("a usage contract has all its clauses") {
  const Contract contract = one(
      "scope: {accelerator: tpu_v5p}, from: 2026-07-01, term: 5 y, meter: used, settlement: year, "
      "quantity: [{from: 2026-07-01, quantity: 100 chips}, {from: 2028-01-01, quantity: 0 chips}], "
      "total: 42e9 USD, take_share: 0.9, makeup: 12 months, carry_cap: 1e6 chip-hours, "
      "overage: 2 USD/chip-hour, pay_on_delivery: true, service_level: {availability: 0.95}, "
      "prepaid: [{on: 2026-07-01, share: 0.1}, {on: 2027-07-01, share: 5 %}], "
      "termination: {on: 2029-01-01, fee: 0.3, refund_cap: 50000 USD}, "
      "invests: [{on: 2026-06-01, amount: 10e9 USD}]");
  CHECK(contract.from == at("2026-07-01"));  // before the run
  CHECK(contract.until == at("2031-07-01"));
  CHECK(contract.end() == at("2029-01-01"));
  CHECK(contract.meter == Meter::used);
  CHECK(contract.settlement == Settlement::year);
  CHECK(contract.billing == Billing::level);  // of a total
  REQUIRE(contract.ramp.size() == 2);
  CHECK(contract.ramp[1].from == at("2028-01-01"));
  CHECK(contract.ramp[1].quantity == 0);
  CHECK(contract.total == Money{42'000'000'000'000'000});
  CHECK_FALSE(contract.rate);
  CHECK(contract.take_share == ExactShare{900'000});
  CHECK(contract.makeup == std::chrono::months(12));
  CHECK(contract.carry_cap == 1'000'000 * std::int64_t{3'600'000});
  CHECK(contract.overage == Price{2'000'000});
  CHECK(contract.pay_on_delivery);
  CHECK(contract.service_level->availability == ExactShare{950'000});
  CHECK(contract.service_level->credit == kWhole);
  REQUIRE(contract.prepaid.size() == 2);
  CHECK(contract.prepaid[1].on == at("2027-07-01"));
  CHECK(contract.prepaid[1].share == ExactShare{50'000});
  CHECK(contract.termination->fee == ExactShare{300'000});
  CHECK(contract.termination->refund_cap == Money{50'000'000'000});
  REQUIRE(contract.invests.size() == 1);
  CHECK(contract.invests[0].amount == Money{10'000'000'000'000'000});
}

TEST_CASE("spend contracts cover chip-time, or count charges") {
  const Contract plan =
      one("scope: {provider: oracle}, " + kYear +
          "quantity: 1200 USD/h, counts: usage, discount: 0.28, prepaid: 1, carry_cap: 5 USD");
  CHECK(plan.is_spend());
  CHECK(plan.counts == Counts::usage);
  CHECK(plan.discount == ExactShare{280'000});
  CHECK(plan.carry_cap == 5'000'000);
  REQUIRE(plan.prepaid.size() == 1);
  CHECK(plan.prepaid[0].on == plan.from);
  CHECK(plan.prepaid[0].share == kWhole);
  const Contract credits = one("scope: any, " + kYear + "quantity: 5e6 USD, settlement: year");
  CHECK(credits.counts == Counts::charges);
  CHECK(credits.unit == QuantityUnit::money);
}

TEST_CASE("a discount is off the list price where the contract begins") {
  const std::string prices =
      "prices: [{accelerator: tpu_v5p, on_demand: 4.20 USD/chip-hour}, "
      "{accelerator: tpu_v5p, on_demand: 3 USD/chip-hour, from: 2027-07-01}]\n";
  // 4.20 x 0.45 = 1.89, the rate of three years; 3 x 0.45 = 1.35.
  const std::string keys = "scope: {pool: v5p}, quantity: 8 chips, discount: 0.55, ";
  CHECK(one(keys + kYear, prices).rate == Price{1'890'000});
  CHECK(one(keys + "from: 2027-08-01, term: 1 y", prices).rate == Price{1'350'000});
  // 1/3 off 4.20: 4.20 x 0.666667 = 2.8000014, to the micro-dollar.
  CHECK(one("scope: {pool: v5p}, quantity: 8 chips, discount: 0.333333, " + kYear, prices).rate ==
        Price{2'800'001});
}

TEST_CASE("a contract takes from its form what it does not say itself") {
  const Contract cud =
      one("form: gcp_cud_3y, scope: {pool: v5p}, from: 2027-01-01, "
          "quantity: 8 chips");
  CHECK(cud.form == "gcp_cud_3y");
  CHECK(cud.until == at("2030-01-01"));
  CHECK(cud.rate == Price{1'890'000});  // 0.45 x the 4.20 of the catalogue
  // An end in place of the term, a rate in place of the discount.
  const Contract own =
      one("form: gcp_cud_3y, scope: {pool: v5p}, from: 2027-01-01, "
          "quantity: 8 chips, until: 2027-02-01, rate: 1 USD/chip-hour, "
          "settlement: month");
  CHECK(own.until == at("2027-02-01"));
  CHECK(own.rate == Price{1'000'000});
  CHECK(own.settlement == Settlement::month);
}

TEST_CASE("what a form assumes is named, and what a contract says itself is not") {
  const std::string text =
      "  - {name: a, form: azure_ptu, scope: {pool: v5p}, from: 2027-01-01, quantity: 8 chips, "
      "rate: 1 USD/chip-hour, meter: used}\n";
  const auto result = read(
      "prices: [{accelerator: tpu_v5p, on_demand: 4 USD/chip-hour}]\n"
      "contracts:\n" +
      text);
  INFO(result.errors);
  REQUIRE(result.errors.empty());
  CHECK(result.assumed == Names{"a.term", "a.settlement", "a.take_share"});
  // All of it is in the tree, which reads back to the same.
  const std::string contracts = result.tree.substr(result.tree.find("contracts:"));
  const auto again = read(result.tree.substr(result.tree.find("prices:")));
  CHECK(again.errors.empty());
  CHECK(again.assumed == result.assumed);
  CHECK(again.tree.find(contracts) != std::string::npos);
}

TEST_CASE("every form is whole: with what its user says it is a contract") {
  // What the forms themselves leave open, by what they have.
  const auto has = [](const ContractForm& form, std::string_view key) {
    return std::ranges::find(form.clauses, key, &SourcedValue::key) != form.clauses.end();
  };
  REQUIRE(contract_forms().size() > 10);
  for (const ContractForm& form : contract_forms()) {
    INFO(form.name);
    std::string keys = "form: " + form.name + ", scope: {pool: v5p}";
    if (!has(form, "from")) keys += ", from: 2027-01-01";
    if (!has(form, "term")) keys += ", until: 2027-02-01";
    const bool is_spend = has(form, "counts");
    if (!has(form, "quantity")) {
      keys += is_spend ? ", quantity: 1000 USD" : ", quantity: 8 chips";
    }
    if (!is_spend && !has(form, "discount") && !has(form, "rate") && !has(form, "total")) {
      keys += ", rate: 1 USD/chip-hour";
    }
    const Contract contract = one(keys);
    CHECK(contract.form == form.name);
    CHECK(contract.is_spend() == is_spend);
  }
}

TEST_CASE("the deal of 200 billion dollars over five years is what its form says") {
  const Contract deal = one("form: frontier_tpu_200b, scope: any");
  CHECK(deal.from == at("2027-01-01"));
  CHECK(deal.until == at("2032-01-01"));
  CHECK(deal.total == Money{200'000'000'000'000'000});
  REQUIRE(deal.ramp.size() == 5);
  // Each year 104 pods of 9,216 chips more; 24 x (365 + 366 + 365 + 365 + 365) hours in all.
  double chip_hours = 0;
  constexpr int kDays[] = {365, 366, 365, 365, 365};
  for (std::size_t year = 0; year < 5; ++year) {
    const auto pods = 104 * (static_cast<std::int64_t>(year) + 1);
    CHECK(deal.ramp[year].quantity == pods * 9216);
    chip_hours += static_cast<double>(pods * 9216) * 24 * kDays[year];
  }
  CHECK(200e9 / chip_hours == Approx(1.587).epsilon(0.001));  // near the analysts' 1.60
  CHECK(rough_amount(deal) == Approx(chip_hours * 3.6e6));
}

}  // namespace
}  // namespace drawdown
