#include "sim/report/run_report.hpp"

namespace drawdown {

RunReport::RunReport(Engine& engine, const std::filesystem::path& directory, bool with_events)
    : figures_(engine, directory,
               [this](const WaterfallRow& row) { waterfall_table_.append(row); }),
      waterfall_table_(engine.state(), directory, figures_.ledger()),
      job_table_(engine.state(), figures_.attribution(), directory),
      usage_(engine.state(), figures_.attribution(), directory),
      queue_(engine.state(), directory),
      pools_(engine.state(), figures_.power(), directory),
      placements_(engine.state(), figures_.attribution(), directory) {
  engine.add(waterfall_table_);
  engine.add(job_table_);
  engine.add(usage_);
  engine.add(queue_);
  engine.add(pools_);
  engine.add(placements_);
  if (!engine.state().scenario->platform.data_sets.empty()) {
    engine.add(transfers_.emplace(engine.state(), directory));
  }
  if (!engine.state().services.empty()) {
    engine.add(services_.emplace(engine.state(), figures_.services(), directory));
  }
  if (const Ledger* const ledger = figures_.ledger()) {
    engine.add(ledger_.emplace(engine.state(), *ledger, directory));
  }
  if (with_events) engine.add(events_.emplace(engine.state(), directory));
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  OutputFile file(path);
  file.buffer().append(text);
  file.close();
}

}  // namespace drawdown
