#include "sim/review/story/job_histories.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"

namespace drawdown {
namespace {

// A distance takes time and memory that grow with the product of two lengths.
constexpr std::size_t kLongestWithNear = 200;

Duration total(const WaitByReason& waited) {
  return std::accumulate(waited.begin(), waited.end(), Duration{0});
}

// Whether each wait before a start lasted from the end before it, or from the release, and all of
// them as long as the job says.
bool adds_up(const JobHistory& history) {
  const JobRow& job = history.job;
  Instant since = job.submit + job.blocked;
  for (const PlacementRow& start : history.starts) {
    if (start.start - since != total(start.waited)) return false;
    since = start.end.value_or(start.start);
  }
  const Duration last = total(history.wait(history.starts.size()).value_or(WaitByReason{}));
  const Duration first = history.starts.empty() ? last : total(history.starts[0].waited);
  return first == job.wait.value_or(Duration{0}) &&
         total(job.waited) == job.wait.value_or(Duration{0}) + job.requeue && last >= Duration{0};
}

}  // namespace

std::optional<WaitByReason> JobHistory::wait(std::size_t i) const {
  if (i < starts.size()) return starts[i].waited;
  const bool waits = starts.empty() ? job.wait.has_value() : starts.back().end && !job.end;
  if (!waits || i > starts.size()) return std::nullopt;
  WaitByReason left = job.waited;
  for (const PlacementRow& start : starts) {
    for (std::size_t reason = 0; reason < kWaitReasons; ++reason) {
      left[reason] -= start.waited[reason];
    }
  }
  return left;
}

JobHistories::JobHistories(const RunFiles& run, std::span<const std::string> ids) {
  for (const std::string& id : ids) jobs_.try_emplace(keep(id));
  read_jobs(run);
  read_starts(run);
  check(run);
}

const JobHistory* JobHistories::find(std::string_view id) const {
  const auto found = jobs_.find(id);
  return found == jobs_.end() || found->second.of_this_id == 0 ? nullptr : &found->second;
}

void JobHistories::read_jobs(const RunFiles& run) {
  JobRows rows(run);
  for (JobRow row; rows.next(row);) {
    const auto found = jobs_.find(row.id);
    if (found == jobs_.end()) continue;
    for (std::string_view* text : {&row.id, &row.tenant, &row.job_class, &row.pool,
                                   &row.reservation, &row.after, &row.reason}) {
      *text = keep(*text);
    }
    found->second.job = row;
    ++found->second.of_this_id;
  }
}

void JobHistories::read_starts(const RunFiles& run) {
  PlacementRows rows(run);
  for (PlacementRow row; rows.next(row);) {
    const auto found = jobs_.find(row.id);
    if (found == jobs_.end()) continue;
    for (std::string_view* text :
         {&row.id, &row.pool, &row.reservation, &row.slice, &row.ended_by}) {
      *text = keep(*text);
    }
    found->second.starts.push_back(row);
  }
}

void JobHistories::check(const RunFiles& run) const {
  for (const auto& [id, history] : jobs_) {
    if (history.of_this_id == 1 && !adds_up(history)) {
      throw InputError(fmt::format(
          "{}: the waits of job '{}' in placements.csv are not those in jobs.csv", run.name(), id));
    }
  }
}

// As long as this lives.
std::string_view JobHistories::keep(std::string_view text) {
  const auto found = texts_.find(text);
  return found != texts_.end() ? *found : *texts_.emplace(text).first;
}

std::optional<std::string> near_job(const RunFiles& run, std::string_view id) {
  std::optional<std::string> nearest;
  if (id.size() > kLongestWithNear) return nearest;
  JobRows rows(run);
  for (JobRow row; rows.next(row);) {
    if (row.id.size() > kLongestWithNear) continue;
    const std::array known = {std::string_view(nearest ? *nearest : std::string()), row.id};
    // Most are near nothing, and looked at once.
    const auto near = near_miss(id, std::span(known).last(1));
    if (near) nearest = *near_miss(id, known);
  }
  return nearest;
}

}  // namespace drawdown
