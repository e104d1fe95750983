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
    {"easy", "first come, first served; others may overtake if they do not delay the first",
     QueueOrder::arrival, Backfill::easy, QueueOrder::arrival},
    {"easy_sjbf", "easy, and the shortest estimate overtakes first", QueueOrder::arrival,
     Backfill::easy, QueueOrder::estimate},
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
      return std::make_unique<StrictPolicy>();
    case Backfill::easy:
      return std::make_unique<EasyPolicy>();
    case Backfill::conservative:
      return std::make_unique<ConservativePolicy>();
  }
  throw Bug("a backfill that no policy does");
}

}  // namespace drawdown
