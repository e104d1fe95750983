#include "sim/report/tables/row.hpp"

#include <fmt/format.h>

namespace drawdown {

Row& Row::megawatts(Milliwatts power) {
  return decimal(power.value(), 9);
}

Row& Row::month(std::chrono::year_month month) {
  return text(fmt::format("{:04}-{:02}", static_cast<int>(month.year()),
                          static_cast<unsigned>(month.month())));
}

Row& Row::millionths(std::int64_t amount) {
  constexpr std::uint64_t kOne = 1'000'000;
  const auto size =
      amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
  return text(fmt::format("{}{}.{:06}", amount < 0 ? "-" : "", size / kOne, size % kOne));
}

Row& Row::dollars(std::int64_t micro_usd) {
  return decimal(micro_usd, 6);
}

Row& Row::decimal(std::int64_t amount, int decimals) {
  std::int64_t one = 1;
  for (int i = 0; i < decimals; ++i) one *= 10;
  number(amount / one);
  if (amount % one == 0) return *this;
  const std::string digits = fmt::format(".{:0{}}", amount % one, decimals);
  out_.append(std::string_view(digits).substr(0, digits.find_last_not_of('0') + 1));
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
