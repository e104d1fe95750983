// transfers.csv: which data sets were brought where, when, and what that cost.
#pragma once

#include "sim/engine/observer.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {

class TransferTable : public Observer {
 public:
  TransferTable(const RunState& state, const std::filesystem::path& directory);
  /// Writes all, in the order in which they began.
  void finished(Instant) override;

 private:
  const RunState& state_;
  OutputFile file_;
};

}  // namespace drawdown
