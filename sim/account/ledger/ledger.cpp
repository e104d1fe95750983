#include "sim/account/ledger/ledger.hpp"

#include <algorithm>
#include <utility>

#include "sim/account/ledger/charges.hpp"
#include "sim/account/ledger/identities.hpp"
#include "sim/account/ledger/platform_order.hpp"

namespace drawdown {
namespace {

bool is_same_cell(const PaidCell& a, const PaidCell& b) {
  return a.month == b.month && a.place == b.place && a.cause == b.cause && a.tenant == b.tenant;
}

// What one payer paid for of a cell, in whatever way, becomes one.
std::vector<PaidCell> by_payer(const std::vector<PaidCell>& paid) {
  std::vector<PaidCell> merged;
  std::size_t cell = 0;  // where its parts begin
  for (const PaidCell& part : paid) {
    if (cell == merged.size() || !is_same_cell(merged[cell], part)) cell = merged.size();
    const auto same = std::find_if(merged.begin() + static_cast<std::ptrdiff_t>(cell), merged.end(),
                                   [&](const PaidCell& other) {
                                     return other.as.has_value() == part.as.has_value() &&
                                            other.commitment == part.commitment;
                                   });
    if (same == merged.end()) {
      merged.push_back(part);
    } else {
      same->time += part.time;
      same->cost += part.cost;
    }
  }
  return merged;
}

}  // namespace

Ledger::Ledger(const RunState& state, const PowerMeter& power)
    : state_(state),
      power_(power),
      meter_(state),
      payers_(state.scenario->platform, state.scenario->contracts) {}

void Ledger::finished(Instant horizon) {
  statement_ = meter_.finish(horizon);
  const std::vector<WaterfallCell> kept = cells();
  rows_ = {};
  const std::vector<PaidCell> paid = allocate(kept, statement_, state_.scenario->contracts);
  charges_ = charges_of(state_, payers_, statement_, paid, power_);
  check_identities(kept, paid, statement_, payers_, charges_);
  waterfall_ = by_payer(paid);
  const PlatformOrder order(state_.view);
  std::stable_sort(waterfall_.begin(), waterfall_.end(), [&](const PaidCell& a, const PaidCell& b) {
    return std::pair(a.month, order.rank(a.place)) < std::pair(b.month, order.rank(b.place));
  });
}

std::vector<WaterfallCell> Ledger::cells() const {
  std::vector<WaterfallCell> cells;
  for (const WaterfallRow& row : rows_) {
    const std::string_view tenant =
        row.tenant.valid() ? std::string_view(state_.tenants[row.tenant.index()]) : "";
    cells.push_back({row.month, state_.view.partitions[row.partition.index()].reservation,
                     row.cause, tenant, row.time});
  }
  // As `allocate` wants them: reservations as in the file, which is not platform order.
  std::stable_sort(cells.begin(), cells.end(), [](const WaterfallCell& a, const WaterfallCell& b) {
    return std::pair(a.month, a.place) < std::pair(b.month, b.place);
  });
  return cells;
}

Money Ledger::balance(PayerId payer) const {
  return payers_.is_commitment(payer) ? statement_.balances[payer.index()] : Money{};
}

}  // namespace drawdown
