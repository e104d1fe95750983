#include "sim/report/tables/row.hpp"
#include "sim/review/run/job_rows.hpp"
#include "sim/review/trace/piecewise.hpp"
#include "sim/review/trace/run_trace.hpp"

namespace drawdown {
namespace {

void append(const PlacementRow& start, Stage stage, Instant from, std::optional<Instant> until,
            Piecewise& out) {
  for (const UnitRange& range : start.units) {
    Row row(out.buffer());
    row.seconds(from);
    if (until) {
      row.seconds(*until);
    } else {
      row.empty();
    }
    row.text(start.pool).text(start.reservation).number(range.first).number(range.last);
    row.text(start.id).number(start.chips.value()).text(name_of(stage)).end();
    out.end_piece();
  }
}

}  // namespace

void write_csv_trace(const RunFiles& run, const ByteSink& to) {
  Piecewise out(to);
  out.buffer().append("begin_s,end_s,pool,reservation,first_unit,last_unit,job_id,chips,stage\n");
  PlacementRows rows(run);
  for (PlacementRow row; rows.next(row);) {
    const Instant end = row.end.value_or(run.end());
    Instant from = row.start;
    for (const auto& [stage, time] :
         {std::pair(Stage::staging, row.staging), std::pair(Stage::starting, row.starting),
          std::pair(Stage::recomputing, row.recomputing)}) {
      if (time == Duration{0}) continue;
      const bool is_last = from + time == end;
      append(row, stage, from, is_last ? row.end : from + time, out);
      from += time;
    }
    if (from < end || row.start == end) append(row, Stage::productive, from, row.end, out);
  }
  out.finish();
}

}  // namespace drawdown
