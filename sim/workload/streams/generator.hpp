// Jobs that are drawn at random, as a specification says.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/workload/job.hpp"
#include "sim/workload/streams/arrivals/arrival_process.hpp"
#include "sim/workload/streams/stream_spec.hpp"
#include "sim/workload/workload_context.hpp"

namespace drawdown {

/// The jobs of one stream, in order.
class StreamSource : public JobSource {
 public:
  StreamSource(const StreamSpec& spec, const WorkloadContext& context);

  bool next(Job& job) override;
  SourceCounts counts() const override { return {.jobs = jobs_}; }
  bool has_asks() const override;
  /// By jobs where their number is given, by time otherwise.
  std::optional<double> share_read() const override;

 private:
  Duration draw_run(const DurationSpec& spec);
  Duration requested(Duration run) const;

  StreamSpec spec_;
  Instant until_ = kNever;
  ArrivalProcess arrivals_;
  RandomStream durations_;
  RandomStream sizes_;
  std::vector<double> cumulative_;  // weights of the sizes
  std::int64_t jobs_ = 0;
  Instant last_ = kRunStart;  // submit time
};

/// The jobs of several streams by submit time, ties in the order of the streams; holds one job of
/// each.
class MergedStreams : public JobSource {
 public:
  MergedStreams(const std::vector<StreamSpec>& specs, const WorkloadContext& context);

  bool next(Job& job) override;
  SourceCounts counts() const override { return {.jobs = jobs_}; }
  bool has_asks() const override;
  /// Of the stream that is the least far.
  std::optional<double> share_read() const override;

 private:
  struct Stream {
    StreamSource source;
    Job job;
  };
  void pull(std::size_t index);

  std::vector<Stream> streams_;
  using Turn = std::pair<Instant, std::size_t>;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
  std::int64_t jobs_ = 0;
};

}  // namespace drawdown
