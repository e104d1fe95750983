#include "sim/fit/trace_sample.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/base/stop_signals.hpp"

namespace drawdown {
namespace {

// A stop is heeded while a long trace is read.
constexpr std::int64_t kJobsBetweenLooks = 4096;

}  // namespace

TraceSample read_sample(JobSource& source, Date start) {
  TraceSample sample;
  std::map<std::pair<std::string, std::string>, StreamSample> streams;
  Job job;
  for (std::int64_t count = 1; source.next(job); ++count) {
    if (count % kJobsBetweenLooks == 0) stop_if_asked();
    if (!job.refusal.empty()) {
      ++sample.jobs_refused;
      continue;
    }
    StreamSample& stream = streams[{std::string(job.pool), std::string(job.job_class)}];
    if (stream.jobs.empty()) stream.tenant = job.tenant;
    if (stream.tenant != job.tenant) stream.tenant.clear();
    stream.jobs.push_back(
        {start + (job.submit - kRunStart), job.chips, std::max(job.run, Duration{1})});
  }
  sample.input = source.counts();
  for (auto& [key, stream] : streams) {
    stream.pool = key.first;
    stream.job_class = key.second;
    sample.streams.push_back(std::move(stream));
  }
  return sample;
}

}  // namespace drawdown
