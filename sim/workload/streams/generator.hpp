// Jobs that are drawn at random, as a specification says.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/workload/job.hpp"
#include "sim/workload/streams/stream_spec.hpp"
#include "sim/workload/workload_context.hpp"

namespace drawdown {

/// Moments of a Poisson process whose rate is constant within each hour (UTC) of the week.
///
/// Exact by inversion, one exponential draw a moment: with L(t) the integral of the rate from the
/// start to t, the n-th moment is where L is the sum of n exponentials of mean 1 (Cinlar,
/// Introduction to Stochastic Processes, 1975, section 4.7).
class ArrivalProcess {
 public:
  ArrivalProcess(const ArrivalSpec& spec, Date start, RandomStream random);

  /// The next moment, to the nearest millisecond; kNever if it is not within 3,000 years.
  Instant next();

 private:
  RandomStream random_;
  std::array<double, 168> rates_{};  // arrivals an hour in each hour of the week, from Monday 00:00
  double week_ = 0;                  // arrivals a week: the rates' sum
  std::int64_t hour_ = 0;            // whole hours from the Monday before the start to now
  double within_ = 0;                // the part of that hour that is over, in [0, 1]
  std::int64_t start_ms_ = 0;        // from that Monday to the start
};

/// The jobs of one stream, in order.
class StreamSource : public JobSource {
 public:
  StreamSource(const StreamSpec& spec, const WorkloadContext& context);

  bool next(Job& job) override;
  SourceCounts counts() const override { return {.jobs = jobs_}; }
  bool has_asks() const override;
  bool has_standings() const override;
  /// By jobs where their number is given, by time otherwise.
  std::optional<double> share_read() const override;

 private:
  Duration draw_run();
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
  bool has_standings() const override;
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
