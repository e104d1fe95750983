// What the headline figures of a run are taken from: for a run that needs no tables.
#pragma once

#include <filesystem>

#include "sim/account/ledger/ledger.hpp"
#include "sim/account/power_meter.hpp"
#include "sim/account/service_meter.hpp"
#include "sim/account/waterfall.hpp"
#include "sim/engine/engine.hpp"
#include "sim/report/job_statistics.hpp"

namespace drawdown {

/// The observers that `summary_json` asks.
class RunFigures {
 public:
  /// Adds the observers to the engine, before all others. `scratch_directory` can be written;
  /// `rows` is told each row of the waterfall of a run without a ledger.
  RunFigures(Engine& engine, const std::filesystem::path& scratch_directory, Waterfall::Sink rows);

  const Attribution& attribution() const { return attribution_; }
  JobStatistics& jobs() { return statistics_; }
  const Waterfall& waterfall() const { return waterfall_; }
  const PowerMeter& power() const { return power_; }
  const ServiceMeter& services() const { return services_; }
  /// Null where the run has none.
  const Ledger* ledger() const { return ledger_ ? &*ledger_ : nullptr; }

 private:
  Attribution attribution_;
  Waterfall waterfall_;
  PowerMeter power_;
  ServiceMeter services_;
  JobStatistics statistics_;
  std::optional<Ledger> ledger_;
};

}  // namespace drawdown
