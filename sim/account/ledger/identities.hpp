// What must be the same in a ledger, however it is added up.
#pragma once

#include <span>

#include "sim/account/allocation/allocation.hpp"
#include "sim/account/ledger/charge.hpp"

namespace drawdown {

/// Raises Bug unless every cell has payers for all of its chip-time, every commitment's use and
/// disuse cost what it charges, and is billed but for its balance, and what tenants bear is all
/// that was paid.
void check_identities(std::span<const WaterfallCell> cells, std::span<const PaidCell> paid,
                      const Statement& statement, const Payers& payers,
                      std::span<const Charge> charges);

}  // namespace drawdown
