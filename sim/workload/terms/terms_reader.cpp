#include "sim/workload/terms/terms_reader.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "sim/model/catalogue/quantities.hpp"
#include "sim/workload/portability/runs_on_reader.hpp"

namespace drawdown {

// The progress between checkpoints; nothing: the optimum.
struct CheckpointInterval {
  std::optional<Duration> length{};
};

template <>
struct Quantity<CheckpointInterval> {
  static constexpr std::string_view expected =
      "a duration above 0 with its unit (ms, s, min, h, d), e.g. 30 min, or optimum";
  static std::optional<CheckpointInterval> parse(std::string_view text) {
    if (text == "optimum") return CheckpointInterval{};
    const auto length = Quantity<Duration>::parse(text);
    if (!length || *length == Duration{0}) return std::nullopt;
    return CheckpointInterval{length};
  }
};

namespace {

void read_checkpoint(MapReader checkpoint, Recovery& recovery) {
  constexpr std::array<std::string_view, 2> kCosts = {"write", "bytes"};
  const auto interval = checkpoint.required<CheckpointInterval>("interval");
  recovery.interval = interval.length.value_or(Duration{0});
  recovery.optimum = checkpoint.has("interval") && !interval.length;
  const std::string_view cost = only_one_of(checkpoint, kCosts);
  if (cost == "bytes") {
    recovery.bytes = checkpoint.required<DataSize>("bytes").bytes;
  } else if (cost == "write") {
    recovery.write = checkpoint.required<Duration>("write");
    // Not of `recovery`, where 0 may also stand for a text that is no duration.
    if (recovery.optimum && checkpoint.maybe<Duration>("write") == Duration{0}) {
      checkpoint.error("write", "must be above 0 where the interval is the optimum");
    }
  }
}

Recovery read_recovery(MapReader& jobs) {
  Recovery recovery;
  recovery.startup = jobs.optional<Duration>("startup", "0 s");
  recovery.restart = jobs.maybe<Duration>("restart").value_or(recovery.startup);
  if (auto checkpoint = jobs.maybe_map("checkpoint")) {
    read_checkpoint(*std::move(checkpoint), recovery);
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
  terms.markets = read_market_use(jobs);
  return terms;
}

}  // namespace drawdown
