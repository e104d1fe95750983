#include "sim/report/tables/placement_table.hpp"

namespace drawdown {

PlacementTable::PlacementTable(const RunState& state, const std::filesystem::path& directory)
    : labels_(state), file_(directory / "placements.csv") {
  file_.buffer().append("job_id,pool,reservation,units,start_s,end_s\n");
}

void PlacementTable::append(const Gang& gang, bool has_ended) {
  Row row(file_.buffer());
  row.text(gang.job.id);
  labels_.append(row, gang.partition);
  row.units(gang.units).seconds(gang.start);
  if (has_ended) {
    row.seconds(gang.end);
  } else {
    row.empty();
  }
  row.end();
  file_.end_row();
}

}  // namespace drawdown
