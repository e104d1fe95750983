#include "sim/engine/gangs/dependencies.hpp"

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"

namespace drawdown {

Dependencies::Standing Dependencies::submit(const Gang& gang) {
  if (gang.job.awaited && !jobs_.try_emplace(gang.job.id).second) {
    throw InputError(
        fmt::format("two jobs are called '{}': others may depend on either", gang.job.id));
  }
  if (gang.job.after.empty()) return Standing::ready;
  std::vector<Awaited*> open;
  bool failed = false;
  for (const std::string_view id : words_of(gang.job.after)) {
    const auto found = jobs_.find(id);
    if (found == jobs_.end() || id == gang.job.id) return Standing::unknown;
    failed = failed || found->second.state == State::failed;
    if (found->second.state == State::open) open.push_back(&found->second);
  }
  if (failed) return Standing::failed;
  if (open.empty()) return Standing::ready;
  if (waits_.size() <= gang.id.index()) waits_.resize(gang.id.index() + 1);
  waits_[gang.id.index()] = {gang.number, static_cast<std::int64_t>(open.size())};
  for (Awaited* const job : open) job->blocked.push_back({gang.id, gang.number});
  return Standing::blocked;
}

std::vector<Dependencies::Follower> Dependencies::close(const Gang& gang, bool done) {
  // One that is refused waits for nobody any more.
  if (gang.id.index() < waits_.size()) waits_[gang.id.index()].number = UINT64_MAX;
  std::vector<Follower> decided;
  if (!gang.job.awaited) return decided;
  Awaited& job = jobs_.find(gang.job.id)->second;
  job.state = done ? State::done : State::failed;
  for (const Blocked& blocked : job.blocked) {
    Waits& waits = waits_[blocked.gang.index()];
    if (waits.number != blocked.number) continue;
    --waits.open;
    if (done && waits.open > 0) continue;
    waits.number = UINT64_MAX;
    decided.push_back({blocked.gang, !done});
  }
  job.blocked = {};
  return decided;
}

}  // namespace drawdown
