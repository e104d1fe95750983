#include "sim/report/run_figures.hpp"

namespace drawdown {

RunFigures::RunFigures(Engine& engine, const std::filesystem::path& scratch_directory,
                       Waterfall::Sink rows)
    : attribution_(engine.state()),
      waterfall_(engine.state(), attribution_,
                 [this, rows = std::move(rows)](const WaterfallRow& row) {
                   ledger_ ? ledger_->keep(row) : rows(row);
                 }),
      power_(engine.state(), attribution_),
      services_(engine.state()),
      statistics_(engine.state(), attribution_, scratch_directory) {
  engine.add(attribution_);
  engine.add(waterfall_);
  engine.add(power_);
  engine.add(services_);
  engine.add(statistics_);
  if (engine.state().scenario->has_ledger) engine.add(ledger_.emplace(engine.state(), power_));
}

}  // namespace drawdown
