#include "sim/model/contracts/reading/contract_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/model/catalogue/sources.hpp"
#include "sim/model/contracts/reading/commitment_reader.hpp"
#include "sim/model/contracts/reading/contract_forms.hpp"
#include "sim/model/contracts/reading/quantities.hpp"
#include "sim/model/contracts/reading/scope_reader.hpp"

namespace drawdown {
namespace {

constexpr Word<Meter> kMeters[] = {{"held", Meter::held}, {"used", Meter::used}};
constexpr Word<Settlement> kSettlements[] = {{"hour", Settlement::hour},
                                             {"month", Settlement::month},
                                             {"year", Settlement::year},
                                             {"term", Settlement::term}};
constexpr Word<Billing> kBillings[] = {{"taken", Billing::taken}, {"level", Billing::level}};
constexpr Word<Counts> kCounts[] = {{"usage", Counts::usage}, {"charges", Counts::charges}};
constexpr Word<ChargeBack> kChargeBacks[] = {{"holder", ChargeBack::holder},
                                             {"pro_rata", ChargeBack::pro_rata},
                                             {"central", ChargeBack::central}};
constexpr std::array<std::string_view, 3> kPricings = {"rate", "total", "discount"};

constexpr ExactShare kNone{0};
constexpr ExactShare kMostCredit{100'000'000};

// Reads one contract, in the order of the page.
class ContractReader {
 public:
  ContractReader(MapReader& reader, const ContractContext& context)
      : reader_(reader), context_(context) {}

  Contract read() {
    contract_.form = reader_.maybe<std::string>("form").value_or("");
    contract_.scope = read_scope(reader_, context_.platform);
    const bool has_ramp = read_commitment(reader_, context_.start, contract_);
    contract_.settlement = reader_.choice("settlement", "hour", kSettlements);
    contract_.take_share = read_share(reader_, "take_share", "1", kNone, kWhole);
    if (!has_ramp) {
      // Which clauses go with it cannot be told.
      for (const std::string_view key : kOfSomeKind) reader_.node(key);
    } else if (contract_.is_spend()) {
      read_spend_terms();
    } else {
      read_usage_terms();
    }
    read_carry_cap(has_ramp);
    read_termination();
    read_investments();
    reader_.finish();
    if (has_ramp) check_worth();
    return std::move(contract_);
  }

 private:
  static constexpr std::string_view kOfSomeKind[] = {
      "pay_on_delivery", "rate",   "total", "discount", "escalator", "overage",
      "service_level",   "counts", "meter", "billing",  "prepaid",   "makeup"};
  static constexpr std::string_view kOfUsage[] = {"pay_on_delivery", "rate",    "total",
                                                  "escalator",       "overage", "service_level"};
  static constexpr std::string_view kOfCoverage[] = {"meter", "billing", "prepaid", "makeup"};

  std::string where(std::string_view key) const { return to_text(reader_.place(key)); }

  // Clauses that another one of this contract excludes.
  void refuse(std::span<const std::string_view> keys, std::string_view because) {
    for (const std::string_view key : keys) {
      if (reader_.node(key) != nullptr) reader_.error(key, because);
    }
  }

  void read_usage_terms() {
    constexpr std::string_view kOfSpend[] = {"counts"};
    refuse(kOfSpend,
           fmt::format("expected in a contract in USD or USD/h only; this one is in chips "
                       "or chip-hours ({})",
                       where("quantity")));
    const std::string_view pricing = only_one_of(reader_, kPricings);
    if (pricing == "rate") contract_.rate = reader_.required<Price>("rate");
    if (pricing == "total") contract_.total = reader_.required<Money>("total");
    if (pricing == "discount") derive_rate();
    read_escalator();
    contract_.pay_on_delivery = reader_.optional<bool>("pay_on_delivery", "false");
    contract_.overage = reader_.maybe<Price>("overage");
    if (auto level = reader_.maybe_map("service_level")) {
      contract_.service_level = {read_share(*level, "availability", "", kNone, kWhole),
                                 read_share(*level, "credit", "1", kNone, kMostCredit)};
    }
    read_coverage_terms();
  }

  void read_spend_terms() {
    refuse(kOfUsage, fmt::format("expected in a contract in chips or chip-hours only; this one is "
                                 "in USD ({})",
                                 where("quantity")));
    contract_.counts = reader_.choice("counts", "charges", kCounts);
    contract_.discount = read_share(reader_, "discount", "0", kNone, kWhole);
    if (contract_.counts == Counts::usage) {
      read_coverage_terms();
      return;
    }
    refuse(kOfCoverage, fmt::format("expected in a contract that covers chip-time only; this one "
                                    "counts charges ({})",
                                    where("counts")));
    if (contract_.settlement == Settlement::hour) {
      reader_.error("settlement",
                    fmt::format("expected month, year or term in a contract that counts charges "
                                "({}), got hour",
                                where("counts")));
    }
  }

  // Of a contract that takes chip-time.
  void read_coverage_terms() {
    contract_.meter = reader_.choice("meter", "held", kMeters);
    contract_.billing = reader_.choice("billing", contract_.total ? "level" : "taken", kBillings);
    read_prepaid();
    contract_.makeup = reader_.maybe<std::chrono::months>("makeup");
  }

  // The list price where the contract begins, less the discount, in all places alike.
  void derive_rate() {
    const ExactShare discount = read_share(reader_, "discount", "", kNone, kWhole);
    std::optional<Price> list;
    for (const ReservationId place : contract_.scope.places) {
      const PoolId pool = context_.platform->reservations[place.index()].pool;
      const std::string& name = context_.platform->pools[pool.index()].name;
      const auto here = context_.prices->at(pool, contract_.from);
      const std::string begin = format_date(context_.start + (contract_.from - kRunStart));
      if (!here) {
        reader_.error("discount",
                      fmt::format("pool '{}' has no list price on {}: say a rate", name, begin));
        return;
      }
      if (list && *list != here->price) {
        reader_.error("discount", fmt::format("the list price of pool '{}' on {} is another than "
                                              "that of a pool before: say a rate",
                                              name, begin));
        return;
      }
      list = here->price;
    }
    if (list) contract_.rate = times(*list, kWhole - discount);
  }

  void read_escalator() {
    constexpr ExactShare kLeast{-999'999};
    contract_.escalator = read_share(reader_, "escalator", "0", kLeast, kWhole);
    if (contract_.escalator == kNone) return;
    if (reader_.node("total") != nullptr) {
      reader_.error("escalator",
                    fmt::format("a total ({}) does not grow: expected 0", where("total")));
    }
    if (contract_.settlement == Settlement::term) {
      reader_.error("escalator", fmt::format("settlement by the term ({}) has one rate: expected 0",
                                             where("settlement")));
    }
  }

  void read_prepaid() {
    const Node* const node = reader_.node("prepaid");
    if (node == nullptr) return;
    if (node->kind != NodeKind::list) {
      const ExactShare share = read_share(reader_, "prepaid", "0", kNone, kWhole);
      if (share > kNone) contract_.prepaid = {{contract_.from, share}};
      return;
    }
    ExactShare sum;
    std::optional<Instant> last;
    for (MapReader& item : reader_.list("prepaid")) {
      const auto on = required_moment(item, "on", context_.start);
      const ExactShare share = read_share(item, "share", "", kNone, kWhole);
      item.finish();
      sum += share;
      if (!on) continue;
      if (last && *on <= *last) item.error("on", "expected a date after that of the one before");
      last = on;
      contract_.prepaid.push_back({*on, share});
    }
    if (sum > kWhole) {
      reader_.error("prepaid", fmt::format("shares of {} in all: expected at most 1",
                                           static_cast<double>(sum.value()) / 1e6));
    }
  }

  void read_carry_cap(bool has_ramp) {
    const auto cap = reader_.maybe<CommittedQuantity>("carry_cap");
    if (!cap || !has_ramp) return;
    const bool is_spend = contract_.is_spend();
    if (cap->unit == (is_spend ? QuantityUnit::money : QuantityUnit::chip_time)) {
      contract_.carry_cap = cap->amount;
      return;
    }
    reader_.error("carry_cap", fmt::format("expected {}, since the quantity ({}) is in {}",
                                           is_spend ? "USD" : "chip-hours", where("quantity"),
                                           word_of(contract_.unit)));
  }

  std::string where_end() const {
    return where(reader_.node("until") != nullptr ? "until" : "term");
  }

  void read_termination() {
    auto map = reader_.maybe_map("termination");
    if (!map) return;
    const auto on = required_moment(*map, "on", context_.start);
    const ExactShare fee = read_share(*map, "fee", "", kNone, kWhole);
    const auto cap = map->maybe<Money>("refund_cap");
    if (!on) return;
    if (contract_.until > contract_.from && (*on <= contract_.from || *on >= contract_.until)) {
      map->error("on", fmt::format("expected a date between the contract's start ({}) and its end "
                                   "({})",
                                   where("from"), where_end()));
    }
    contract_.termination = {*on, fee, cap};
  }

  void read_investments() {
    for (MapReader& item : reader_.maybe_list("invests")) {
      const auto on = required_moment(item, "on", context_.start);
      const auto amount = item.required<Money>("amount");
      if (on) contract_.invests.push_back({*on, amount});
    }
  }

  // Sums of money and chip-time are 64 bits wide; at most a quarter, so that no rounding matters.
  void check_worth() {
    constexpr double kMost = static_cast<double>(std::numeric_limits<std::int64_t>::max()) / 4;
    constexpr double kHoursPerYear = 8766;
    const double hours =
        static_cast<double>((contract_.until - contract_.from).count()) / kMsPerHour;
    const double amount = rough_amount(contract_);
    double worth = 0;
    if (contract_.rate) {
      const double growth = static_cast<double>((kWhole + contract_.escalator).value()) / 1e6;
      worth = amount / kMsPerHour * static_cast<double>(contract_.rate->value()) *
              std::pow(std::max(1.0, growth), hours / kHoursPerYear);
    }
    if (std::max(amount, worth) > kMost) {
      reader_.error("quantity", "is more, or costs more, than can be counted");
    }
    const auto is_none = [](const RampStep& step) { return step.quantity == 0; };
    if (contract_.total && !contract_.ramp.empty() &&
        std::ranges::all_of(contract_.ramp, is_none)) {
      reader_.error("total", fmt::format("expected a quantity above 0 ({}) to divide it by",
                                         where("quantity")));
    }
  }

  MapReader& reader_;
  const ContractContext& context_;
  Contract contract_;
};

Contract read_contract(MapReader& reader, const ContractContext& context,
                       std::map<std::string, Place>& named) {
  auto name = reader.required<std::string>("name");
  const auto [other, is_new] = named.try_emplace(name, reader.place("name"));
  if (!is_new && !name.empty()) {
    reader.error("name", fmt::format("another contract is called '{}' already ({})", name,
                                     to_text(other->second)));
  }
  // Payers that are no contracts are called so.
  if (name == "list" || name == "egress" || name.starts_with("owned_") ||
      name.starts_with("energy_")) {
    reader.error("name",
                 "expected another name than 'list', 'egress', 'owned_...' or 'energy_...'");
  }
  Contract contract = ContractReader(reader, context).read();
  contract.name = std::move(name);
  return contract;
}

}  // namespace

std::vector<Contract> read_contracts(MapReader& root, const ContractContext& context,
                                     std::vector<std::string>& assumed) {
  std::vector<Contract> contracts;
  std::map<std::string, Place> named;
  Node* const list = root.node("contracts");
  if (list == nullptr || list->kind != NodeKind::list) {
    root.maybe_list("contracts");  // which says so
    return contracts;
  }
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    Node& node = list->items[i];
    const std::string path = item_path(root.path("contracts"), i);
    fill_in_form(node, path, root.diagnostics());
    const auto sources = take_sources(node, path, root.diagnostics());
    MapReader reader(node, path, root.diagnostics());
    contracts.push_back(read_contract(reader, context, named));
    put_sources(node, sources);
    add_assumed(contracts.back().name, sources, assumed);
  }
  return contracts;
}

AccountingSpec read_accounting(MapReader reader) {
  AccountingSpec accounting;
  accounting.charge_back = reader.choice("charge_back", "holder", kChargeBacks);
  accounting.discount_rate = reader.optional<double>("discount_rate", "0");
  if (accounting.discount_rate <= -1) reader.error("discount_rate", "expected above -1");
  return accounting;
}

}  // namespace drawdown
