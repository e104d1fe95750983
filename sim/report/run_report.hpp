// Everything that a run leaves behind, put together.
#pragma once

#include <memory>
#include <optional>

#include "sim/engine/engine.hpp"
#include "sim/report/ledger/ledger_tables.hpp"
#include "sim/report/run_figures.hpp"
#include "sim/report/tables/event_log.hpp"
#include "sim/report/tables/job_table.hpp"
#include "sim/report/tables/placement_table.hpp"
#include "sim/report/tables/series.hpp"
#include "sim/report/tables/service_series.hpp"
#include "sim/report/tables/transfer_table.hpp"
#include "sim/report/tables/waterfall_table.hpp"

namespace drawdown {

/// The observers of a run and the files that they write.
class RunReport {
 public:
  /// Adds the observers to the engine, in the order in which they need each other.
  RunReport(Engine& engine, const std::filesystem::path& directory, bool with_events);

  JobStatistics& jobs() { return figures_.jobs(); }
  const Waterfall& waterfall() const { return figures_.waterfall(); }
  const PowerMeter& power() const { return figures_.power(); }
  const ServiceMeter& services() const { return figures_.services(); }
  const Ledger* ledger() const { return figures_.ledger(); }

 private:
  RunFigures figures_;
  WaterfallTable waterfall_table_;
  JobTable job_table_;
  UsageSeries usage_;
  QueueSeries queue_;
  PoolSeries pools_;
  PlacementTable placements_;
  std::optional<TransferTable> transfers_;  // where there are data sets
  std::optional<ServiceSeries> services_;
  std::optional<LedgerTables> ledger_;  // where there is one
  std::optional<EventLog> events_;
};

/// Writes a small file whole.
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace drawdown
