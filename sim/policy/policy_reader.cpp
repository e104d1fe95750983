#include "sim/policy/policy_reader.hpp"

namespace drawdown {
namespace {

constexpr Word<QueueOrder> kOrders[] = {
    {"fcfs", QueueOrder::arrival}, {"sjf", QueueOrder::estimate}, {"edf", QueueOrder::due}};
constexpr Word<Backfill> kBackfills[] = {
    {"none", Backfill::none}, {"easy", Backfill::easy}, {"conservative", Backfill::conservative}};
constexpr Word<QueueOrder> kBackfillOrders[] = {{"queue", QueueOrder::arrival},
                                                {"sjf", QueueOrder::estimate}};
constexpr Word<Preemption> kPreemptions[] = {{"none", Preemption::none},
                                             {"priority", Preemption::priority}};
constexpr Word<Estimate> kEstimates[] = {{"requested", Estimate::requested},
                                         {"actual", Estimate::actual}};
constexpr Word<PoolChoice> kPoolChoices[] = {{"platform_order", PoolChoice::platform_order},
                                             {"committed_first", PoolChoice::committed_first},
                                             {"cheapest", PoolChoice::cheapest}};
constexpr Word<Overrun> kOverruns[] = {{"kill", Overrun::kill}, {"allow", Overrun::allow}};

template <class Enum, std::size_t size>
std::string_view word_of(const Word<Enum> (&words)[size], Enum meaning) {
  for (const auto& [word, enumerator] : words) {
    if (enumerator == meaning) return word;
  }
  throw Bug("a setting without a word");
}

void replace(Node& map, std::string_view key, std::string_view word) {
  Node* node = map.find(key);
  if (node == nullptr) {
    map.entries.push_back({std::string(key), map.place, {}});
    node = &map.entries.back().value;
  }
  *node = scalar_node(std::string(word), map.place);
}

}  // namespace

// A word, or a duration.
template <>
struct Quantity<Cadence> {
  static constexpr std::string_view expected =
      "every_event, every_instant, or a duration, e.g. 30s";
  static std::optional<Cadence> parse(std::string_view text) {
    if (text == "every_event") return Cadence{Cadence::Kind::every_event, {}};
    if (text == "every_instant") return Cadence{Cadence::Kind::every_instant, {}};
    const auto period = Quantity<Duration>::parse(text);
    if (!period || period->count() == 0) return std::nullopt;
    return Cadence{Cadence::Kind::every, *period};
  }
};

PolicySpec read_policy(MapReader reader) {
  PolicySpec spec;
  spec.order = reader.choice("order", "fcfs", kOrders);
  spec.backfill = reader.choice("backfill", "none", kBackfills);
  const QueueOrder backfill_order = reader.choice("backfill_order", "queue", kBackfillOrders);
  // `queue`: the queue's own order, whatever that is.
  spec.backfill_order = backfill_order == QueueOrder::estimate ? QueueOrder::estimate : spec.order;
  spec.preemption = reader.choice("preemption", "none", kPreemptions);
  if (spec.preemption != Preemption::none && spec.backfill == Backfill::conservative) {
    reader.error("preemption", "conservative backfilling does not preempt: expected none");
  }
  spec.estimate = reader.choice("estimate", "requested", kEstimates);
  spec.overrun = reader.choice("overrun", "kill", kOverruns);
  spec.pool_choice = reader.choice("pool_choice", "platform_order", kPoolChoices);
  spec.cadence = reader.optional<Cadence>("cadence", "every_instant");
  reader.finish();
  return spec;
}

void apply_named_policy(const NamedPolicy& named, Node& policy) {
  replace(policy, "order", word_of(kOrders, named.order));
  replace(policy, "backfill", word_of(kBackfills, named.backfill));
  replace(policy, "backfill_order", word_of(kBackfillOrders, named.backfill_order));
  replace(policy, "preemption", word_of(kPreemptions, named.preemption));
}

}  // namespace drawdown
