// How often the gangs of a pool lose their units by chance.
#pragma once

#include <cstdint>

#include "sim/model/platform.hpp"

namespace drawdown {

/// The mean rate of the failures and the drawn outages that hit a gang on `units` of the pool's
/// units, per second, by the rules of docs/platforms.md, "The optimum interval".
double interruptions_per_s(const Pool& pool, const Site& site, std::int64_t units);

}  // namespace drawdown
