#include "sim/base/errors.hpp"
#include "sim/policy/conservative.hpp"
#include "sim/policy/easy.hpp"
#include "sim/policy/policy.hpp"
#include "sim/policy/strict.hpp"

namespace drawdown {
namespace {

constexpr NamedPolicy kNamedPolicies[] = {
    {"fcfs", "first come, first served; nobody overtakes", QueueOrder::arrival, Backfill::none,
     QueueOrder::arrival},
    {"sjf", "shortest estimate first; nobody overtakes", QueueOrder::estimate, Backfill::none,
     QueueOrder::arrival},
    {"edf", "earliest deadline first; nobody overtakes", QueueOrder::due, Backfill::none,
     QueueOrder::arrival},
    {"fcfs_preempt", "fcfs, and a gang may take the place of gangs of lower priority",
     QueueOrder::arrival, Backfill::none, QueueOrder::arrival, Preemption::priority},
    {"easy", "first come, first served; others may overtake if they do not delay the first",
     QueueOrder::arrival, Backfill::easy, QueueOrder::arrival},
    {"easy_sjbf", "easy, and the shortest estimate overtakes first", QueueOrder::arrival,
     Backfill::easy, QueueOrder::estimate},
    {"easy_preempt", "easy, and a gang may take the place of gangs of lower priority",
     QueueOrder::arrival, Backfill::easy, QueueOrder::arrival, Preemption::priority},
    {"conservative", "first come, first served; others may overtake if they delay nobody",
     QueueOrder::arrival, Backfill::conservative, QueueOrder::arrival},
};

}  // namespace

std::span<const NamedPolicy> named_policies() {
  return kNamedPolicies;
}

std::unique_ptr<Policy> make_policy(const PolicySpec& spec) {
  switch (spec.backfill) {
    case Backfill::none:
      return std::make_unique<StrictPolicy>(spec.preemption);
    case Backfill::easy:
      return std::make_unique<EasyPolicy>(spec.preemption);
    case Backfill::conservative:
      return std::make_unique<ConservativePolicy>();
  }
  throw Bug("a backfill that no policy does");
}

}  // namespace drawdown
