#include "sim/engine/gangs/roster.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/model/named_things.hpp"

namespace drawdown {
namespace {

// Whether it is no market, or one that the job uses.
bool is_there_for(const Job& job, const Partition& partition) {
  return !partition.market || job.markets.allows(*partition.market);
}

}  // namespace

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
  const bool kills = state_.scenario->policy.overrun == Overrun::kill;
  const Duration work = kills ? std::min(gang.job.run, gang.job.requested) : gang.job.run;
  const bool asks = state_.scenario->policy.estimate == Estimate::requested;
  gang.estimated_work = asks ? gang.job.requested : work;
  gang.course = Course(gang.job.recovery, work);
  gang.data_set = data_set_of(gang.job);
  const Standing& standing = standing_of(gang);
  gang.demand = standing.demand;
  gang.awaited = standing.awaited;
  gang.course.set_terms(gang.awaited);
  gang.estimate = gang.course.estimate(gang.estimated_work);
  return gang;
}

void Roster::dismiss(Gang& gang) {
  gang.status = GangStatus::absent;
  free_ids_.push_back(gang.id);
}

std::string_view Roster::refusal(const Gang& gang) const {
  if (!gang.job.refusal.empty()) return gang.job.refusal;
  if (!gang.job.pool.empty() && !pools_.contains(gang.job.pool)) return "unknown_pool";
  const Demand& demand = state_.view.demands[gang.demand.index()];
  bool large_enough = false;
  for (const PartitionId id : demand.usable) {
    const Partition& partition = state_.view.partitions[id.index()];
    const auto need = partition.need({gang.job.chips, demand.shape, demand.limit});
    if (!need || *need > partition.target()) continue;
    large_enough = true;
    const Instant from = std::max(partition.from, state_.view.now);
    if (partition.ends_after(from, gang.estimate)) return {};
  }
  if (!demand.usable.empty()) return large_enough ? "too_long" : "too_large";
  if (!has_data_route(gang)) return "no_data_route";
  const auto is_in_reach = [&](const Partition& partition) {
    const bool is_named = gang.job.pool.empty() || gang.job.pool == state_.pool(partition).name;
    return is_named && is_there_for(gang.job, partition) &&
           terms_in(gang.job, partition).has_value();
  };
  if (gang.job.runs_on != nullptr && std::ranges::none_of(state_.view.partitions, is_in_reach)) {
    return "no_accelerator";
  }
  const auto ineligible = [](Relation relation) { return relation == Relation::ineligible; };
  const bool asks = demand.shape.given() || demand.limit.of != PlacementLimit::Of::nothing;
  return asks && std::ranges::all_of(demand.relations, ineligible) ? "no_legal_shape"
                                                                   : "not_admitted";
}

TenantId Roster::tenant_of(std::string_view name) {
  const auto found = tenants_.find(name);
  if (found != tenants_.end()) return found->second;
  const TenantId id{state_.tenants.size()};
  tenants_.emplace(name, id);
  state_.tenants.emplace_back(name);
  return id;
}

DataSetId Roster::data_set_of(const Job& job) const {
  if (job.data_set.empty()) return {};
  const auto& known = state_.scenario->platform.data_sets;
  const DataSet* found = find_named(known, job.data_set);
  require(found != nullptr, "job {} reads '{}', which is no data set", job.id, job.data_set);
  return DataSetId{static_cast<std::size_t>(std::ranges::distance(known.data(), found))};
}

// Whether what it reads can come to a pool that it may use.
bool Roster::has_data_route(const Gang& gang) const {
  if (!gang.data_set.valid()) return true;
  const Platform& platform = state_.scenario->platform;
  return std::ranges::any_of(platform.pools, [&](const Pool& pool) {
    const bool may_use = gang.job.pool.empty() || gang.job.pool == pool.name;
    return may_use && can_come_to(platform, gang.data_set, pool.site);
  });
}

const Roster::Standing& Roster::standing_of(const Gang& gang) {
  const Job& job = gang.job;
  const Date submitted = state_.date_of(job.submit);
  std::int64_t ported = 0;
  if (job.runs_on != nullptr) {
    ported = std::ranges::count_if(*job.runs_on,
                                   [&](const Port& port) { return port.from <= submitted; });
  }
  const auto named = pools_.find(job.pool);
  const PoolId pool = named == pools_.end() ? PoolId{} : named->second;
  const auto [entry, is_new] = standings_.try_emplace(Asked{
      gang.tenant, pool, gang.data_set, job.shape, job.limit, job.markets, job.runs_on, ported});
  if (!is_new) return entry->second;
  Demand demand{job.shape, job.limit, {}, {}};
  std::optional<PortTerms> awaited;
  const auto& partitions = state_.view.partitions;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    demand.relations.push_back(relation(gang, pool, partitions[i]));
    if (demand.relations.back() == Relation::usable) demand.usable.emplace_back(i);
    if (demand.relations.back() == Relation::ineligible) continue;
    const PortTerms terms = *terms_in(job, partitions[i]);
    if (!awaited) awaited = terms;
    awaited->speed = std::min(awaited->speed, terms.speed);
    awaited->compile = std::max(awaited->compile, terms.compile);
  }
  const auto [known, is_new_demand] = known_demands_.try_emplace(
      std::tuple(job.shape, job.limit, demand.relations), DemandId{state_.view.demands.size()});
  if (is_new_demand) {
    order_usable(state_.scenario->policy.pool_choice, partitions, demand);
    state_.view.demands.push_back(std::move(demand));
  }
  entry->second = {known->second, awaited.value_or(PortTerms{})};
  return entry->second;
}

std::optional<PortTerms> Roster::terms_in(const Job& job, const Partition& partition) const {
  if (job.runs_on == nullptr) return PortTerms{};
  const Pool& pool = state_.pool(partition);
  if (!pool.accelerator) return std::nullopt;
  const auto port = std::ranges::find(*job.runs_on, pool.accelerator->name, &Port::accelerator);
  const bool there = port != job.runs_on->end() && port->from <= state_.date_of(job.submit);
  return there ? std::optional(port->terms) : std::nullopt;
}

PortTerms Roster::terms_of_start(const Gang& gang, const Partition& partition) const {
  PortTerms terms = *terms_in(gang.job, partition);
  if (gang.job.runs_on == nullptr || !gang.has_started()) return terms;
  const Pool& last = state_.pool(state_.partition(gang));
  const bool is_compiled = last.accelerator->name == state_.pool(partition).accelerator->name;
  if (is_compiled) terms.compile = Duration{0};
  return terms;
}

Relation Roster::relation(const Gang& gang, PoolId pool, const Partition& partition) const {
  if (pool.valid() && partition.pool != pool) return Relation::ineligible;
  const Platform& platform = state_.scenario->platform;
  const SiteId site = platform.pools[partition.pool.index()].site;
  if (gang.data_set.valid() && !can_come_to(platform, gang.data_set, site)) {
    return Relation::ineligible;
  }
  const Job& job = gang.job;
  if (!is_there_for(job, partition) || !terms_in(job, partition)) return Relation::ineligible;
  // Whether the geometry has such a place does not depend on how many chips there are.
  const Chips chips = job.shape.given() ? job.chips : Chips{1};
  const bool any = !job.shape.given() && job.limit.of == PlacementLimit::Of::nothing;
  if (!any && !partition.has_place_for({chips, job.shape, job.limit})) return Relation::ineligible;
  const bool admits = platform.reservations[partition.reservation.index()].admits(
      state_.tenants[gang.tenant.index()]);
  return admits ? Relation::usable : Relation::not_admitted;
}

}  // namespace drawdown
