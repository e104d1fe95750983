#include "sim/model/ownership/own_hardware.hpp"

#include <algorithm>

#include "sim/base/exact.hpp"

namespace drawdown {
namespace {

bool has_come(const Tranche& tranche, Instant moment) {
  return tranche.from < tranche.until && tranche.from < moment;
}

}  // namespace

OwnHardware::OwnHardware(const Pool& pool, std::vector<Tranche> tranches)
    : pool_(pool), tranches_(std::move(tranches)) {}

Chips OwnHardware::chips(const Tranche& tranche) const {
  return pool_.chips_per_unit * (tranche.units.last - tranche.units.first + 1);
}

Money OwnHardware::capital(const Tranche& tranche) const {
  return pool_.owned->capital * chips(tranche).value();
}

Money OwnHardware::paid(Instant moment) const {
  Money sum;
  for (const Tranche& tranche : tranches_) {
    if (has_come(tranche, moment)) sum += capital(tranche);
  }
  return sum;
}

Money OwnHardware::written_off(Instant moment) const {
  Money sum;
  for (const Tranche& tranche : tranches_) {
    if (!has_come(tranche, moment)) continue;
    const Duration life = pool_.owned->life;
    const Duration age = tranche.until < moment ? life : std::min(moment - tranche.from, life);
    sum += Money{divide_half_up(product(capital(tranche).value(), age.count()), life.count())};
  }
  return sum;
}

ChipTime OwnHardware::delivered(Instant moment) const {
  ChipTime sum;
  for (const Tranche& tranche : tranches_) {
    if (!has_come(tranche, moment)) continue;
    sum += chips(tranche) * (std::min(moment, tranche.until) - tranche.from);
  }
  return sum;
}

}  // namespace drawdown
