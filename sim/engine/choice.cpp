#include "sim/engine/choice.hpp"

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

bool is_size_of(const Job& job, Chips chips) {
  for (std::int32_t halvings = 0; halvings <= job.elasticity.halvings; ++halvings) {
    if (chips.value() << halvings == job.chips.value()) return true;
  }
  return false;
}

}  // namespace

void check_victim(const RunState& state, GangId victim, const Start& choice) {
  const Gang& gang = state.gang(victim);
  const Standing& standing = gang.job.standing;
  require(gang.running() && !gang.handed_over && gang.partition == choice.partition,
          "the policy interrupted job {}, which does not run there", gang.job.id);
  require(standing.preemptible &&
              standing.priority < state.gang(choice.gang.gang).job.standing.priority,
          "the policy interrupted job {} for one that has no right to its place", gang.job.id);
}

void check_choice(const RunState& state, const Start& choice) {
  const Gang& gang = state.gang(choice.gang.gang);
  const std::size_t index = choice.partition.index();
  require(index < state.view.partitions.size(), "the policy chose no reservation");
  const Partition& partition = state.view.partitions[index];
  require(gang.number == choice.gang.sequence && gang.status == GangStatus::waiting,
          "the policy started job {}, which does not wait", gang.job.id);
  require(is_size_of(gang.job, choice.chips), "the policy started job {} with {} chips",
          gang.job.id, choice.chips.value());
  require(state.view.demands[gang.demand.index()].relations[index] == Relation::usable,
          "the policy started job {} where it may not run", gang.job.id);
  const auto need = partition.need(state.view.ask_of(choice.gang, choice.chips));
  require(partition.open && need && *need <= partition.free && choice.place.taken == *need,
          "the policy started job {} where there are not enough chips", gang.job.id);
  require(partition.lasts(state.view.now, gang.estimate),
          "the policy started job {} too late for its reservation", gang.job.id);
}

}  // namespace drawdown
