#include "sim/review/page/run_review.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"
#include "sim/report/summary.hpp"
#include "sim/review/capacity/demand_review.hpp"
#include "sim/review/capacity/pools_review.hpp"
#include "sim/review/jobs/gantt_review.hpp"
#include "sim/review/jobs/job_review.hpp"
#include "sim/review/money/money_review.hpp"
#include "sim/review/run/run_platform.hpp"
#include "sim/review/story/story.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

// A run that lasts no time is shown as a ms.
Buckets buckets_of(const RunFiles& run, const ShownTime& time) {
  const auto instant = [&](Date date) { return kRunStart + (date - run.start()); };
  const Instant end = std::max(run.end(), kRunStart + Duration{1});
  const Instant from = time.from ? std::max(instant(*time.from), kRunStart) : kRunStart;
  const Instant until = time.until ? std::min(instant(*time.until), end) : end;
  if (from >= until) {
    throw InputError(fmt::format("{}: expected a time within that of the run, {} to {}", run.name(),
                                 format_date(run.start()),
                                 format_date(run.start() + (run.end() - kRunStart))));
  }
  return {from, until};
}

std::filesystem::path scratch_directory() {
  std::error_code error;
  const auto path = std::filesystem::temp_directory_path(error);
  if (error) throw EnvironmentError("no directory for temporary files: " + error.message());
  return path;
}

Json tenants_json(const std::map<std::string, WaitingOverTime, std::less<>>& queue,
                  const std::map<std::string, HeldTime, std::less<>>& held,
                  const Buckets& buckets) {
  std::set<std::string_view> names;
  for (const auto& [name, waiting] : queue) names.insert(name);
  for (const auto& [name, time] : held) names.insert(name);
  Json json = Json::array();
  for (const std::string_view name : names) {
    Json& tenant = json.emplace_back(Json::object());
    tenant["name"] = name;
    if (const auto waiting = queue.find(name); waiting != queue.end()) {
      add_unless_null(tenant, "gangs", series_json(buckets, waiting->second.gangs));
      add_unless_null(tenant, "chips", series_json(buckets, waiting->second.chips));
    }
    if (const auto time = held.find(name); time != held.end()) {
      Json& means = tenant["held"] = Json::array();
      const std::vector<double> integrals = time->second.integrals();
      for (std::size_t i = 0; i < buckets.count(); ++i) {
        const auto length = static_cast<double>(buckets.length(i).count());
        means.push_back(six_digits(integrals[i] / length));
      }
    }
  }
  return json;
}

// The ids of several lists, each once.
std::vector<std::string> all_of(std::initializer_list<const std::vector<std::string>*> lists) {
  std::vector<std::string> all;
  std::set<std::string_view> seen;
  for (const auto* const list : lists) {
    for (const std::string& id : *list) {
      if (seen.insert(id).second) all.push_back(id);
    }
  }
  return all;
}

Json indices_of(const std::vector<std::string>& ids,
                const std::map<std::string, std::size_t>& jobs) {
  Json json = Json::array();
  for (const std::string& id : ids) json.push_back(jobs.at(id));
  return json;
}

// What comes of jobs.csv and placements.csv.
void add_jobs(Json& review, const RunFiles& run, const Platform& platform, const Buckets& buckets,
              const std::map<std::string, WaitingOverTime, std::less<>>& queue) {
  const JobReview of_jobs = read_job_review(run, buckets, scratch_directory());
  review["tenants"] = tenants_json(queue, of_jobs.held, buckets);
  review["waits"] = of_jobs.waits;
  const JobHistories histories(
      run, all_of({&of_jobs.top_waiting, &of_jobs.top_chip_time, &of_jobs.largest}));
  const GanttReview gantt(run, platform, buckets, of_jobs.largest, histories);
  const auto named = all_of({&of_jobs.top_waiting, &of_jobs.top_chip_time, &gantt.shown()});
  std::map<std::string, std::size_t> indices;
  const Storyteller storyteller(run);
  Json jobs = Json::array();
  for (const std::string& id : named) {
    indices.emplace(id, jobs.size());
    const JobHistory& history = *histories.find(id);
    Json& job = jobs.emplace_back(job_json(history));
    job["story"] = storyteller.tell(history);
  }
  review["gantt"] = gantt.made(indices);
  add_unless_null(review, "interruptions", gantt.interruptions());
  review["jobs"] = std::move(jobs);
  review["top_waiting"] = indices_of(of_jobs.top_waiting, indices);
  review["top_chip_time"] = indices_of(of_jobs.top_chip_time, indices);
}

std::string title_of(const RunFiles& run) {
  const auto path = std::filesystem::path(run.name()).lexically_normal();
  const auto last = path.has_filename() ? path.filename() : path.parent_path().filename();
  return last.empty() || last == "." || last == ".." ? run.name() : last.string();
}

}  // namespace

Json formulas_json() {
  Json json = Json::object();
  for (const Figure& figure : figures()) json[std::string(figure.key)] = figure.formula;
  return json;
}

Json run_review(const RunFiles& run, const ShownTime& time) {
  const Buckets buckets = buckets_of(run, time);
  const Platform platform = read_run_platform(run);
  Json review = {{"kind", "run"},
                 {"version", run.version()},
                 {"title", title_of(run)},
                 {"start_unix_ms", run.start().time_since_epoch().count()},
                 {"from", to_ms(buckets.from())},
                 {"until", to_ms(buckets.until())},
                 {"width", buckets.width().count()},
                 {"buckets", buckets.count()},
                 {"summary", run.summary()},
                 {"formulas", formulas_json()},
                 {"causes", causes_json()}};
  const std::vector<ChipsOverTime> usage = read_usage(run, platform, buckets);
  review["reservations"] = reservations_json(platform, usage);
  review["waterfall"] = waterfall_json(run, buckets);
  review["pools"] = pools_json(run, platform, buckets, usage);
  review["services"] = services_json(run, buckets);
  add_jobs(review, run, platform, buckets, read_queue(run, buckets));
  add_unless_null(review, "failures", failures_json(run, platform, buckets));
  add_unless_null(review, "money", money_json(run));
  review["assumptions"] = assumptions_json(platform);
  return review;
}

Json comparison_review(const RunFiles& a, const RunFiles& b, const ShownTime& time) {
  return {{"kind", "comparison"},
          {"title", fmt::format("{} and {}", title_of(a), title_of(b))},
          {"runs", {run_review(a, time), run_review(b, time)}}};
}

}  // namespace drawdown
