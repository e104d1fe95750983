// A row of the ledger: a charge, who is charged, and what for.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include "sim/account/ledger/payers.hpp"

namespace drawdown {

/// In the order of docs/contracts.md, "Files".
enum class ChargeKind {
  bill,
  prepayment,
  paid_back,
  termination,
  capital,
  operation,
  covered,
  not_used,
  overage,
  list_price,
  egress,
  energy,
  service_level,
};
inline constexpr std::array<std::string_view, 13> kChargeKindNames = {
    "bill",     "prepayment", "paid back",  "termination", "capital", "operation",    "covered",
    "not used", "overage",    "list price", "egress",      "energy",  "service level"};
constexpr std::string_view name_of(ChargeKind kind) {
  return kChargeKindNames[static_cast<std::size_t>(kind)];
}

/// Whether it is money for a commitment, whose use has charges of its own.
constexpr bool is_purchase(ChargeKind kind) {
  return kind <= ChargeKind::operation;
}
/// Whether it is what a commitment costs.
constexpr bool is_of_commitment(ChargeKind kind) {
  return kind == ChargeKind::covered || kind == ChargeKind::not_used;
}
/// Whether it is for chip-time.
constexpr bool is_for_chips(ChargeKind kind) {
  return kind >= ChargeKind::covered && kind <= ChargeKind::list_price;
}

/// Of one month.
struct Charge {
  std::chrono::year_month month;
  ChargeKind kind;
  PayerId payer;
  SiteId site{};              ///< that data left; else invalid
  ReservationId place{};      ///< invalid: none, or `unreserved`
  std::string_view tenant{};  ///< that used it, or bears it; empty: nobody
  bool used = false;          ///< of chip-time
  ChipTime time{};
  Money billed{};
  Money effective{};
  std::optional<Money> list_cost{};  ///< of chip-time that was taken or charged and has a price
};

}  // namespace drawdown
