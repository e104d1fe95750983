#include "sim/workload/source_counts.hpp"

#include <fmt/format.h>

namespace drawdown {
namespace {

// What such lines are and what becomes of them.
constexpr std::array<std::string_view, kLineNotes> kTexts = {
    "malformed: skipped",
    "without chips: skipped",
    "of jobs older than the trace: run from its beginning",
    "of jobs that outlive the trace: run to its end",
    "that ask for a share of a chip: given the whole",
    "that ask for one of several types of chips: bound to no pool",
};

}  // namespace

std::vector<std::string> texts_of(const SourceCounts& counts) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < kLineNotes; ++i) {
    if (counts.lines[i] == 0) continue;
    texts.push_back(fmt::format("{} trace lines {}", counts.lines[i], kTexts[i]));
  }
  return texts;
}

}  // namespace drawdown
