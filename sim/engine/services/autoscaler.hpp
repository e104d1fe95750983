// How many replicas a service should have: arithmetic on whole numbers, apart from time and gangs.
#pragma once

#include <cstdint>
#include <deque>

#include "sim/workload/services/service_spec.hpp"

namespace drawdown {

/// The rules of docs/services.md, "Replicas and the autoscaler".
class Autoscaler {
 public:
  explicit Autoscaler(const ServiceSpec& service);

  /// A step begins, with a demand that needs so much.
  void begin_step(RequestRate need);
  /// What the demand needs that it sees in this step: that of `lag` ago.
  RequestRate wanted() const { return needs_.front(); }
  /// The most of that in the steps that began within `keep`, this one included.
  RequestRate kept() const { return most_.front().wanted; }

  enum class Move { none, submit, release };
  /// What to do with so many replicas of this throughput in all, `last` that of the last one.
  Move move(std::int64_t replicas, RequestRate throughput, RequestRate last) const;

 private:
  struct Seen {
    std::int64_t step;
    RequestRate wanted;
  };

  std::int64_t min_;
  std::int64_t max_;
  std::size_t lag_steps_;    // rounded up: a demand that is younger than `lag` is not seen
  std::int64_t keep_steps_;  // rounded down
  std::int64_t step_ = -1;
  std::deque<RequestRate> needs_;  // from the step that is seen to this one
  std::deque<Seen> most_;          // of the steps that count: each wants more than those after it
};

}  // namespace drawdown
