// The headline figures of what a run costs.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sim/account/ledger/ledger.hpp"
#include "sim/report/figures/figure.hpp"

namespace drawdown {

/// The keys, in order, which every run has.
std::span<const Figure> ledger_figures();

/// Adds them to a summary; without a ledger (null) they have no value.
void add_ledger_figures(nlohmann::ordered_json& json, const Scenario& scenario, Instant horizon,
                        const Ledger* ledger);

/// Those that answer most questions, for people: lines.
std::string ledger_text(const Ledger& ledger);

}  // namespace drawdown
