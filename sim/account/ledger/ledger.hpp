// The ledger of a run: all that it costs, by month, payer, place and tenant.
#pragma once

#include "sim/account/allocation/allocation.hpp"
#include "sim/account/ledger/charge.hpp"
#include "sim/account/ledger/hour_meter.hpp"
#include "sim/account/power_meter.hpp"
#include "sim/account/waterfall.hpp"

namespace drawdown {

/// Keeps the waterfall of a run and says, at its end, who paid for it: docs/contracts.md. Must come
/// after the waterfall, whose rows it is told, and the power meter.
class Ledger : public Observer {
 public:
  Ledger(const RunState& state, const PowerMeter& power);

  void keep(const WaterfallRow& row) { rows_.push_back(row); }
  void sampled(Instant now) override { meter_.sample(now); }
  /// Raises Bug where the sums of the ledger do not agree.
  void finished(Instant horizon) override;

  // Once the run has finished:
  const Payers& payers() const { return payers_; }
  const Statement& statement() const { return statement_; }
  /// The waterfall by payer: in its order, and then in that in which they paid; what is
  /// `unreserved` ends a month.
  const std::vector<PaidCell>& waterfall() const { return waterfall_; }
  /// In the order of ledger.csv, none without cost and chip-time.
  const std::vector<Charge>& charges() const { return charges_; }
  /// Of a commitment: prepayments that are not amortised, capital that is not written off.
  Money balance(PayerId payer) const;

 private:
  std::vector<WaterfallCell> cells() const;

  const RunState& state_;
  const PowerMeter& power_;
  HourMeter meter_;
  Payers payers_;
  std::vector<WaterfallRow> rows_;
  Statement statement_;
  std::vector<PaidCell> waterfall_;
  std::vector<Charge> charges_;
};

}  // namespace drawdown
