#include "sim/model/quotas/quota_trace.hpp"

#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/config/lines/csv_lines.hpp"
#include "sim/config/lines/line_reader.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kMostQuota = 1'000'000'000;  // sums of any line of them fit

Chips read_quota(const Field& field, LineFaults& faults) {
  const auto quota = parse_integer(field.text);
  if (quota && *quota >= 0 && *quota <= kMostQuota) return Chips{*quota};
  faults.expected(fmt::format("a quota in whole chips, 0 to {}", kMostQuota), field);
  return Chips{0};
}

}  // namespace

QuotaSeries read_quota_trace(const std::string& path, const Place& named_at) {
  LineReader lines(path, named_at);
  Diagnostics diagnostics;
  const CsvHeader header = read_csv_header(lines, diagnostics);
  const std::size_t date_column = header.find("date", diagnostics);
  const std::size_t total_column = header.find("total", diagnostics);
  diagnostics.raise_if_any();
  QuotaSeries series;
  for (std::size_t i = 0; i < header.names.size(); ++i) {
    if (i != date_column && i != total_column) series.clusters.push_back(header.names[i]);
  }
  FieldSplitter splitter;
  for (std::string_view line; lines.next(line);) {
    if (line.empty()) continue;
    LineFaults faults;
    const std::vector<Field>& fields = splitter.split(line, header.names.size(), faults);
    faults.raise_if_any(lines, line);
    const Field& date_field = fields[date_column];
    const auto date = parse_date(date_field.text);
    if (!date) {
      faults.expected("a date, e.g. 2020-04-01", date_field);
    } else if (!series.days.empty() && *date <= series.days.back().from) {
      faults.expected("a date after the previous line's", date_field);
    }
    QuotaDay day{date.value_or(Date{}), {}};
    Chips sum{0};
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i == date_column || i == total_column) continue;
      day.quotas.push_back(read_quota(fields[i], faults));
      sum += day.quotas.back();
    }
    const Chips total = read_quota(fields[total_column], faults);
    if (!faults.any() && total != sum) {
      faults.expected(fmt::format("the sum of the quotas, {}", sum.value()), fields[total_column]);
    }
    faults.raise_if_any(lines, line);
    series.days.push_back(std::move(day));
  }
  if (series.days.empty()) {
    diagnostics.add({path}, "has no quotas");
    diagnostics.raise_if_any();
  }
  series.content_hash = lines.content_hash();
  return series;
}

}  // namespace drawdown
