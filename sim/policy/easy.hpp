// EASY backfilling: the first gang that cannot start is promised a start, and nobody delays it.
#pragma once

#include "sim/policy/room.hpp"

namespace drawdown {

/// Before a gang gets a promise it preempts, where that is the policy and it can.
///
/// The textbook form (Mu'alem and Feitelson, IEEE TPDS 12(6), 2001) for several reservations: each
/// can hold one promise, made anew in each decision from predicted ends.
class EasyPolicy : public Policy {
 public:
  explicit EasyPolicy(Preemption preemption) : preemption_(preemption) {}
  void decide(const View& view, Decision& decision) override;

 private:
  // What a promise leaves for others until it is kept.
  struct Shadow {
    bool promised = false;
    Instant at;
    Chips extra;                    // free at `at`, beyond what the promise needs
    std::unique_ptr<Space> beside;  // the same as a space, where units are not alike
    std::vector<Ask> hopeless;      // did not fit there: it only shrinks
    std::optional<Placement> find_beside(const Ask& ask);
  };
  // A start that could be promised.
  struct Prospect {
    Instant at;
    Chips extra;
    Placement place;
    std::unique_ptr<Space> beside;
  };

  bool has_started(const Waiting& gang) const;
  void start_in_order(const View& view, Decision& decision);
  bool backfill(const View& view, Decision& decision);
  void promise(const View& view, const Waiting& gang, Decision& decision);
  Prospect opening(const View& view, const Waiting& gang, PartitionId id);
  std::optional<Start> start_beside(const View& view, const Waiting& gang, PartitionId id);
  void carry_out(const View& view, Start start, Decision& decision);

  Preemption preemption_;
  Room room_;
  std::vector<Shadow> shadows_;  // by partition
  // Of the starts of this decision, by partition: on top of the view's, in any order.
  std::vector<std::vector<PredictedEnds::End>> started_until_;
  std::vector<std::vector<std::pair<Instant, Placement>>> started_places_;
  std::vector<std::uint64_t> started_;  // by gang: the last decision that started it
  std::uint64_t decision_number_ = 0;
};

}  // namespace drawdown
