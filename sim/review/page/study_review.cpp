#include "sim/review/page/study_review.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "sim/base/errors.hpp"
#include "sim/config/document.hpp"
#include "sim/config/quantity.hpp"
#include "sim/review/page/run_review.hpp"
#include "sim/review/run/run_table.hpp"
#include "sim/review/series/step_series.hpp"
#include "sim/study/execution/study_directory.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// In the order of kOfInterval.
enum IntervalColumn : std::size_t { kPoint, kMetric, kReplications, kMean, kLow, kHigh, kMethod };
const std::vector<std::string> kOfInterval = {"point", "metric", "replications", "mean",
                                              "low",   "high",   "method",       "warning"};

Json number_or_null(const RunTable& table, std::size_t column) {
  return table.is_empty(column) ? Json() : short_number(table.decimal(column));
}

Json interval_json(const RunTable& table) {
  return {{"replications", table.whole(kReplications)},
          {"mean", number_or_null(table, kMean)},
          {"low", number_or_null(table, kLow)},
          {"high", number_or_null(table, kHigh)},
          {"method", table.text(kMethod)},
          {"warning", table.text(kMethod + 1)}};
}

// The paths of the study: a table has a column for each, after its own.
std::vector<std::string> paths_of(const std::string& table) {
  std::vector<std::string> names = columns_of(table);
  const auto last = std::ranges::find(names, "warning");
  if (last == names.end()) throw InputError(table + ": it has no column 'warning'");
  names.erase(names.begin(), last + 1);
  return names;
}

// Texts, each once, in the order in which they come.
class TextsInOrder {
 public:
  void add(std::string_view text) {
    if (seen_.emplace(text).second) texts.push_back(text);
  }
  Json texts = Json::array();

 private:
  std::set<std::string, std::less<>> seen_;
};

// The points of intervals.csv and what their settings and metrics are.
void add_points(Json& review, const std::string& file,
                std::map<std::int64_t, std::size_t>& indices) {
  const std::vector<std::string> paths = paths_of(file);
  std::vector<std::string> columns = kOfInterval;
  columns.insert(columns.end(), paths.begin(), paths.end());
  std::vector<TextsInOrder> values(paths.size());
  TextsInOrder metrics;
  Json points = Json::array();
  for (RunTable table(file, columns); table.next();) {
    metrics.add(table.text(kMetric));
    if (indices.emplace(table.whole(kPoint), points.size()).second) {
      Json settings = Json::array();
      for (std::size_t i = 0; i < paths.size(); ++i) {
        const std::string_view value = table.text(kOfInterval.size() + i);
        values[i].add(value);
        settings.push_back(value);
      }
      points.push_back({{"settings", std::move(settings)},
                        {"intervals", Json::array()},
                        {"baseline", nullptr},
                        {"differences", nullptr}});
    }
    points[indices.at(table.whole(kPoint))]["intervals"].push_back(interval_json(table));
  }
  review["axes"] = Json::array();
  for (std::size_t i = 0; i < paths.size(); ++i) {
    review["axes"].push_back({{"path", paths[i]}, {"values", std::move(values[i].texts)}});
  }
  review["metrics"] = std::move(metrics.texts);
  review["points"] = std::move(points);
}

void add_differences(Json& review, const std::string& file,
                     const std::map<std::int64_t, std::size_t>& indices) {
  std::vector<std::string> columns = kOfInterval;
  columns.emplace_back("baseline");
  for (RunTable table(file, columns); table.next();) {
    const auto found = indices.find(table.whole(kPoint));
    if (found == indices.end()) table.refuse(kPoint, "a point of intervals.csv");
    Json& point = review["points"][found->second];
    point["baseline"] = table.whole(kOfInterval.size());
    point["differences"].push_back(interval_json(table));
  }
}

struct StudyFile {
  std::string name;
  double confidence = 0;
};

// Of study.yaml, in which every default is filled in.
StudyFile read_study_file(const fs::path& file) {
  Diagnostics diagnostics;
  auto document = read_document(file.string(), diagnostics);
  diagnostics.raise_if_any();
  StudyFile study;
  const Node* const name = document->root.find("study");
  const Node* const confidence = document->root.find("confidence");
  const auto share =
      confidence == nullptr ? std::nullopt : Quantity<Share>::parse(confidence->text);
  if (name == nullptr || !share) {
    throw InputError(file.string() + ": expected a study with a confidence");
  }
  study.name = name->text;
  study.confidence = share->value;
  return study;
}

}  // namespace

bool is_study_directory(const std::string& typed) {
  std::error_code ignored;
  return fs::exists(StudyDirectory(typed).study_file(), ignored);
}

Json study_review(const std::string& typed, std::string_view version) {
  const fs::path directory = typed;
  const StudyFile study = read_study_file(StudyDirectory(typed).study_file());
  const std::string intervals = (directory / "intervals.csv").string();
  std::error_code ignored;
  if (!fs::exists(intervals, ignored)) {
    throw InputError(
        fmt::format("{}: it has no intervals.csv; `drawdown study run` makes it", typed));
  }
  Json review = {{"kind", "study"},
                 {"version", version},
                 {"title", study.name},
                 {"confidence", study.confidence},
                 {"formulas", formulas_json()}};
  std::map<std::int64_t, std::size_t> indices;
  add_points(review, intervals, indices);
  add_differences(review, (directory / "differences.csv").string(), indices);
  return review;
}

}  // namespace drawdown
