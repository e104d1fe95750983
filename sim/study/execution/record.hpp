// What is kept of one run.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace drawdown {

/// A record, read. Of every figure that is a number: those inside a group are named
/// `share_by_cause.no_demand`; those that the run could not give (null) are absent.
struct Record {
  std::string key;
  std::uint64_t seed = 0;
  std::map<std::string, double, std::less<>> figures;
  std::set<std::string, std::less<>> at_least;  ///< the wait figures that are lower bounds
};

/// The text of a record: JSON on one line, `summary` (the text of summary.json) under `figures`.
std::string record_text(std::string_view key, std::uint64_t seed, std::string_view summary);

/// Nothing where the text is no record.
std::optional<Record> read_record(std::string_view text);

}  // namespace drawdown
