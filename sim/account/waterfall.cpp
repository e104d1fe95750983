#include "sim/account/waterfall.hpp"

#include <algorithm>
#include <numeric>

#include "sim/base/errors.hpp"

namespace drawdown {
Waterfall::Waterfall(const RunState& state, const Attribution& attribution, Sink sink)
    : state_(state),
      attribution_(attribution),
      sink_(std::move(sink)),
      accounts_(state.view.partitions.size()),
      month_(state.scenario->start) {}

void Waterfall::accrue_idle(Account& account, Instant now) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(kFirstHeld); ++i) {
    account.idle[i] += account.chips[i] * (now - account.since);
  }
  account.since = now;
}

void Waterfall::accrue_reserved(Account& account, Instant now) {
  const ChipTime more = account.reserved * (now - account.reserved_since);
  if (more.value() > INT64_MAX - reserved_.value()) {
    throw InputError(state_.scenario->file +
                     ": the run reserves more chip-time than can be counted (9.2e18 chip-ms): let "
                     "it end earlier");
  }
  reserved_ += more;
  account.reserved_since = now;
}

void Waterfall::opened(PartitionId partition, const UnitRanges&) {
  roll_to(state_.view.now);
  const Partition& opened = state_.view.partitions[partition.index()];
  if (opened.market) return;
  Account& account = accounts_[partition.index()];
  accrue_reserved(account, state_.view.now);
  account.reserved = opened.total();
}

void Waterfall::closed(PartitionId partition, const UnitRanges&) {
  roll_to(state_.view.now);
  Account& account = accounts_[partition.index()];
  accrue_reserved(account, state_.view.now);
  account.reserved = Chips{0};
}

// A gang is settled before its month is over, or at the end of it.
void Waterfall::settled(const Gang& gang, const Spell& spell) {
  roll_to(state_.view.now - Duration{1});
  auto& held = accounts_[gang.partition.index()].held;
  if (held.size() <= gang.tenant.index()) held.resize(gang.tenant.index() + 1);
  ChipTimeByCause& time = held[gang.tenant.index()];
  const Chips chips = gang.chips;
  at(time, Cause::starting) += chips * spell.starting;
  at(time, Cause::checkpointing) += chips * spell.checkpointing;
  at(time, Cause::recomputing) += chips * spell.recomputing;
  at(time, Cause::overprovisioned) += chips * spell.overprovisioned;
  at(time, Cause::communicating) += chips * spell.communicating;
  at(time, Cause::productive) += chips * spell.productive;
  at(time, Cause::rounding) += gang.rounding() * spell.total();
}

void Waterfall::sampled(Instant now) {
  roll_to(now);
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    const ChipsByCause& chips = attribution_.chips(PartitionId{i});
    Account& account = accounts_[i];
    if (chips == account.chips) continue;
    accrue_idle(account, now);
    account.chips = chips;
  }
}

void Waterfall::finished(Instant horizon) {
  roll_to(horizon);
  flush(horizon);
  const ChipTime sum = std::accumulate(totals_.begin(), totals_.end(), ChipTime{});
  require(sum == reserved_, "the causes add up to {} chip-ms where {} were reserved", sum.value(),
          reserved_.value());
}

// Closes the months that are over before what happens now changes the state.
void Waterfall::roll_to(Instant now) {
  while (now >= month_.end()) {
    flush(month_.end());
    month_.advance();
  }
}

void Waterfall::flush(Instant now) {
  std::vector<std::size_t> tenants(state_.tenants.size());
  std::iota(tenants.begin(), tenants.end(), std::size_t{0});
  std::sort(tenants.begin(), tenants.end(),
            [this](std::size_t a, std::size_t b) { return state_.tenants[a] < state_.tenants[b]; });
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    Account& account = accounts_[i];
    accrue_idle(account, now);
    accrue_reserved(account, now);
    for (std::size_t cause = 0; cause < kCauses; ++cause) {
      emit(PartitionId{i}, static_cast<Cause>(cause), {}, account.idle[cause]);
      account.idle[cause] = ChipTime{0};
      for (const std::size_t tenant : tenants) {
        if (tenant >= account.held.size()) continue;
        ChipTime& time = account.held[tenant][cause];
        emit(PartitionId{i}, static_cast<Cause>(cause), TenantId{tenant}, time);
        time = ChipTime{0};
      }
    }
  }
}

void Waterfall::emit(PartitionId partition, Cause cause, TenantId tenant, ChipTime time) {
  if (time == ChipTime{0}) return;
  const bool is_reserved = state_.view.partitions[partition.index()].is_in_base();
  (is_reserved ? at(totals_, cause) : in_markets_) += time;
  sink_({month_.month(), partition, cause, tenant, time});
}

}  // namespace drawdown
