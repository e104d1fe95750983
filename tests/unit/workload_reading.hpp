// Reading the `workload` of a scenario in tests.
#pragma once

#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>

#include "sim/base/text.hpp"
#include "sim/config/document.hpp"
#include "sim/workload/workload_reader.hpp"

namespace drawdown {

/// The `workload` of a file, and what was said of it.
struct Outcome {
  WorkloadSpec spec;
  std::string errors;  // without the file's name
};

inline Outcome read(std::string_view yaml, bool run_ends = false) {
  const TextFile file(yaml);
  Diagnostics diagnostics;
  auto document = read_document(file.path(), diagnostics);
  REQUIRE(document);
  Outcome outcome;
  {
    MapReader scenario(document->root, "", diagnostics);
    const Date start = *parse_date("2026-01-01");
    const auto end = run_ends ? parse_date("2027-01-01") : std::nullopt;
    outcome.spec = read_workload(scenario.map("workload"), start, end);
  }
  outcome.errors = diagnostics.text();
  for (auto at = outcome.errors.find(file.path()); at != std::string::npos;
       at = outcome.errors.find(file.path())) {
    outcome.errors.erase(at, file.path().size());
  }
  return outcome;
}

inline bool mentions(const std::string& text, std::string_view part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

}  // namespace drawdown
