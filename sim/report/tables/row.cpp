#include "sim/report/tables/row.hpp"

#include <fmt/format.h>

namespace drawdown {

Row& Row::megawatts(Milliwatts power) {
  constexpr std::int64_t kMilliwattsPerMW = 1'000'000'000;
  number(power.value() / kMilliwattsPerMW);
  const std::int64_t rest = power.value() % kMilliwattsPerMW;
  if (rest == 0) return *this;
  const std::string decimals = fmt::format(".{:09}", rest);
  out_.append(std::string_view(decimals).substr(0, decimals.find_last_not_of('0') + 1));
  return *this;
}

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
