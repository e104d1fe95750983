// From the records of a study to its tables.
#pragma once

#include <filesystem>
#include <string_view>

#include "sim/study/execution/store.hpp"
#include "sim/study/study.hpp"

namespace drawdown {

/// Writes results.sqlite, results.csv, intervals.csv and differences.csv (docs/studies.md) of all
/// that is in the store into the directory, in place of those that are there; the same records, the
/// same bytes. Raises EnvironmentError, and leaves the old ones then.
void collect(const Study& study, const Store& store, const std::filesystem::path& directory,
             std::string_view version);

}  // namespace drawdown
