#include "sim/report/tables/placement_table.hpp"

#include <numeric>

namespace drawdown {

PlacementTable::PlacementTable(const RunState& state, const Attribution& attribution,
                               const std::filesystem::path& directory)
    : state_(state),
      attribution_(attribution),
      labels_(state),
      file_(directory / "placements.csv") {
  file_.buffer().append(
      "job_id,pool,reservation,chips,units,slice,start_s,end_s,ended_by,rounding,lost_s,"
      "checkpoints,checkpointing_s,staging_s,starting_s,recomputing_s");
  for (const std::string_view reason : kWaitReasonNames) {
    file_.buffer().append(fmt::format(",{}_s", reason));
  }
  file_.buffer().push_back('\n');
}

void PlacementTable::started(const Gang& gang) {
  if (starts_.size() <= gang.id.index()) starts_.resize(gang.id.index() + 1);
  Start& start = starts_[gang.id.index()];
  start = {};
  start.from = gang.start;
  start.waited = attribution_.waited(gang);
  start.lost_before = gang.lost;
}

void PlacementTable::staged(const Gang& gang, Stage before) {
  at(starts_[gang.id.index()].in_stage, before) = in_present_stage(gang);
}

// A row for each of the two places.
void PlacementTable::drained(const Gang& gang, PartitionId) {
  append(gang, "drain");
  Start& start = starts_[gang.id.index()];
  start = {};
  start.from = state_.view.now;
  start.lost_before = gang.lost;
}

void PlacementTable::settled(const Gang& gang, const Spell& spell) {
  Start& start = starts_[gang.id.index()];
  start.checkpointing += spell.checkpointing;
  start.checkpoints += spell.checkpoints_written;
}

// What of the time since the row's beginning no stage before this one has taken.
Duration PlacementTable::in_present_stage(const Gang& gang) const {
  const Start& start = starts_[gang.id.index()];
  return state_.view.now - start.from -
         std::accumulate(start.in_stage.begin(), start.in_stage.end(), Duration{0});
}

void PlacementTable::append(const Gang& gang, std::string_view ended_by) {
  Start& start = starts_[gang.id.index()];
  at(start.in_stage, gang.stage) = in_present_stage(gang);
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
  row.seconds(start.from);
  if (ended_by.empty()) {
    row.empty();
  } else {
    row.seconds(state_.view.now);
  }
  row.text(ended_by).number(gang.rounding().value()).seconds(gang.lost - start.lost_before);
  row.number(start.checkpoints).seconds(start.checkpointing);
  for (const Stage stage : {Stage::staging, Stage::starting, Stage::recomputing}) {
    row.seconds(at(start.in_stage, stage));
  }
  for (const Duration time : start.waited) row.seconds(time);
  row.end();
  file_.end_row();
}

}  // namespace drawdown
