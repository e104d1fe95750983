#include "sim/report/run_figures.hpp"

namespace drawdown {

RunFigures::RunFigures(Engine& engine, const std::filesystem::path& scratch_directory,
                       Waterfall::Sink rows)
    : attribution_(engine.state()),
      waterfall_(engine.state(), attribution_, std::move(rows)),
      power_(engine.state(), attribution_),
      services_(engine.state()),
      statistics_(engine.state(), attribution_, scratch_directory) {
  engine.add(attribution_);
  engine.add(waterfall_);
  engine.add(power_);
  engine.add(services_);
  engine.add(statistics_);
}

}  // namespace drawdown
