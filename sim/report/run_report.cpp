#include "sim/report/run_report.hpp"

namespace drawdown {

RunReport::RunReport(Engine& engine, const std::filesystem::path& directory, bool with_events)
    : attribution_(engine.state()),
      waterfall_table_(engine.state(), directory),
      waterfall_(engine.state(), attribution_,
                 [this](const WaterfallRow& row) { waterfall_table_.append(row); }),
      statistics_(engine.state(), attribution_, directory),
      job_table_(engine.state(), attribution_, directory),
      usage_(engine.state(), attribution_, directory),
      queue_(engine.state(), directory),
      pools_(engine.state(), directory),
      placements_(engine.state(), directory) {
  engine.add(attribution_);
  engine.add(waterfall_);
  engine.add(waterfall_table_);
  engine.add(statistics_);
  engine.add(job_table_);
  engine.add(usage_);
  engine.add(queue_);
  engine.add(pools_);
  engine.add(placements_);
  if (with_events) engine.add(events_.emplace(engine.state(), directory));
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  OutputFile file(path);
  file.buffer().append(text);
  file.close();
}

}  // namespace drawdown
