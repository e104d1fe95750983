// Where data sets are, and how they come to other sites.
#pragma once

#include <span>
#include <vector>

#include "sim/engine/gangs/fabrics.hpp"
#include "sim/engine/observer.hpp"

namespace drawdown {

/// Brings data sets to the sites where gangs start that want them, as SimGrid activities. It writes
/// the transfers of the run's state.
class Transfers {
 public:
  /// All are used as long as this lives.
  Transfers(RunState& state, Kernel& kernel, const Fabrics& fabrics, const Observers& observers)
      : state_(state), kernel_(kernel), fabrics_(fabrics), observers_(observers) {}

  /// Whether all that this gang reads is at its site; it has a place.
  bool has_data(const Gang& gang) const;
  /// Begins to bring its data there, unless they are on their way.
  void bring_data(const Gang& gang);

  /// SimGrid reports these. Copies that they complete are there from now on.
  void collect_done(std::span<const ActivityId> done);
  /// Whether some copies are complete at this moment, and that is not told yet.
  bool any_complete() const { return !complete_.empty(); }
  void tell_complete();

 private:
  bool is_at(DataSetId data_set, SiteId site) const;
  SiteId site_of(const Gang& gang) const;
  void send(const Transfer& transfer);

  RunState& state_;
  Kernel& kernel_;
  const Fabrics& fabrics_;
  const Observers& observers_;
  std::vector<TransferId> complete_;  // at this moment
};

}  // namespace drawdown
