#include "sim/report/tables/placement_table.hpp"

namespace drawdown {

PlacementTable::PlacementTable(const RunState& state, const std::filesystem::path& directory)
    : state_(state), labels_(state), file_(directory / "placements.csv") {
  file_.buffer().append("job_id,pool,reservation,chips,units,slice,start_s,end_s\n");
}

void PlacementTable::append(const Gang& gang, bool has_ended) {
  Row row(file_.buffer());
  row.text(gang.job.id);
  labels_.append(row, gang.partition);
  row.number(gang.place.taken.value()).units(gang.place.units);
  if (gang.place.slice.given()) {
    const auto& torus = std::get<TorusSpec>(state_.pool(state_.partition(gang)).geometry);
    row.text(to_text(gang.place.slice, torus.is_flat()));
  } else {
    row.empty();
  }
  row.seconds(gang.start);
  if (has_ended) {
    row.seconds(state_.view.now);
  } else {
    row.empty();
  }
  row.end();
  file_.end_row();
}

}  // namespace drawdown
