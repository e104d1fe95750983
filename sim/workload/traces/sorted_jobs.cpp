#include "sim/workload/traces/sorted_jobs.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/base/stop_signals.hpp"

namespace drawdown {
namespace {

// A stop is heeded while a long trace is read.
constexpr std::size_t kJobsBetweenLooks = 4096;

// Gives each different thing the next number.
template <class T>
class Interner {
 public:
  explicit Interner(std::vector<T>& things) : things_(things) {}

  template <class View>
  std::uint32_t number_of(const View& thing) {
    const auto found = numbers_.find(thing);
    if (found != numbers_.end()) return found->second;
    const auto number = static_cast<std::uint32_t>(things_.size());
    things_.emplace_back(thing);
    numbers_.emplace(thing, number);
    return number;
  }

 private:
  std::vector<T>& things_;
  std::map<T, std::uint32_t, std::less<>> numbers_;
};

// What the jobs of one pool ask of it.
struct Demand {
  std::int64_t first_ms;
  std::int64_t last_ms;
  double chip_ms = 0;  // of the jobs that can run; a double, since sums may not fit 64 bits
  double factor = 1;   // what makes the times between submissions give the load
};

}  // namespace

SortedJobs::SortedJobs(const TraceSpec& spec, const WorkloadContext& context)
    : recovery_(spec.recovery),
      markets_(spec.markets),
      step_(spec.step),
      data_set_(spec.data_set),
      runs_on_(spec.runs_on) {
  TraceSource trace(spec, context.start);
  read_all(trace);
  sort();
  if (spec.time_zero == TimeZero::first_job) {
    const std::int64_t first = rows_.front().submit_ms;
    for (Row& row : rows_) row.submit_ms -= first;
  }
  if (spec.offered_load) {
    scale_to_load(*spec.offered_load, context, spec.file_place);
    sort();
  }
}

void SortedJobs::read_all(TraceSource& trace) {
  Interner texts(texts_);
  Interner asks(asks_);
  Interner standings(standings_);
  Job job;
  while (trace.next(job)) {
    if (rows_.size() % kJobsBetweenLooks == 0) stop_if_asked();
    rows_.push_back({
        .submit_ms = to_ms(job.submit),
        .run_ms = job.run.count(),
        .requested_ms = job.requested.count(),
        .id_begin = ids_.size(),
        .id_length = static_cast<std::uint32_t>(job.id.size()),
        .ask = asks.number_of(Ask{job.chips, job.shape, job.limit}),
        .standing = standings.number_of(job.standing),
        .tenant = texts.number_of(job.tenant),
        .job_class = texts.number_of(job.job_class),
        .pool = texts.number_of(job.pool),
        .refusal = texts.number_of(job.refusal),
        .after = texts.number_of(job.after),
    });
    ids_ += job.id;
  }
  fields_ = trace.fields();
  counts_ = trace.counts();
  input_hash_ = trace.input_hash();
}

// By submit time, then in file order: ids stand in ids_ as they stood in the file, and none is
// empty.
void SortedJobs::sort() {
  std::ranges::sort(rows_, [](const Row& a, const Row& b) {
    return std::tie(a.submit_ms, a.id_begin) < std::tie(b.submit_ms, b.id_begin);
  });
}

void SortedJobs::scale_to_load(double load, const WorkloadContext& context, const Place& place) {
  std::map<std::uint32_t, Demand> demands;  // by pool, in texts_
  for (const Row& row : rows_) {
    const auto it = demands.try_emplace(row.pool, Demand{row.submit_ms, row.submit_ms}).first;
    it->second.last_ms = row.submit_ms;
    if (texts_[row.refusal].empty()) {
      const auto chips = static_cast<double>(asks_[row.ask].chips.value());
      it->second.chip_ms += chips * static_cast<double>(row.run_ms);
    }
  }
  for (auto& [pool, demand] : demands) {
    const std::string& name = texts_[pool];
    const auto known = context.pool_chips.find(name);
    Chips capacity = name.empty() ? context.total_chips : Chips{0};
    if (known != context.pool_chips.end()) capacity = known->second;
    const auto span = static_cast<double>(demand.last_ms - demand.first_ms);
    const double offered = static_cast<double>(capacity.value()) * span * load;
    if (offered > 0 && demand.chip_ms > 0) demand.factor = demand.chip_ms / offered;
    if (span * demand.factor > static_cast<double>(kMaxTraceTime.count())) {
      Diagnostics diagnostics;
      diagnostics.add(place,
                      fmt::format("the jobs of pool '{}' offer a load of {} only if they are "
                                  "spread over more than 3,000 years",
                                  name, load));
      diagnostics.raise_if_any();
    }
  }
  for (Row& row : rows_) {
    const Demand& demand = demands.at(row.pool);
    if (demand.factor == 1) continue;
    const auto since_first = static_cast<double>(row.submit_ms - demand.first_ms);
    row.submit_ms = demand.first_ms + std::llround(since_first * demand.factor);
  }
}

bool SortedJobs::next(Job& job) {
  if (given_ == rows_.size()) return false;
  const Row& row = rows_[given_++];
  job.id.assign(ids_, row.id_begin, row.id_length);
  job.tenant = texts_[row.tenant];
  job.job_class = texts_[row.job_class];
  job.pool = texts_[row.pool];
  const Ask& ask = asks_[row.ask];
  job.chips = ask.chips;
  job.shape = ask.shape;
  job.limit = ask.limit;
  job.submit = Instant{Duration{row.submit_ms}};
  job.run = Duration{row.run_ms};
  job.requested = Duration{row.requested_ms};
  job.recovery = recovery_;
  job.markets = markets_;
  job.standing = standings_[row.standing];
  job.step = step_.get();
  job.data_set = data_set_;
  job.runs_on = runs_on_.get();
  job.after = texts_[row.after];
  job.awaited = fields_.after;
  job.refusal = texts_[row.refusal];
  return true;
}

SourceCounts SortedJobs::counts() const {
  return {.jobs = static_cast<std::int64_t>(given_), .lines = counts_.lines};
}

}  // namespace drawdown
