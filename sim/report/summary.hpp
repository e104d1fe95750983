// summary.json: every headline figure of a run, and what each means.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sim/account/waterfall.hpp"
#include "sim/report/job_statistics.hpp"

namespace drawdown {

/// A key of summary.json and how it is made.
struct Figure {
  std::string_view key;
  std::string_view formula;
  bool is_number = true;  ///< or a text, a list, several numbers by name
};

/// Every key, in order: what `drawdown list figures` prints.
std::span<const Figure> figures();

/// What a summary is made of.
struct Results {
  const Scenario& scenario;
  Instant horizon;
  std::int64_t lines_skipped;
  JobStatistics& jobs;
  const Waterfall& waterfall;
};

/// The figures as JSON, one object.
std::string summary_json(const Results& results);
/// The figures that answer most questions, for people.
std::string summary_text(const Results& results);

}  // namespace drawdown
