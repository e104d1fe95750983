// ledger.csv, commitments.csv and cash.csv: what a run costs, row by row.
#pragma once

#include <filesystem>

#include "sim/account/ledger/ledger.hpp"

namespace drawdown {

/// Writes the files once the ledger is complete; add it after that.
class LedgerTables : public Observer {
 public:
  LedgerTables(const RunState& state, const Ledger& ledger, std::filesystem::path directory);
  void finished(Instant horizon) override;

 private:
  const RunState& state_;
  const Ledger& ledger_;
  std::filesystem::path directory_;
};

}  // namespace drawdown
