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

  /// There is none in a stream whose jobs follow those of another.
  bool next(Job& job) override;
  /// The next job of such a stream: it is submitted with `leader`, and depends on it.
  void follow(const Job& leader, Job& job);
  SourceCounts counts() const override { return {.jobs = jobs_}; }
  JobFields fields() const override;
  /// By jobs where their number is given, by time otherwise.
  std::optional<double> share_read() const override;

 private:
  void make(Instant submit, Job& job);
  Duration draw_run(const DurationSpec& spec);
  Duration draw_requested(Duration run);

  StreamSpec spec_;
  Instant until_ = kNever;
  std::optional<ArrivalProcess> arrivals_;  // none where its jobs follow others
  RandomStream durations_;
  RandomStream sizes_;
  RandomStream requests_;
  std::vector<double> cumulative_;  // weights of the sizes
  std::int64_t jobs_ = 0;
  Instant last_ = kRunStart;  // submit time
};

/// The jobs of several streams by submit time, ties in the order of the streams, but that a job's
/// followers come right after it; holds one job of each, and one for each that has followers to
/// come.
class MergedStreams : public JobSource {
 public:
  MergedStreams(const std::vector<StreamSpec>& specs, const WorkloadContext& context);

  bool next(Job& job) override;
  SourceCounts counts() const override { return {.jobs = jobs_}; }
  JobFields fields() const override;
  /// Of the stream that is the least far.
  std::optional<double> share_read() const override;

 private:
  struct Stream {
    StreamSource source;
    Job job;
    std::vector<std::size_t> followers{};  // streams, in order
    std::int64_t of_each = 0;              // how many of its jobs follow one of another stream
  };
  // Jobs of a stream that are still to follow one.
  struct Train {
    std::size_t stream;
    std::int64_t jobs;
    Job leader;
  };
  void pull(std::size_t index);
  void hand_out(std::size_t index, Job& job);

  std::vector<Stream> streams_;
  std::vector<Train> trains_;  // the next one last
  using Turn = std::pair<Instant, std::size_t>;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
  std::int64_t jobs_ = 0;
};

}  // namespace drawdown
