// Gives arriving jobs their place: a gang id, a tenant, a demand, or a reason why they can never
// run.
#pragma once

#include <map>
#include <tuple>

#include "sim/engine/run_state.hpp"

namespace drawdown {

/// Writes the gangs, tenants and demands of a run's state.
class Roster {
 public:
  explicit Roster(RunState& state);

  /// A gang for a job that arrives now.
  Gang& admit(Job&& job, std::uint64_t number);
  /// Why this gang can never run, as named in docs/accounting.md; empty if it may.
  std::string_view refusal(const Gang& gang) const;
  /// How it goes there, in its size, if it starts now; it still knows where it started last.
  StartTerms terms_of_start(const Gang& gang, const Partition& partition) const;
  /// Its id may be used again.
  void dismiss(Gang& gang);

 private:
  TenantId tenant_of(std::string_view name);
  DataSetId data_set_of(const Job& job) const;
  bool has_data_route(const Gang& gang) const;
  // What gangs that ask for the same have in common.
  struct Standing {
    DemandId demand;
    PortTerms awaited;  // the least speed and the longest compilation of where they are eligible
  };
  const Standing& standing_of(const Gang& gang);
  CheckpointTimes checkpoint_times_in(const Job& job, Chips chips, const Pool& pool) const;
  Recovery plan_checkpoints(Gang& gang) const;
  // How its work goes on the chips there; nothing where they are none of its accelerators.
  std::optional<PortTerms> terms_in(const Job& job, const Partition& partition) const;
  // How fast it goes there, by which the cheapest place is chosen.
  double speed_in(const Gang& gang, const Partition& partition) const;
  std::vector<double> speeds_in_markets(const Gang& gang, const Demand& demand) const;
  Relation relation(const Gang& gang, PoolId pool, const Partition& partition) const;

  RunState& state_;
  std::vector<GangId> free_ids_;
  std::map<std::string, TenantId, std::less<>> tenants_;
  std::map<std::string, PoolId, std::less<>> pools_;
  // The last two: its terms, and how many of its ports there are at its submission.
  using Asked = std::tuple<TenantId, PoolId, Shape, PlacementLimit, const JobTerms*, std::int64_t>;
  std::map<Asked, Standing> standings_;
  // The last: its speeds.
  using Wanted = std::tuple<Shape, PlacementLimit, std::vector<Relation>, std::vector<double>>;
  std::map<Wanted, DemandId> known_demands_;
};

}  // namespace drawdown
