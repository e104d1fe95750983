// Puts the charges of a run together, from all that it costs.
#pragma once

#include <span>

#include "sim/account/allocation/allocation.hpp"
#include "sim/account/ledger/charge.hpp"
#include "sim/account/power_meter.hpp"

namespace drawdown {

/// The charges of a run that has finished, by docs/contracts.md, "Files": in the order of
/// ledger.csv. `paid` is what `allocate` says of the statement.
std::vector<Charge> charges_of(const RunState& state, const Payers& payers,
                               const Statement& statement, std::span<const PaidCell> paid,
                               const PowerMeter& power);

}  // namespace drawdown
