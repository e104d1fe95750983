#include "sim/engine/roster.hpp"

#include <algorithm>

namespace drawdown {

Roster::Roster(RunState& state) : state_(state) {
  const auto& pools = state.scenario->platform.pools;
  for (std::size_t i = 0; i < pools.size(); ++i) pools_.emplace(pools[i].name, PoolId{i});
}

Gang& Roster::admit(Job&& job, std::uint64_t number) {
  GangId id{state_.gangs.size()};
  if (free_ids_.empty()) {
    state_.gangs.emplace_back();
  } else {
    id = free_ids_.back();
    free_ids_.pop_back();
  }
  Gang& gang = state_.gangs[id.index()];
  gang = Gang{};
  gang.id = id;
  gang.status = GangStatus::waiting;
  gang.number = number;
  gang.job = std::move(job);
  gang.tenant = tenant_of(gang.job.tenant);
  gang.estimate = estimate_of(gang.job);
  const auto pool = pools_.find(gang.job.pool);
  gang.demand = demand_of(gang.tenant, pool == pools_.end() ? PoolId{} : pool->second);
  return gang;
}

void Roster::dismiss(Gang& gang) {
  gang.status = GangStatus::absent;
  free_ids_.push_back(gang.id);
}

std::string_view Roster::refusal(const Gang& gang) const {
  if (!gang.job.refusal.empty()) return gang.job.refusal;
  if (!gang.job.pool.empty() && !pools_.contains(gang.job.pool)) return "unknown_pool";
  bool large_enough = false;
  const auto& usable = state_.view.demands[gang.demand.index()].usable;
  for (const PartitionId id : usable) {
    const Partition& partition = state_.view.partitions[id.index()];
    if (gang.job.chips > partition.total()) continue;
    large_enough = true;
    if (partition.lasts(std::max(partition.from, state_.view.now), gang.estimate)) return {};
  }
  if (usable.empty()) return "not_admitted";
  return large_enough ? "too_long" : "too_large";
}

TenantId Roster::tenant_of(std::string_view name) {
  const auto found = tenants_.find(name);
  if (found != tenants_.end()) return found->second;
  const TenantId id{state_.tenants.size()};
  tenants_.emplace(name, id);
  state_.tenants.emplace_back(name);
  return id;
}

// Of a tenant's jobs that name this pool, or none.
DemandId Roster::demand_of(TenantId tenant, PoolId pool) {
  const auto [entry, is_new] = demands_.try_emplace({tenant, pool});
  if (!is_new) return entry->second;
  const std::string& name = state_.tenants[tenant.index()];
  Demand demand;
  std::vector<Relation>& relations = demand.relations;
  const auto& partitions = state_.view.partitions;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const Reservation& reservation =
        state_.scenario->platform.reservations[partitions[i].reservation.index()];
    if (pool.valid() && partitions[i].pool != pool) {
      relations.push_back(Relation::ineligible);
    } else if (!reservation.admits(name)) {
      relations.push_back(Relation::not_admitted);
    } else {
      relations.push_back(Relation::usable);
      demand.usable.emplace_back(i);
    }
  }
  const auto [known, is_new_demand] =
      demands_by_relations_.try_emplace(relations, DemandId{state_.view.demands.size()});
  if (is_new_demand) state_.view.demands.push_back(std::move(demand));
  entry->second = known->second;
  return entry->second;
}

Duration Roster::estimate_of(const Job& job) const {
  const PolicySpec& policy = state_.scenario->policy;
  if (policy.estimate == Estimate::requested) return job.requested;
  return policy.overrun == Overrun::kill ? std::min(job.run, job.requested) : job.run;
}

}  // namespace drawdown
