#include "sim/engine/gangs/roster.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/model/distribution/distribution.hpp"
#include "sim/model/named_things.hpp"
#include "sim/model/reliability/checkpoints.hpp"
#include "sim/model/reliability/interruptions.hpp"

namespace drawdown {
namespace {

// Whether it is no market, or one that the job uses.
bool is_there_for(const Job& job, const Partition& partition) {
  return !partition.market || job.terms->markets.allows(*partition.market);
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
  gang.data_set = data_set_of(gang.job);
  const Standing& standing = standing_of(gang);
  gang.demand = standing.demand;
  gang.awaited.port = standing.awaited;
  gang.awaited.port.speed *= gang.job.elasticity.speed(gang.job.least(), gang.job.chips);
  gang.course = Course(plan_checkpoints(gang), work);
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
    const auto need = partition.need({gang.job.least(), demand.shape, demand.limit});
    if (!need || *need > partition.target()) continue;
    large_enough = true;
    const Instant from = std::max(partition.from, state_.view.now);
    if (partition.ends_after(from, gang.estimate)) return {};
  }
  if (!demand.usable.empty()) return large_enough ? "too_long" : "too_large";
  const auto is_in_reach = [&](const Partition& partition) {
    const bool is_named = gang.job.pool.empty() || gang.job.pool == state_.pool(partition).name;
    return is_named && is_there_for(gang.job, partition) &&
           terms_in(gang.job, partition).has_value();
  };
  if (!gang.job.terms->runs_on.empty() &&
      std::ranges::none_of(state_.view.partitions, is_in_reach)) {
    return "no_accelerator";
  }
  if (!has_data_route(gang)) return "no_data_route";
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
  const std::string& name = job.terms->data_set;
  if (name.empty()) return {};
  const auto& known = state_.scenario->platform.data_sets;
  const DataSet* found = find_named(known, name);
  require(found != nullptr, "job {} reads '{}', which is no data set", job.id, name);
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
  const std::int64_t ported = std::ranges::count_if(
      job.terms->runs_on, [&](const Port& port) { return port.from <= submitted; });
  const auto named = pools_.find(job.pool);
  const PoolId pool = named == pools_.end() ? PoolId{} : named->second;
  const auto [entry, is_new] =
      standings_.try_emplace(Asked{gang.tenant, pool, job.shape, job.limit, job.terms, ported});
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
  demand.speeds = speeds_in_markets(gang, demand);
  const auto [known, is_new_demand] =
      known_demands_.try_emplace(Wanted{job.shape, job.limit, demand.relations, demand.speeds},
                                 DemandId{state_.view.demands.size()});
  if (is_new_demand) {
    order_usable(state_.scenario->policy.pool_choice, partitions, demand);
    state_.view.demands.push_back(std::move(demand));
  }
  entry->second = {known->second, awaited.value_or(PortTerms{})};
  return entry->second;
}

std::optional<PortTerms> Roster::terms_in(const Job& job, const Partition& partition) const {
  const RunsOn& runs_on = job.terms->runs_on;
  if (runs_on.empty()) return PortTerms{};
  const Pool& pool = state_.pool(partition);
  if (!pool.accelerator) return std::nullopt;
  const auto port = std::ranges::find(runs_on, pool.accelerator->name, &Port::accelerator);
  const bool there = port != runs_on.end() && port->from <= state_.date_of(job.submit);
  return there ? std::optional(port->terms) : std::nullopt;
}

// What replicas serve there counts as their progress, over that on the reference.
double Roster::speed_in(const Gang& gang, const Partition& partition) const {
  if (!gang.is_replica()) return terms_in(gang.job, partition)->speed;
  const ServiceSpec& service = state_.scenario->services[gang.job.service.index()];
  const RequestRate here = service.throughput_on(state_.pool(partition).accelerator->name);
  return static_cast<double>(here.value()) / static_cast<double>(service.reference().value());
}

// By partition, 1 where it does not matter; none where the policy does not choose by it.
std::vector<double> Roster::speeds_in_markets(const Gang& gang, const Demand& demand) const {
  if (state_.scenario->policy.pool_choice != PoolChoice::cheapest) return {};
  std::vector<double> speeds(state_.view.partitions.size(), 1);
  for (const PartitionId id : demand.usable) {
    const Partition& partition = state_.view.partitions[id.index()];
    if (partition.market) speeds[id.index()] = speed_in(gang, partition);
  }
  return speeds;
}

// What a checkpoint takes there. Where jobs with bytes can run there is storage; but one that names
// an unknown pool counts as eligible everywhere.
CheckpointTimes Roster::checkpoint_times_in(const Job& job, Chips chips, const Pool& pool) const {
  const Recovery& recovery = job.terms->recovery;
  if (recovery.bytes == 0 || !pool.storage) return {recovery.write};
  return checkpoint_times(*pool.storage, recovery.bytes, pool.units_for(chips));
}

// Where it may run, what checkpoints take at most, which estimates of its next start count with;
// and the least of the best intervals, if it is to be the optimum.
Recovery Roster::plan_checkpoints(Gang& gang) const {
  Recovery recovery = gang.job.terms->recovery;
  CheckpointTimes& awaited = gang.awaited.checkpoint;
  awaited.write = recovery.write;
  if (!recovery.optimum && recovery.bytes == 0) return recovery;
  const std::vector<Relation>& relations = state_.view.demands[gang.demand.index()].relations;
  for (std::size_t i = 0; i < relations.size(); ++i) {
    if (relations[i] == Relation::ineligible) continue;
    const Pool& pool = state_.pool(state_.view.partitions[i]);
    const CheckpointTimes times = checkpoint_times_in(gang.job, gang.job.least(), pool);
    awaited.write = std::max(awaited.write, times.write);
    awaited.read = std::max(awaited.read, times.read);
    if (!recovery.optimum) continue;
    const Site& site = state_.scenario->platform.sites[pool.site.index()];
    const double per_s = interruptions_per_s(pool, site, pool.units_for(gang.job.chips));
    if (per_s == 0) continue;
    constexpr double kMsPerSecond = 1000;
    const Duration write = checkpoint_times_in(gang.job, gang.job.chips, pool).write;
    const double write_s = static_cast<double>(write.count()) / kMsPerSecond;
    const Duration best = whole_ms(young_daly_interval_s(write_s, 1 / per_s) * kMsPerSecond);
    const bool is_first = recovery.interval == Duration{0};
    recovery.interval = is_first ? best : std::min(recovery.interval, best);
  }
  return recovery;
}

StartTerms Roster::terms_of_start(const Gang& gang, const Partition& partition) const {
  StartTerms terms{*terms_in(gang.job, partition),
                   checkpoint_times_in(gang.job, gang.chips, state_.pool(partition))};
  terms.port.speed *= gang.job.elasticity.speed(gang.chips, gang.job.chips);
  if (gang.job.terms->runs_on.empty() || !gang.has_started()) return terms;
  const Pool& last = state_.pool(state_.partition(gang));
  const bool is_compiled = last.accelerator->name == state_.pool(partition).accelerator->name;
  if (is_compiled) terms.port.compile = Duration{0};
  return terms;
}

Relation Roster::relation(const Gang& gang, PoolId pool, const Partition& partition) const {
  if (partition.drained || (pool.valid() && partition.pool != pool)) return Relation::ineligible;
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
