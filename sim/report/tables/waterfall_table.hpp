// waterfall.csv: chip-time by month, reservation, cause, tenant and payer.
#pragma once

#include "sim/account/ledger/ledger.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {

/// Writes the rows of a Waterfall as they come or, where there is a ledger, the parts that it has
/// split them into, when the run has finished: add it after both.
class WaterfallTable : public Observer {
 public:
  /// `ledger` is null where the run has none.
  WaterfallTable(const RunState& state, const std::filesystem::path& directory,
                 const Ledger* ledger);
  void append(const WaterfallRow& row);
  void finished(Instant) override;

 private:
  void append(const PaidCell& cell);

  const RunState& state_;
  const Ledger* ledger_;
  OutputFile file_;
};

}  // namespace drawdown
