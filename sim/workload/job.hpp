// A job as a trace or a generator emits it, and the stream of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/base/units.hpp"
#include "sim/model/fabric/fabric.hpp"
#include "sim/model/geometry/ask.hpp"
#include "sim/workload/portability/market_use.hpp"
#include "sim/workload/portability/runs_on.hpp"
#include "sim/workload/recovery.hpp"
#include "sim/workload/source_counts.hpp"
#include "sim/workload/standing.hpp"

namespace drawdown {

/// One job of a workload, before anyone asked whether it can run. The texts that jobs share are its
/// source's, and good as long as that.
struct Job {
  std::string id;
  std::string_view tenant;
  std::string_view job_class;
  std::string_view pool;      ///< the only pool it may use; empty: any
  std::string_view data_set;  ///< that its gang reads; empty: none
  Chips chips;
  Shape shape;           ///< of the slice that it asks for; its volume is `chips`
  PlacementLimit limit;  ///< not together with a shape
  Instant submit;
  Duration run{};        ///< how long its gang runs, if left alone, at speed 1; kForever: a replica
  Duration requested{};  ///< what its owner asked for; `run` where nothing was asked for
  Recovery recovery;
  Standing standing;
  MarketUse markets;
  const StepProfile* step = nullptr;  ///< its source's; null: what it sends is not modelled
  const RunsOn* runs_on = nullptr;    ///< its source's; null: everywhere, at speed 1
  ServiceId service;                  ///< whose replica it is, then it runs for ever; or invalid
  std::string after;                  ///< ids of the jobs that it depends on, with spaces between
  bool awaited = false;               ///< others may depend on it
  std::string_view refusal;  ///< why it can never run, where the source itself knows; empty: it may

  /// By when it should be done; kNever without a deadline.
  Instant due() const { return standing.deadline ? submit + *standing.deadline : kNever; }
};

/// What a source's jobs may say of themselves beside what all say.
struct JobFields {
  bool asks = false;      ///< shapes or limits
  bool standing = false;  ///< priorities or deadlines
  bool after = false;     ///< jobs that they depend on

  JobFields operator|(const JobFields& other) const {
    return {asks || other.asks, standing || other.standing, after || other.after};
  }
};

/// Jobs in order of submission, one at a time: a source holds no job that it has handed out.
class JobSource {
 public:
  virtual ~JobSource() = default;
  /// Overwrites `job` with the next one; false when there is none. Raises InputError with the
  /// place.
  virtual bool next(Job& job) = 0;
  virtual SourceCounts counts() const = 0;
  /// What any of its jobs may say; known before the first.
  virtual JobFields fields() const = 0;
  /// How much of it has been handed out, 0 to 1, where that can be told.
  virtual std::optional<double> share_read() const { return std::nullopt; }
  /// The ContentHash of every byte of the trace, also those that no job was read from yet; empty
  /// for a source without a file. It reads the file to its end: call it when no more jobs are
  /// wanted.
  virtual std::string input_hash() { return {}; }
};

}  // namespace drawdown
