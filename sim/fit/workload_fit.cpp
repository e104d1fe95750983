#include "sim/fit/workload_fit.hpp"

#include <algorithm>
#include <set>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

std::string name_of(const StreamSample& stream, std::set<std::string>& taken) {
  const bool has_both = !stream.pool.empty() && !stream.job_class.empty();
  std::string name = stream.pool + (has_both ? "/" : "") + stream.job_class;
  if (name.empty()) name = "jobs";
  while (!taken.insert(name).second) name += '_';
  return name;
}

StreamFit fit_stream(const StreamSample& stream, std::string name, const WorkloadFit& of) {
  std::vector<Date> submits;
  for (const SampleJob& job : stream.jobs) submits.push_back(job.submit);
  const auto hours = static_cast<std::size_t>((of.until - of.start) / std::chrono::hours(1));
  StreamFit fit;
  fit.name = std::move(name);
  fit.pool = stream.pool;
  fit.job_class = stream.job_class;
  fit.tenant = stream.tenant;
  fit.counts = count_hours(submits, of.start, hours);
  fit.arrivals = fit_arrivals(submits, fit.counts);
  fit.groups = fit_size_groups(stream.jobs);
  return fit;
}

}  // namespace

WorkloadFit fit_workload(const TraceSample& sample, const std::string& name) {
  WorkloadFit fit;
  fit.jobs_refused = sample.jobs_refused;
  fit.input = sample.input;
  std::vector<const StreamSample*> enough;
  Date first = Date::max();
  Date last = Date::min();
  for (const StreamSample& stream : sample.streams) {
    if (stream.jobs.size() < kFewestOfStream) {
      fit.jobs_left_out += static_cast<std::int64_t>(stream.jobs.size());
      continue;
    }
    enough.push_back(&stream);
    first = std::min(first, stream.jobs.front().submit);
    last = std::max(last, stream.jobs.back().submit);
  }
  if (enough.empty()) {
    throw InputError(
        fmt::format("{}: expected a pool and class with at least {} jobs, got {} jobs in all", name,
                    kFewestOfStream, fit.jobs_left_out));
  }
  fit.start = hour_before(first);
  fit.until = hour_before(last) + std::chrono::hours(1);
  std::set<std::string> names;
  for (const StreamSample* stream : enough) {
    fit.streams.push_back(fit_stream(*stream, name_of(*stream, names), fit));
  }
  return fit;
}

}  // namespace drawdown
