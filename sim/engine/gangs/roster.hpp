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
  /// Its id may be used again.
  void dismiss(Gang& gang);

 private:
  TenantId tenant_of(std::string_view name);
  DataSetId data_set_of(const Job& job) const;
  bool has_data_route(const Gang& gang) const;
  DemandId demand_of(const Gang& gang);
  Relation relation(const Gang& gang, PoolId pool, const Partition& partition) const;

  RunState& state_;
  std::vector<GangId> free_ids_;
  std::map<std::string, TenantId, std::less<>> tenants_;
  std::map<std::string, PoolId, std::less<>> pools_;
  using Asked = std::tuple<TenantId, PoolId, DataSetId, Shape, PlacementLimit>;
  std::map<Asked, DemandId> demands_;
  std::map<std::tuple<Shape, PlacementLimit, std::vector<Relation>>, DemandId> known_demands_;
};

}  // namespace drawdown
