#include "sim/account/waterfall.hpp"

#include <algorithm>
#include <numeric>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

std::chrono::year_month month_of(Date date) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(date));
  return day.year() / day.month();
}

// The first moment after the month, in a run from `start`.
Instant end_of(std::chrono::year_month month, Date start) {
  const Date next = std::chrono::sys_days((month + std::chrono::months(1)) / 1);
  return kRunStart + (next - start);
}

}  // namespace

Waterfall::Waterfall(const RunState& state, const Attribution& attribution, Sink sink)
    : state_(state),
      attribution_(attribution),
      sink_(std::move(sink)),
      accounts_(state.view.partitions.size()),
      month_(month_of(state.scenario->start)),
      month_end_(end_of(month_, state.scenario->start)) {}

void Waterfall::Use::accrue(Instant now) {
  productive_time += productive * (now - since);
  rounding_time += rounding * (now - since);
  since = now;
}

void Waterfall::accrue_free(Account& account, Instant now) {
  const auto free_causes = static_cast<std::size_t>(kFirstAllocated);
  for (std::size_t i = 0; i < free_causes; ++i) {
    account.time[i] += account.chips[i] * (now - account.since);
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
  Account& account = accounts_[partition.index()];
  accrue_reserved(account, state_.view.now);
  account.reserved = state_.view.partitions[partition.index()].total();
}

void Waterfall::closed(PartitionId partition, const UnitRanges&) {
  roll_to(state_.view.now);
  Account& account = accounts_[partition.index()];
  accrue_reserved(account, state_.view.now);
  account.reserved = Chips{0};
}

Waterfall::Use& Waterfall::use_of(const Gang& gang) {
  roll_to(state_.view.now);
  auto& uses = accounts_[gang.partition.index()].uses;
  if (uses.size() <= gang.tenant.index()) uses.resize(gang.tenant.index() + 1);
  Use& use = uses[gang.tenant.index()];
  use.accrue(state_.view.now);
  return use;
}

void Waterfall::started(const Gang& gang) {
  Use& use = use_of(gang);
  use.productive += gang.job.chips;
  use.rounding += gang.taken - gang.job.chips;
}

void Waterfall::ended(const Gang& gang, EndState) {
  Use& use = use_of(gang);
  use.productive -= gang.job.chips;
  use.rounding -= gang.taken - gang.job.chips;
}

void Waterfall::sampled(Instant now) {
  roll_to(now);
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    const ChipsByCause& chips = attribution_.chips(PartitionId{i});
    Account& account = accounts_[i];
    if (chips == account.chips) continue;
    accrue_free(account, now);
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
  while (now >= month_end_) {
    flush(month_end_);
    month_ += std::chrono::months(1);
    month_end_ = end_of(month_, state_.scenario->start);
  }
}

void Waterfall::flush(Instant now) {
  std::vector<std::size_t> tenants(state_.tenants.size());
  std::iota(tenants.begin(), tenants.end(), std::size_t{0});
  std::sort(tenants.begin(), tenants.end(),
            [this](std::size_t a, std::size_t b) { return state_.tenants[a] < state_.tenants[b]; });
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    Account& account = accounts_[i];
    accrue_free(account, now);
    accrue_reserved(account, now);
    for (Use& use : account.uses) use.accrue(now);
    for (std::size_t cause = 0; cause < static_cast<std::size_t>(kFirstAllocated); ++cause) {
      emit(PartitionId{i}, static_cast<Cause>(cause), nullptr, account.time[cause]);
      account.time[cause] = ChipTime{0};
    }
    for (const Cause cause : {Cause::rounding, Cause::productive}) {
      for (const std::size_t tenant : tenants) {
        if (tenant >= account.uses.size()) continue;
        Use& use = account.uses[tenant];
        ChipTime& time = cause == Cause::rounding ? use.rounding_time : use.productive_time;
        emit(PartitionId{i}, cause, &state_.tenants[tenant], time);
        time = ChipTime{0};
      }
    }
  }
}

void Waterfall::emit(PartitionId partition, Cause cause, const std::string* tenant, ChipTime time) {
  if (time == ChipTime{0}) return;
  at(totals_, cause) += time;
  sink_({month_, partition, cause, tenant, time});
}

}  // namespace drawdown
