#include "sim/report/tables/event_log.hpp"

namespace drawdown {

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
  const Partition& partition = state_.view.partitions[id.index()];
  Row row = begin(phase, event);
  row.empty(3);
  labels_.append(row, id);
  row.number(partition.total().value()).units(units).empty(3).end();
}

void EventLog::opened(PartitionId partition, const UnitRanges& units) {
  append_capacity("capacity_up", "open", partition, units);
}

void EventLog::closed(PartitionId partition, const UnitRanges& units) {
  append_capacity("capacity_down", "close", partition, units);
}

void EventLog::submitted(const Gang& gang) {
  Row row = begin("arrival", "submit");
  row.text(gang.job.id).text(state_.tenant(gang)).text(gang.job.job_class).text(gang.job.pool);
  row.empty().number(gang.job.chips.value()).empty().seconds(gang.estimate).empty(2).end();
}

void EventLog::refused(const Gang& gang, std::string_view reason) {
  begin("arrival", "refuse").text(gang.job.id).empty(8).text(reason).end();
}

void EventLog::started(const Gang& gang) {
  Row row = begin("decide", "start");
  row.text(gang.job.id).empty(2);
  labels_.append(row, gang.partition);
  row.number(gang.job.chips.value()).units(gang.units).seconds(gang.estimate).empty(2).end();
}

void EventLog::ended(const Gang& gang, EndState how) {
  const bool cut = how == EndState::cut;
  Row row = begin(cut ? "capacity_down" : "end", cut ? "cut" : "end");
  row.text(gang.job.id).empty(2);
  labels_.append(row, gang.partition);
  row.number(gang.job.chips.value()).units(gang.units).empty(2).text(name_of(how)).end();
}

void EventLog::append_promise(std::string_view event, const Promise& promise, bool with_moment) {
  Row row = begin("decide", event);
  row.text(state_.gang(promise.gang.gang).job.id).empty(2);
  labels_.append(row, promise.partition);
  row.number(promise.gang.chips.value()).empty(2);
  if (with_moment) {
    row.seconds(promise.at);
  } else {
    row.empty();
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
