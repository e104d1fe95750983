// waterfall.csv: chip-time by month, reservation, cause and tenant.
#pragma once

#include "sim/account/waterfall.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {

/// Takes the rows of a Waterfall; closes the file once the run has finished, so add it after that.
class WaterfallTable : public Observer {
 public:
  WaterfallTable(const RunState& state, const std::filesystem::path& directory);
  void append(const WaterfallRow& row);
  void finished(Instant) override { file_.close(); }

 private:
  const RunState& state_;
  OutputFile file_;
};

}  // namespace drawdown
