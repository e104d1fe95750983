// Chip types and their figures, each with where it is from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/config/node.hpp"
#include "sim/config/reader.hpp"
#include "sim/model/catalogue/quantities.hpp"
#include "sim/model/geometry/geometry.hpp"

namespace drawdown {

/// How far a figure can be trusted, the firmest first.
enum class SourceConfidence {
  verified,   ///< read in a primary source
  secondary,  ///< read in a secondary source
  measured,   ///< fitted to data
  derived,    ///< arithmetic from others
  assumed,    ///< found in no source
};

inline constexpr Word<SourceConfidence> kConfidences[] = {
    {"verified", SourceConfidence::verified},
    {"secondary", SourceConfidence::secondary},
    {"measured", SourceConfidence::measured},
    {"derived", SourceConfidence::derived},
    {"assumed", SourceConfidence::assumed}};
std::string_view word_of(SourceConfidence confidence);

/// A figure as a file writes it, and where it is from.
struct SourcedValue {
  std::string key;
  Node value;  ///< of an accelerator: a scalar, or a list of scalars
  std::string source;
  SourceConfidence confidence;
};

/// A chip type. Rates are per chip, of dense matrices; bandwidths are per chip and direction.
struct Accelerator {
  std::string name;
  std::string vendor;
  ComputeRate bf16_peak;
  std::optional<ComputeRate> fp8_peak;   ///< nothing where the chip has no such arithmetic
  std::optional<ComputeRate> int8_peak;  ///< nothing where no figure is known, or there is none
  Share achievable_share;                ///< of bf16_peak, by the best large matrix product
  DataSize memory;
  Bandwidth memory_bandwidth;
  Bandwidth scale_up;      ///< inside the fast domain, over all links at once
  std::int64_t links = 0;  ///< to neighbours; 0: a switch joins the chips, or nothing is known
  Bandwidth scale_out;     ///< over the data-centre network
  Chips chips_per_host;
  Power idle;                              ///< of a chip
  Power busy;                              ///< of a chip
  Power host;                              ///< of all in a host that is no accelerator
  double failures_per_1000_host_days = 0;  ///< each takes the host down
  GeometrySpec geometry;
  /// All of these but the names, as written.
  std::vector<SourcedValue> values;

  /// Of one link; 0 without links.
  Bandwidth link_bandwidth() const;
};

/// The entry of a file that reads back to this, all of it at `place`.
Node to_node(const Accelerator& accelerator, const Place& place);

}  // namespace drawdown
