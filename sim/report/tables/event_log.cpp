#include "sim/report/tables/event_log.hpp"

#include <fmt/format.h>

#include "sim/model/geometry/ask_text.hpp"

namespace drawdown {
namespace {

// Replicas have no estimate.
void append_estimate(Row& row, const Gang& gang) {
  if (gang.estimate == kForever) {
    row.empty();
  } else {
    row.seconds(gang.estimate);
  }
}

}  // namespace

EventLog::EventLog(const RunState& state, const std::filesystem::path& directory)
    : state_(state), labels_(state), file_(directory / "events.csv") {
  file_.buffer().append(
      "time_s,phase,event,job_id,tenant,class,pool,reservation,chips,units,estimate_s,at_s,"
      "detail\n");
}

Row EventLog::begin(std::string_view phase, std::string_view event) {
  file_.end_row();
  Row row(file_.buffer());
  row.seconds(state_.view.now).text(phase).text(event);
  return row;
}

void EventLog::append_capacity(std::string_view phase, std::string_view event, PartitionId id,
                               const UnitRanges& units) {
  std::int64_t count = 0;
  for (const UnitRange& range : units) count += range.last - range.first + 1;
  const Partition& partition = state_.view.partitions[id.index()];
  Row row = begin(phase, event);
  row.empty(3);
  labels_.append(row, id);
  row.number(count * partition.chips_per_unit.value()).units(units).empty(3).end();
}

void EventLog::changed(const CapacityChange& change) {
  using Kind = CapacityChange::Kind;
  const bool comes = change.kind == Kind::deliver || change.kind == Kind::up;
  phase_ = comes ? "capacity_up" : "capacity_down";
  const Pool& pool = state_.scenario->platform.pools[change.pool.index()];
  const std::int64_t units = change.units.last - change.units.first + 1;
  Row row = begin(phase_, name_of(change.kind));
  row.empty(3).text(pool.name).empty().number(units * pool.chips_per_unit.value());
  row.units({change.units}).empty(2);
  if (change.kind == Kind::up || change.kind == Kind::down) {
    row.text(name_of(change.reason)).end();
  } else {
    row.empty().end();
  }
}

void EventLog::announced(PartitionId id) {
  const Partition& partition = state_.view.partitions[id.index()];
  Row row = begin("capacity_up", "notice");
  row.empty(3);
  labels_.append(row, id);
  row.number(partition.chips_per_unit.value() * partition.wanted().value()).empty(4).end();
}

void EventLog::opened(PartitionId partition, const UnitRanges& units) {
  phase_ = "capacity_up";
  append_capacity(phase_, "open", partition, units);
}

void EventLog::affected(const CapacityEffect& effect) {
  append_capacity(phase_, name_of(effect.kind), effect.partition, effect.units);
}

void EventLog::handed_back(PartitionId partition, const UnitRanges& units) {
  phase_ = "capacity_down";
  append_capacity(phase_, "hand_back", partition, units);
}

void EventLog::closed(PartitionId partition, const UnitRanges& units) {
  append_capacity("capacity_down", "close", partition, units);
}

void EventLog::submitted(const Gang& gang) {
  phase_ = gang.is_replica() ? "scale" : "arrival";
  Row row = begin(phase_, "submit");
  row.text(gang.job.id).text(state_.tenant(gang)).text(gang.job.job_class).text(gang.job.pool);
  row.empty().number(gang.job.chips.value()).empty();
  append_estimate(row, gang);
  row.empty();
  const Job& job = gang.job;
  row.text(job.shape.given() ? to_text(job.shape, false) : to_text(job.limit)).end();
}

void EventLog::refused(const Gang& gang, std::string_view reason) {
  begin(phase_, "refuse").text(gang.job.id).empty(8).text(reason).end();
}

// Of a gang that has a place, up to its units.
Row EventLog::begin(std::string_view phase, std::string_view event, const Gang& gang) {
  Row row = begin(phase, event);
  row.text(gang.job.id).empty(2);
  labels_.append(row, gang.partition);
  row.number(gang.chips.value());
  return row;
}

void EventLog::started(const Gang& gang) {
  Row row = begin("decide", "start", gang);
  row.units(gang.place.units);
  append_estimate(row, gang);
  row.empty();
  row.text(gang.stage == Stage::productive ? "" : name_of(gang.stage)).end();
}

void EventLog::append_transfer(std::string_view phase, std::string_view event,
                               const Transfer& transfer) {
  const Platform& platform = state_.scenario->platform;
  begin(phase, event)
      .empty(9)
      .text(fmt::format("{}: {} > {}", platform.data_sets[transfer.data_set.index()].name,
                        platform.sites[transfer.from.index()].name,
                        platform.sites[transfer.to.index()].name))
      .end();
}

void EventLog::transfer_began(const Transfer& transfer) {
  append_transfer("decide", "transfer", transfer);
}

void EventLog::transfer_ended(const Transfer& transfer) {
  append_transfer("progress", "copied", transfer);
}

void EventLog::staged(const Gang& gang, Stage) {
  begin("progress", "stage", gang).empty(3).text(name_of(gang.stage)).end();
}

void EventLog::interrupted(const Gang& gang, std::string_view why) {
  phase_ = why == kPreemption ? "decide" : "capacity_down";
  begin(phase_, "interrupt", gang).units(gang.place.units).empty(2).text(why).end();
}

void EventLog::unblocked(const Gang& gang) {
  begin(phase_, "release").text(gang.job.id).empty(9).end();
}

void EventLog::drained(const Gang& gang, PartitionId to) {
  const Platform& platform = state_.scenario->platform;
  const Partition& place = state_.view.partitions[to.index()];
  Row row = begin("capacity_up", "drain", gang);
  row.units(gang.place.units).empty(2);
  row.text(platform.reservations[place.reservation.index()].name).end();
}

void EventLog::ended(const Gang& gang, EndState how) {
  const bool cut = how == EndState::cut;
  phase_ = cut ? "capacity_down" : "end";
  Row row = begin(phase_, cut ? "cut" : "end", gang);
  row.units(gang.place.units).empty(2).text(name_of(how)).end();
}

void EventLog::released(const Gang& gang) {
  phase_ = "scale";
  if (gang.running()) {
    begin(phase_, "release", gang).units(gang.place.units).empty(3).end();
  } else {
    begin(phase_, "release").text(gang.job.id).empty(9).end();
  }
}

void EventLog::append_promise(std::string_view event, const Promise& promise, bool is_made) {
  Row row = begin("decide", event);
  row.text(state_.gang(promise.gang.gang).job.id).empty(2);
  labels_.append(row, promise.partition);
  row.number(promise.gang.chips.value());
  if (is_made) {
    row.units(promise.place.units).empty().seconds(promise.at);
  } else {
    row.empty(3);
  }
  row.empty().end();
}

void EventLog::promised(const Promise& promise) {
  append_promise("promise", promise, true);
}
void EventLog::withdrawn(const Promise& promise) {
  append_promise("withdraw", promise, false);
}

}  // namespace drawdown
