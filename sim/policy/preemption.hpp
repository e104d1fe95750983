// Room for a gang that can start nowhere: which gangs of lower priority give way.
#pragma once

#include <functional>

#include "sim/policy/room.hpp"

namespace drawdown {

/// The start that costs its victims least of a gang that can start on none of the reservations
/// where `may_take` is so; nothing where nobody can make room on any of them. By the rules of
/// docs/jobs.md, "Priority and preemption".
std::optional<Start> start_by_preemption(const View& view, const Room& room, const Waiting& gang,
                                         const std::function<bool(PartitionId)>& may_take);

}  // namespace drawdown
