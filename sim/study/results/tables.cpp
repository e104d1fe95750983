#include "sim/study/results/tables.hpp"

#include <cmath>
#include <system_error>

#include <unistd.h>

#include "sim/base/errors.hpp"
#include "sim/study/execution/whole_file.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSchema = R"(
CREATE TABLE study (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE points (point INTEGER PRIMARY KEY, baseline INTEGER REFERENCES points);
CREATE TABLE settings (point INTEGER NOT NULL REFERENCES points, path TEXT NOT NULL,
  value TEXT NOT NULL, PRIMARY KEY (point, path)) WITHOUT ROWID;
CREATE TABLE runs (point INTEGER NOT NULL REFERENCES points, replication INTEGER NOT NULL,
  seed INTEGER NOT NULL, key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('done', 'failed', 'missing')),
  PRIMARY KEY (point, replication)) WITHOUT ROWID;
CREATE TABLE results (point INTEGER NOT NULL REFERENCES points, replication INTEGER NOT NULL,
  metric TEXT NOT NULL, value REAL, at_least INTEGER NOT NULL,
  PRIMARY KEY (point, replication, metric)) WITHOUT ROWID;
CREATE TABLE intervals (point INTEGER NOT NULL REFERENCES points, metric TEXT NOT NULL,
  replications INTEGER NOT NULL, mean REAL, low REAL, high REAL, half_width REAL,
  method TEXT NOT NULL, warning TEXT NOT NULL, PRIMARY KEY (point, metric)) WITHOUT ROWID;
CREATE TABLE differences (point INTEGER NOT NULL REFERENCES points,
  baseline INTEGER NOT NULL REFERENCES points, metric TEXT NOT NULL,
  replications INTEGER NOT NULL, mean REAL, low REAL, high REAL, half_width REAL,
  method TEXT NOT NULL, warning TEXT NOT NULL, PRIMARY KEY (point, metric)) WITHOUT ROWID;
)";

constexpr std::string_view kDatabase = "results.sqlite";
constexpr std::string_view kResults = "results.csv";
constexpr std::string_view kIntervals = "intervals.csv";
constexpr std::string_view kDifferences = "differences.csv";
constexpr std::string_view kIntervalColumns =
    "replications,mean,low,high,half_width,method,warning";

std::optional<double> finite(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// In the order of kIntervalColumns, to a row of either kind.
template <class Row>
void add_fields(Row& row, const Interval& interval) {
  row.integer(static_cast<std::int64_t>(interval.n));
  for (const double value : {interval.mean, interval.low, interval.high, interval.half_width()}) {
    row.real(finite(value));
  }
  row.text(name_of(interval.method));
  row.text(interval.warning);
}

}  // namespace

ResultTables::CsvTable::CsvTable(const fs::path& partial, std::string_view columns,
                                 const Study& study)
    : file_(partial) {
  file_.buffer().append(columns);
  for (const std::string& path : study.paths) {
    file_.buffer().push_back(',');
    file_.buffer().append_csv_field(path);
  }
  file_.buffer().push_back('\n');
}

void ResultTables::CsvTable::begin(const Point& point) {
  point_ = &point;
  first_ = true;
  integer(static_cast<std::int64_t>(point.number));
}

void ResultTables::CsvTable::text(std::string_view field) {
  if (!first_) file_.buffer().push_back(',');
  first_ = false;
  file_.buffer().append_csv_field(field);
}

void ResultTables::CsvTable::integer(std::int64_t value) {
  text(fmt::format_int(value).c_str());
}

void ResultTables::CsvTable::real(std::optional<double> value) {
  text(value ? fmt::to_string(*value) : "");
}

void ResultTables::CsvTable::end() {
  for (const Setting& setting : point_->settings) text(setting.value);
  file_.buffer().push_back('\n');
  file_.end_row();
}

ResultTables::ResultTables(const Study& study, const fs::path& directory, std::string_view version)
    : study_(study),
      directory_(directory),
      database_(make_database(study, version)),
      point_row_(database_, "INSERT INTO points VALUES (?, ?)"),
      setting_row_(database_, "INSERT INTO settings VALUES (?, ?, ?)"),
      run_row_(database_, "INSERT INTO runs VALUES (?, ?, ?, ?, ?)"),
      result_row_(database_, "INSERT INTO results VALUES (?, ?, ?, ?, ?)"),
      interval_row_(database_, "INSERT INTO intervals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      difference_row_(database_, "INSERT INTO differences VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      results_(partial(kResults), "point,replication,metric,value,at_least", study),
      intervals_(partial(kIntervals), fmt::format("point,metric,{}", kIntervalColumns), study),
      differences_(partial(kDifferences), fmt::format("point,baseline,metric,{}", kIntervalColumns),
                   study) {}

ResultTables::~ResultTables() {
  std::error_code ignored;
  for (const std::string& name : names_) {
    fs::remove(partial_path(directory_ / name, ::getpid()), ignored);
  }
}

// The temporary name of a table; from here on it is removed unless it is committed.
fs::path ResultTables::partial(std::string_view name) {
  names_.emplace_back(name);
  fs::path path = partial_path(directory_ / name, ::getpid());
  std::error_code ignored;
  fs::remove(path, ignored);
  return path;
}

Database ResultTables::make_database(const Study& study, std::string_view version) {
  Database database(partial(kDatabase));
  database.execute(kSchema);
  Database::Statement row(database, "INSERT INTO study VALUES (?, ?)");
  const auto add = [&](std::string_view key, std::string_view value) {
    row.text(key).text(value).run();
  };
  add("name", study.name);
  add("version", version);
  add("seed", fmt::to_string(study.seed));
  add("confidence", fmt::to_string(study.confidence));
  add("steady_state", study.steady_state ? "true" : "false");
  add("study", emit(study.document.root));
  return database;
}

void ResultTables::add_point(const Point& point, const PointOutcomes& outcomes) {
  const auto number = static_cast<std::int64_t>(point.number);
  point_row_.integer(number);
  if (study_.baseline_of.empty()) {
    point_row_.null();
  } else {
    point_row_.integer(static_cast<std::int64_t>(study_.baseline_of[point.number]));
  }
  point_row_.run();
  for (const Setting& setting : point.settings) {
    setting_row_.integer(number).text(setting.path).text(setting.value).run();
  }
  for (std::size_t i = 0; i < outcomes.replications.size(); ++i) {
    const Replication& run = outcomes.replications[i];
    const auto replication = static_cast<std::int64_t>(i);
    run_row_.integer(number).integer(replication);
    run_row_.integer(static_cast<std::int64_t>(run.seed)).text(run.key).text(name_of(run.state));
    run_row_.run();
    if (run.state != OutcomeState::done) continue;
    for (std::size_t metric = 0; metric < study_.metrics.size(); ++metric) {
      const Outcome& outcome = run.outcomes[metric];
      result_row_.integer(number).integer(replication).text(study_.metrics[metric]);
      result_row_.real(outcome.value).integer(outcome.at_least ? 1 : 0).run();
      results_.begin(point);
      results_.integer(replication);
      results_.text(study_.metrics[metric]);
      results_.real(outcome.value);
      results_.integer(outcome.at_least ? 1 : 0);
      results_.end();
    }
  }
}

void ResultTables::add_interval(const Point& point, const std::string& metric,
                                const Interval& interval) {
  interval_row_.integer(static_cast<std::int64_t>(point.number)).text(metric);
  add_fields(interval_row_, interval);
  interval_row_.run();
  intervals_.begin(point);
  intervals_.text(metric);
  add_fields(intervals_, interval);
  intervals_.end();
}

void ResultTables::add_difference(const Point& point, std::size_t baseline,
                                  const std::string& metric, const Interval& interval) {
  const auto other = static_cast<std::int64_t>(baseline);
  difference_row_.integer(static_cast<std::int64_t>(point.number)).integer(other).text(metric);
  add_fields(difference_row_, interval);
  difference_row_.run();
  differences_.begin(point);
  differences_.integer(other);
  differences_.text(metric);
  add_fields(differences_, interval);
  differences_.end();
}

void ResultTables::commit() {
  for (Database::Statement* statement :
       {&point_row_, &setting_row_, &run_row_, &result_row_, &interval_row_, &difference_row_}) {
    statement->finish();
  }
  database_.close();
  for (CsvTable* table : {&results_, &intervals_, &differences_}) table->close();
  for (const std::string& name : names_) {
    std::error_code error;
    const fs::path target = directory_ / name;
    fs::rename(partial_path(target, ::getpid()), target, error);
    if (error) {
      throw EnvironmentError(fmt::format("cannot write {}: {}", target.string(), error.message()));
    }
  }
}

}  // namespace drawdown
