// From the records of a study to its tables.
#pragma once

#include <filesystem>

#include "sim/study/execution/store.hpp"
#include "sim/study/study.hpp"

namespace drawdown {

/// Writes the tables of all that is in the store into the study's directory (docs/studies.md), in
/// place of those that are there. Raises EnvironmentError.
void collect(const Study& study, const Store& store, const std::filesystem::path& directory);

}  // namespace drawdown
