#include "sim/report/generated_jobs.hpp"

#include "sim/base/output_file.hpp"
#include "sim/base/stop_signals.hpp"
#include "sim/model/geometry/ask_text.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kJobsBetweenLooks = 4096;

void write_jobs(JobSource& jobs, const fs::path& path) {
  OutputFile file(path);
  const JobFields fields = jobs.fields();
  file.buffer().append("job_id,tenant,class,pool,chips,submit_s,run_s,requested_s");
  file.buffer().append(fields.asks ? ",shape,limit" : "");
  file.buffer().append(fields.standing ? ",priority,deadline_s" : "");
  file.buffer().append(fields.after ? ",after\n" : "\n");
  Job job;
  for (std::int64_t count = 1; jobs.next(job); ++count) {
    if (count % kJobsBetweenLooks == 0) stop_if_asked();
    Row row(file.buffer());
    row.text(job.id).text(job.tenant).text(job.job_class).text(job.pool);
    row.number(job.chips.value()).seconds(job.submit).seconds(job.run).seconds(job.requested);
    if (fields.asks) {
      row.text(job.shape.given() ? to_text(job.shape, false) : "").text(to_text(job.limit));
    }
    if (fields.standing) {
      row.number(job.standing.priority.value);
      if (job.standing.deadline) {
        row.seconds(*job.standing.deadline);
      } else {
        row.empty();
      }
    }
    if (fields.after) row.text(job.after);
    row.end();
    file.end_row();
  }
  file.close();
}

}  // namespace

void write_generated_jobs(JobSource& jobs, const fs::path& target) {
  write_complete(target, [&](const fs::path& path) { write_jobs(jobs, path); });
}

}  // namespace drawdown
