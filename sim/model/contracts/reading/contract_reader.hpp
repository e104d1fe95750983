// The `contracts` and the `accounting` of a scenario, read from YAML; docs/contracts.md says what
// each key means.
#pragma once

#include <string>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/contracts/contract.hpp"
#include "sim/model/contracts/price_list.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// What contracts are read against.
struct ContractContext {
  const Platform* platform;  ///< null: names and list prices are not looked up
  const PriceList* prices;
  Date start;  ///< of the run
};

/// Reads the list `contracts`, in its order, and adds to `assumed` the values of their forms that
/// no source has, as `frontier.take_share`. What is wrong is in the diagnostics; until they are
/// raised, the result means nothing. A contract has
///   name, scope (scope_reader.hpp), from: 2027-01-01, until or term: 5 y;
///   form: NAME            (its clauses, where this contract has none)
///   quantity: 600000 chips, or in chip-hours, USD/h, USD; or [{from:, quantity:}, ...]
///   settlement: hour | month | year | term (hour), take_share (1),
///   invests: [{on:, amount:}, ...]
///   termination: {on:, fee:, refund_cap: (none)}
/// in chips or chip-hours, one of rate, total and discount, and
///   escalator (0), overage (none), pay_on_delivery (false),
///   service_level: {availability:, credit: (1)} (none)
/// in dollars
///   counts: usage | charges (charges), discount (0)
/// and, unless it counts charges,
///   meter: held | used (held), billing: taken | level (taken; with a total: level),
///   prepaid: 0.2 or [{on:, share:}, ...] (none), makeup: 12 months (none),
/// and always carry_cap, in chip-hours or USD (none).
std::vector<Contract> read_contracts(MapReader& root, const ContractContext& context,
                                     std::vector<std::string>& assumed);

/// Reads `accounting`: charge_back: holder | pro_rata | central (holder), discount_rate (0).
AccountingSpec read_accounting(MapReader reader);

}  // namespace drawdown
