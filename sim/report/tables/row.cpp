#include "sim/report/tables/row.hpp"

namespace drawdown {

Row& Row::units(const UnitRanges& ranges) {
  next();
  bool first = true;
  for (const UnitRange& range : ranges) {
    if (!first) out_.push_back(' ');
    first = false;
    const fmt::format_int low(range.first);
    out_.append(low.data(), low.data() + low.size());
    if (range.last == range.first) continue;
    out_.push_back('-');
    const fmt::format_int high(range.last);
    out_.append(high.data(), high.data() + high.size());
  }
  return *this;
}

void append_partition(Row& row, const RunState& state, const Partition& partition) {
  row.text(state.pool(partition).name);
  row.text(state.scenario->platform.reservations[partition.reservation.index()].name);
}

}  // namespace drawdown
