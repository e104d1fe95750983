#include "sim/workload/terms/terms_reader.hpp"

#include <utility>

#include "sim/model/catalogue/quantities.hpp"
#include "sim/workload/portability/runs_on_reader.hpp"

namespace drawdown {
namespace {

Recovery read_recovery(MapReader& jobs) {
  Recovery recovery;
  recovery.startup = jobs.optional<Duration>("startup", "0 s");
  recovery.restart = jobs.maybe<Duration>("restart").value_or(recovery.startup);
  if (auto checkpoint = jobs.maybe_map("checkpoint")) {
    recovery.interval = checkpoint->required<Duration>("interval");
    recovery.write = checkpoint->required<Duration>("write");
    // Not of `recovery`, where 0 may also stand for a text that is no duration.
    if (checkpoint->maybe<Duration>("interval") == Duration{0}) {
      checkpoint->error("interval", "must be above 0");
    }
  }
  return recovery;
}

Standing read_standing(MapReader& jobs) {
  Standing standing;
  standing.priority = jobs.optional<Priority>("priority", "0");
  standing.preemptible = jobs.optional<bool>("preemptible", "true");
  standing.deadline = jobs.maybe<Duration>("deadline");
  if (standing.deadline == Duration{0}) jobs.error("deadline", "must be above 0");
  return standing;
}

std::optional<StepProfile> read_step(MapReader& jobs) {
  auto step = jobs.maybe_map("step");
  if (!step) return std::nullopt;
  const auto compute = step->required<Duration>("compute");
  const auto all_reduce = step->maybe<DataSize>("all_reduce").value_or(DataSize{});
  const auto all_to_all = step->maybe<DataSize>("all_to_all").value_or(DataSize{});
  if (step->maybe<Duration>("compute") == Duration{0}) step->error("compute", "must be above 0");
  constexpr double kMsPerSecond = 1000;
  StepProfile profile;
  profile.compute_s = static_cast<double>(compute.count()) / kMsPerSecond;
  profile.all_reduce_bytes = static_cast<double>(all_reduce.bytes);
  profile.all_to_all_bytes = static_cast<double>(all_to_all.bytes);
  return profile;
}

}  // namespace

JobTerms read_terms(MapReader& jobs, const std::vector<Accelerator>& own, RunsOn ports) {
  JobTerms terms;
  terms.recovery = read_recovery(jobs);
  terms.standing = read_standing(jobs);
  terms.step = read_step(jobs);
  terms.data_set = jobs.maybe<std::string>("data").value_or("");
  terms.runs_on = read_runs_on(jobs, own, std::move(ports));
  return terms;
}

}  // namespace drawdown
