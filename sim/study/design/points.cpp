#include "sim/study/design/points.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace drawdown {
namespace {

using Row = std::vector<std::string>;

Row row_of(const AxisEntry& entry, std::size_t number) {
  Row row;
  for (const Axis& axis : entry.axes) row.push_back(axis.values[number]);
  return row;
}

// The rows of the entries at one point, and at the next one.
bool advance(const std::vector<AxisEntry>& entries, std::vector<std::size_t>& rows) {
  for (std::size_t i = entries.size(); i > 0; --i) {
    if (++rows[i - 1] < entries[i - 1].rows) return true;
    rows[i - 1] = 0;
  }
  return false;
}

// For each row of an entry, the one that it is compared with.
std::vector<std::size_t> counterparts(const AxisEntry& entry,
                                      const std::map<std::string, BaselineValue>& baseline,
                                      Diagnostics& diagnostics) {
  std::map<Row, std::size_t> numbers;
  for (std::size_t i = 0; i < entry.rows; ++i) numbers.try_emplace(row_of(entry, i), i);
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < entry.rows; ++i) {
    Row row = row_of(entry, i);
    const BaselineValue* asked = nullptr;
    for (std::size_t j = 0; j < entry.axes.size(); ++j) {
      const auto found = baseline.find(entry.axes[j].path);
      if (found == baseline.end()) continue;
      asked = &found->second;
      row[j] = asked->value;
    }
    const auto found = asked == nullptr ? numbers.end() : numbers.find(row);
    result.push_back(found == numbers.end() ? i : found->second);
    if (asked == nullptr || found != numbers.end()) continue;
    Row paths;
    for (const Axis& axis : entry.axes) paths.push_back(axis.path);
    diagnostics.add(asked->place,
                    fmt::format("baseline: ({}) = ({}) has nothing to be compared with: no point "
                                "has ({})",
                                fmt::join(paths, ", "), fmt::join(row_of(entry, i), ", "),
                                fmt::join(row, ", ")));
    break;
  }
  return result;
}

}  // namespace

double count_points(const std::vector<AxisEntry>& entries) {
  double count = 1;
  for (const AxisEntry& entry : entries) count *= static_cast<double>(entry.rows);
  return count;
}

std::vector<Point> points_of(const std::vector<AxisEntry>& entries) {
  std::vector<Point> points;
  std::vector<std::size_t> rows(entries.size());
  do {
    Point point;
    point.number = points.size();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      for (const Axis& axis : entries[i].axes) {
        point.settings.push_back({axis.path, axis.values[rows[i]]});
      }
    }
    points.push_back(std::move(point));
  } while (advance(entries, rows));
  return points;
}

std::vector<std::size_t> baselines_of(const std::vector<AxisEntry>& entries,
                                      const std::map<std::string, BaselineValue>& baseline,
                                      Diagnostics& diagnostics) {
  std::vector<std::vector<std::size_t>> rows_of;
  for (const AxisEntry& entry : entries) {
    rows_of.push_back(counterparts(entry, baseline, diagnostics));
  }
  std::vector<std::size_t> result;
  std::vector<std::size_t> rows(entries.size());
  do {
    std::size_t number = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      number = number * entries[i].rows + rows_of[i][rows[i]];
    }
    result.push_back(number);
  } while (advance(entries, rows));
  return result;
}

}  // namespace drawdown
