// What a buyer has signed for: who is owed how much money for which quantity, by which clauses.
// docs/contracts.md says what each clause means; nothing here holds capacity.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/money.hpp"

namespace drawdown {

/// A share in whole millionths, so that products with it are exact (`Share` is a double).
using ExactShare = Count<struct ExactShareTag>;
inline constexpr ExactShare kWhole{1'000'000};

/// From narrow to wide: contracts of a narrower scope come first.
enum class ScopeKind {
  reservation,
  pool,
  site_accelerator,
  provider_accelerator,
  accelerator,
  provider,
  any,
};

/// The reservations and on-demand markets that a contract is about.
struct Scope {
  ScopeKind kind = ScopeKind::any;
  std::vector<ReservationId> places;  ///< in platform order, at least one
};

/// What counts as taken: chip-time of bound units, used or not, or what gangs hold.
enum class Meter { held, used };
/// The windows in which what was taken is set against what is owed.
enum class Settlement { hour, month, year, term };
/// Whether a window's charge is billed as it is taken, or as it is owed.
enum class Billing { taken, level };
/// Whether a spend contract covers chip-time, or counts the charges that others cause.
enum class Counts { usage, charges };

/// From here to the next step: a level, or an amount that is spread evenly.
struct RampStep {
  Instant from;
  std::int64_t quantity;  ///< chips, chip-ms, micro-dollars an hour, or micro-dollars
};
/// Of all steps of a ramp.
enum class QuantityUnit { chips, chip_time, money_per_hour, money };
constexpr bool is_money(QuantityUnit unit) {
  return unit == QuantityUnit::money_per_hour || unit == QuantityUnit::money;
}

/// A part of a contract's value that is paid ahead, on its date.
struct Instalment {
  Instant on;
  ExactShare share;
};
struct ServiceLevel {
  ExactShare availability;
  ExactShare credit;  ///< of the rate, for each chip-hour that is missing; may be above 1
};
struct Termination {
  Instant on;
  ExactShare fee;
  std::optional<Money> refund_cap;  ///< none: all of the value is released
};
struct Investment {
  Instant on;
  Money amount;
};

/// Instants may lie before the run's start.
struct Contract {
  std::string name;
  std::string form;  ///< of the catalogue; empty: none
  Scope scope;
  Instant from;
  Instant until;
  Meter meter = Meter::held;
  QuantityUnit unit = QuantityUnit::chips;
  std::vector<RampStep> ramp;  ///< in order of time, the first at `from`
  std::optional<Price> rate;   ///< of a usage contract: either this ...
  std::optional<Money> total;  ///< ... or this
  ExactShare escalator{};
  ExactShare take_share = kWhole;
  Settlement settlement = Settlement::hour;
  Billing billing = Billing::taken;
  std::vector<Instalment> prepaid;
  std::optional<std::chrono::months> makeup;
  std::optional<std::int64_t> carry_cap;  ///< chip-ms, or micro-dollars of a spend contract
  std::optional<Price> overage;
  bool pay_on_delivery = false;
  std::optional<ServiceLevel> service_level;
  std::optional<Termination> termination;
  std::vector<Investment> invests;
  Counts counts = Counts::charges;  ///< of a spend contract
  ExactShare discount{};            ///< of a spend contract

  bool is_spend() const { return is_money(unit); }
  bool counts_charges() const { return is_spend() && counts == Counts::charges; }
  /// The first moment at which it is not in force any more, whatever the run sees of it.
  Instant end() const { return termination ? std::min(termination->on, until) : until; }
};

/// What is committed from the contract's start up to `moment` (cut to its `[from, until)`), in
/// chip-ms or micro-dollars: exact, rounded down.
std::int64_t committed(const Contract& contract, Instant moment);

/// Who bears the cost of what was not used.
enum class ChargeBack { holder, pro_rata, central };

/// How the ledger is drawn up.
struct AccountingSpec {
  ChargeBack charge_back = ChargeBack::holder;
  double discount_rate = 0;  ///< a year, for present values; above -1
};

}  // namespace drawdown
