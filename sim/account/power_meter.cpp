#include "sim/account/power_meter.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

constexpr double kMilliwattsPerWatt = 1000;
// In milliwatts, with what rounding may add, still within 64 bits.
constexpr double kMostWatts = 9e15;
constexpr double kMicrojoulesPerMWh = 3.6e15;

Milliwatts metered(double watts, const Site& site) {
  return Milliwatts{std::llround(watts * site.pue * kMilliwattsPerWatt)};
}

double to_mwh(Microjoules energy) {
  return static_cast<double>(energy) / kMicrojoulesPerMWh;
}

}  // namespace

PowerMeter::PowerMeter(const RunState& state, const Attribution& attribution)
    : state_(state), attribution_(attribution), month_(state.scenario->start) {
  std::ranges::transform(state.scenario->platform.pools, std::back_inserter(meters_),
                         [this](const Pool& pool) { return meter_of(pool); });
}

PowerMeter::Meter PowerMeter::meter_of(const Pool& pool) const {
  Meter meter;
  meter.counts = pool.accelerator.has_value();
  if (!meter.counts) return meter;
  const Accelerator& chip = *pool.accelerator;
  const Site& site = state_.scenario->platform.sites[pool.site.index()];
  const double host_watts = chip.host.watts * static_cast<double>(pool.chips_per_unit.value()) /
                            static_cast<double>(chip.chips_per_host.value());
  const double most_watts =
      static_cast<double>(pool.chips().value()) * std::max(chip.idle.watts, chip.busy.watts) +
      static_cast<double>(pool.units.value()) * host_watts;
  if (most_watts * site.pue > kMostWatts) {
    throw InputError(fmt::format("{}: pool '{}' can draw more power than can be counted (9e9 MW)",
                                 state_.scenario->file, pool.name));
  }
  meter.idle = metered(chip.idle.watts, site);
  meter.busy = metered(chip.busy.watts, site);
  meter.host = metered(host_watts, site);
  meter.units.resize(static_cast<std::size_t>(pool.units.value()));
  meter.up = initial_units(pool);
  for (std::size_t i = 0; i < static_cast<std::size_t>(meter.up.value()); ++i) {
    meter.units[i].there = true;
  }
  return meter;
}

void PowerMeter::changed(const CapacityChange& change) {
  Meter& meter = meters_[change.pool.index()];
  if (!meter.counts) return;
  for (std::int32_t i = change.units.first; i <= change.units.last; ++i) {
    UnitState& unit = meter.units[static_cast<std::size_t>(i)];
    const bool was_up = unit.up();
    switch (change.kind) {
      case CapacityChange::Kind::deliver:
        unit.there = true;
        break;
      case CapacityChange::Kind::up:
        --unit.down_for;
        break;
      case CapacityChange::Kind::down:
        ++unit.down_for;
        break;
      case CapacityChange::Kind::retire:
        unit.there = false;
        break;
    }
    meter.up += Units{unit.up()} - Units{was_up};
  }
}

void PowerMeter::sampled(Instant now) {
  roll_to(now);
  for (Meter& meter : meters_) meter.working = Chips{0};
  for (std::size_t i = 0; i < state_.view.partitions.size(); ++i) {
    const ChipsByCause& chips = attribution_.chips(PartitionId{i});
    meters_[state_.view.partitions[i].pool.index()].working +=
        at(chips, Cause::recomputing) + at(chips, Cause::productive);
  }
  for (std::size_t i = 0; i < meters_.size(); ++i) {
    Meter& meter = meters_[i];
    if (!meter.counts) continue;
    const Chips up = state_.scenario->platform.pools[i].chips_per_unit * meter.up.value();
    const Milliwatts draw = meter.idle * (up - meter.working).value() +
                            meter.busy * meter.working.value() + meter.host * meter.up.value();
    if (draw == meter.draw) continue;
    meter.accrue(now);
    meter.draw = draw;
  }
}

void PowerMeter::finished(Instant horizon) {
  roll_to(horizon);
  close_month(horizon);
}

void PowerMeter::roll_to(Instant now) {
  while (now >= month_.end()) {
    close_month(month_.end());
    month_.advance();
  }
}

void PowerMeter::close_month(Instant until) {
  for (Meter& meter : meters_) {
    meter.accrue(until);
    meter.months.push_back({month_.month(), std::exchange(meter.energy, 0)});
  }
}

void PowerMeter::Meter::accrue(Instant now) {
  energy += Microjoules{draw.value()} * (now - since).count();
  since = now;
}

Microjoules PowerMeter::Meter::total() const {
  Microjoules sum = energy;
  for (const MonthEnergy& month : months) sum += month.energy;
  return sum;
}

std::optional<Milliwatts> PowerMeter::draw(PoolId pool) const {
  const Meter& meter = meters_[pool.index()];
  return meter.counts ? std::optional(meter.draw) : std::nullopt;
}

std::optional<double> PowerMeter::energy_mwh(PoolId pool) const {
  const Meter& meter = meters_[pool.index()];
  return meter.counts ? std::optional(to_mwh(meter.total())) : std::nullopt;
}

std::optional<double> PowerMeter::energy_mwh() const {
  Microjoules sum = 0;
  for (const Meter& meter : meters_) sum += meter.total();
  return std::ranges::any_of(meters_, &Meter::counts) ? std::optional(to_mwh(sum)) : std::nullopt;
}

}  // namespace drawdown
