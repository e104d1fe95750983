// Whose a SimGrid activity is.
#pragma once

#include <cstddef>
#include <variant>

#include "sim/base/units.hpp"

namespace drawdown {

/// What a gang does, or a transfer: at most one activity at a time.
using ActivityId = std::variant<GangId, TransferId>;
inline constexpr std::size_t kActivityKinds = std::variant_size_v<ActivityId>;

/// Among those of its kind.
inline std::size_t number_of(ActivityId id) {
  return std::visit([](auto owner) { return owner.index(); }, id);
}

}  // namespace drawdown
