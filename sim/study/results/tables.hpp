// The tables of a study: a database, and three files for who has none.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/output_file.hpp"
#include "sim/statistics/interval.hpp"
#include "sim/study/results/database.hpp"
#include "sim/study/results/outcomes.hpp"

namespace drawdown {

/// Writes the tables under temporary names; `commit` renames them, and without it they are removed.
/// All of a kind in the order of the points. Raises EnvironmentError.
class ResultTables {
 public:
  ResultTables(const Study& study, const std::filesystem::path& directory,
               std::string_view version);
  ~ResultTables();
  ResultTables(const ResultTables&) = delete;
  ResultTables& operator=(const ResultTables&) = delete;

  void add_point(const Point& point, const PointOutcomes& outcomes);
  void add_interval(const Point& point, const std::string& metric, const Interval& interval);
  void add_difference(const Point& point, std::size_t baseline, const std::string& metric,
                      const Interval& interval);
  void commit();

 private:
  // A CSV file that ends each row with the point's values.
  class CsvTable {
   public:
    CsvTable(const std::filesystem::path& partial, std::string_view columns, const Study& study);

    void begin(const Point& point);
    void text(std::string_view field);
    void integer(std::int64_t value);
    void real(std::optional<double> value);
    void end();
    void close() { file_.close(); }

   private:
    OutputFile file_;
    const Point* point_ = nullptr;
    bool first_ = true;
  };

  std::filesystem::path partial(std::string_view name);
  Database make_database(const Study& study, std::string_view version);

  const Study& study_;
  std::filesystem::path directory_;
  std::vector<std::string> names_;  // of the files, as they will be
  Database database_;
  Database::Statement point_row_;
  Database::Statement setting_row_;
  Database::Statement run_row_;
  Database::Statement result_row_;
  Database::Statement interval_row_;
  Database::Statement difference_row_;
  CsvTable results_;
  CsvTable intervals_;
  CsvTable differences_;
};

}  // namespace drawdown
