#include "sim/report/tables/row.hpp"

namespace drawdown {

Row& Row::units(const UnitRanges& ranges) {
  next();
  bool first = true;
  for (const UnitRange& range : ranges) {
    if (!first) out_.push_back(' ');
    first = false;
    out_.append_number(range.first);
    if (range.last == range.first) continue;
    out_.push_back('-');
    out_.append_number(range.last);
  }
  return *this;
}

PartitionLabels::PartitionLabels(const RunState& state) {
  for (const Partition& partition : state.view.partitions) {
    TextBuffer label;
    Row row(label);
    row.text(state.pool(partition).name);
    row.text(state.scenario->platform.reservations[partition.reservation.index()].name);
    labels_.emplace_back(label.view());
  }
}

}  // namespace drawdown
