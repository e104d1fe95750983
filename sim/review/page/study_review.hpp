// The review of a study, as docs/review.md has it.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace drawdown {

/// Reads study.yaml, intervals.csv and differences.csv of a study's directory; `version` is the
/// program's. Raises InputError where there are none.
nlohmann::ordered_json study_review(const std::string& typed, std::string_view version);

/// Whether `typed` is the directory of a study.
bool is_study_directory(const std::string& typed);

}  // namespace drawdown
