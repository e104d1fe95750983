#include "sim/model/capacity/random_downs.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace drawdown {
namespace {

constexpr double kMsPerDay = 86'400'000;
constexpr double kMsPerYear = 365.25 * kMsPerDay;

std::int64_t units_of(const PoolUnits& all) {
  return all.units.last + 1;
}

// The greatest of the factors by which a pool's units fail more often than its rate says.
double greatest_factor(const FailureSpec& spec, const std::vector<Tranche>& tranches) {
  return spec.infant && std::ranges::any_of(tranches, &Tranche::delivered) ? spec.infant->factor
                                                                           : 1;
}

double mean_gap_ms(const PoolUnits& all, const FailureSpec& spec,
                   const std::vector<Tranche>& tranches) {
  const double per_day = spec.rate.per_1000_unit_days / 1000 * greatest_factor(spec, tranches) *
                         static_cast<double>(units_of(all));
  return kMsPerDay / per_day;
}

// When the last unit leaves.
Instant end_of(const std::vector<Tranche>& tranches) {
  return std::ranges::max_element(tranches, {}, &Tranche::until)->until;
}

}  // namespace

RandomDowns::RandomDowns(RandomStream random, double mean_gap_ms, Instant over)
    : random_(std::move(random)),
      mean_gap_ms_(mean_gap_ms),
      over_ms_(std::min(static_cast<double>(to_ms(over)), kMostDrawnMs)) {
  advance();
}

void RandomDowns::advance() {
  at_ms_ += random_.exponential(mean_gap_ms_);
  next_ = at_ms_ < over_ms_ ? Instant{Duration{std::llround(at_ms_)}} : kNever;
}

Failures::Failures(PoolUnits all, DownReason reason, const FailureSpec& spec,
                   std::vector<Tranche> tranches, RandomStream random)
    : RandomDowns(std::move(random), mean_gap_ms(all, spec, tranches), end_of(tranches)),
      all_(all),
      reason_(reason),
      spec_(spec),
      greatest_factor_(greatest_factor(spec, tranches)),
      tranches_(std::move(tranches)),
      in_repair_(static_cast<std::size_t>(units_of(all))) {}

void Failures::add_changes(Instant now, PendingChanges& pending) {
  // A uniform draw is at most 1 - 2^-53, so the product is rounded to less than the units.
  const auto unit =
      static_cast<std::int32_t>(random_.uniform() * static_cast<double>(units_of(all_)));
  const double acceptance = random_.uniform();
  const Duration repair = whole_ms(draw_ms(spec_.repair, random_));
  if (acceptance * greatest_factor_ >= factor_of(unit, now)) return;
  std::vector<bool>::reference is_in_repair = in_repair_[static_cast<std::size_t>(unit)];
  if (is_in_repair) return;
  is_in_repair = true;
  add_down(pending, reason_, {all_.pool, {unit, unit}}, {now, now + repair});
}

double Failures::factor_of(std::int32_t unit, Instant now) const {
  const auto after =
      std::ranges::upper_bound(tranches_, unit, {}, [](const Tranche& t) { return t.units.first; });
  const Tranche& tranche = *std::prev(after);
  if (now < tranche.from || tranche.until <= now) return 0;
  const bool is_infant =
      tranche.delivered && spec_.infant && now - tranche.from < spec_.infant->span;
  return is_infant ? spec_.infant->factor : 1;
}

Outages::Outages(const DrawnOutages& spec, std::vector<PoolUnits> units, RandomStream random)
    : RandomDowns(std::move(random), kMsPerYear / spec.rate.per_year, kNever),
      lasts_(spec.lasts),
      units_(std::move(units)) {}

void Outages::add_changes(Instant now, PendingChanges& pending) {
  const Duration length = whole_ms(draw_ms(lasts_, random_));
  for (const PoolUnits& units : units_) {
    add_down(pending, DownReason::outage, units, {now, now + length});
  }
}

}  // namespace drawdown
