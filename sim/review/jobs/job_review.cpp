#include "sim/review/jobs/job_review.hpp"

#include "sim/review/series/largest.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostTop = 200;
constexpr std::size_t kMostLargest = 3000;

Json ms_or_null(const std::optional<Instant>& moment) {
  return moment ? Json(to_ms(*moment)) : Json();
}

// Whether it was there in the time that is shown.
bool is_shown(const JobRow& job, const Buckets& buckets, Instant end) {
  return job.submit < buckets.until() && job.end.value_or(end) >= buckets.from();
}

void add_held(std::map<std::string, HeldTime, std::less<>>& held, const JobRow& job,
              const Buckets& buckets, Instant end) {
  const Duration span = job.start ? job.end.value_or(end) - *job.start : Duration{0};
  if (span <= Duration{0}) return;
  auto found = held.find(job.tenant);
  if (found == held.end()) found = held.emplace(job.tenant, buckets).first;
  found->second.add(*job.start, *job.start + span,
                    ChipParts::of(job.chips, job.run.count(), span.count()));
}

}  // namespace

JobReview read_job_review(const RunFiles& run, const Buckets& buckets,
                          const std::filesystem::path& scratch_directory) {
  JobReview review;
  WaitReview waits(buckets, run.end(), scratch_directory);
  Largest<std::int64_t, std::string> waiting(kMostTop);
  Largest<std::int64_t, std::string> busy(kMostTop);
  Largest<std::int64_t, std::string> largest(kMostLargest);
  JobRow job;
  for (JobRows rows(run); rows.next(job);) {
    const auto id = [&] { return std::string(job.id); };
    waits.add(job);
    add_held(review.held, job, buckets, run.end());
    if (!is_shown(job, buckets, run.end())) continue;
    const Duration waited = job.wait.value_or(Duration{0}) + job.requeue;
    if (waited > Duration{0}) waiting.add(waited.count(), id);
    const std::int64_t held = job.held().value();
    if (held > 0) busy.add(held, id);
    if (job.start) largest.add(held, id);
  }
  review.waits = waits.made();
  review.top_waiting = waiting.take();
  review.top_chip_time = busy.take();
  review.largest = largest.take();
  return review;
}

Json job_json(const JobHistory& history) {
  const JobRow& job = history.job;
  Json waited = Json::object();
  for (std::size_t i = 0; i < kWaitReasons; ++i) {
    if (job.waited[i] <= Duration{0}) continue;
    waited[std::string(kWaitReasonNames[i])] = job.waited[i].count();
  }
  return {{"id", job.id},
          {"tenant", job.tenant},
          {"class", job.job_class},
          {"pool", job.pool},
          {"chips", job.chips.value()},
          {"state", name_of(job.state)},
          {"interruptions", job.interruptions},
          {"waited_by", std::move(waited)},
          {"submit", to_ms(job.submit)},
          {"start", ms_or_null(job.start)},
          {"end", ms_or_null(job.end)},
          {"wait", job.wait ? Json(job.wait->count()) : Json()},
          {"run", job.run.count()},
          {"requeue", job.requeue.count()},
          {"lost", job.lost.count()},
          {"blocked", job.blocked.count()},
          {"slice", history.starts.empty() ? "" : history.starts.back().slice}};
}

}  // namespace drawdown
