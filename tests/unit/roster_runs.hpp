// A roster, and scenarios for it, in tests.
#pragma once

#include <deque>
#include <string>

#include <catch2/catch.hpp>

#include "sim/base/errors.hpp"
#include "sim/engine/gangs/roster.hpp"

namespace drawdown {

constexpr Instant at_ms(std::int64_t ms) {
  return kRunStart + Duration{ms};
}

inline Reservation reservation_of(std::string name, PoolId pool, std::int64_t units,
                                  std::string holder) {
  Reservation reservation;
  reservation.name = std::move(name);
  reservation.pool = pool;
  reservation.units = Units{units};
  reservation.holder = std::move(holder);
  return reservation;
}

// Two pools: v5p of 8-chip units, a reservation of 4 units for research over [100, 200) and one of
// 2 for all, for ever; h100 with one of 16 single chips, for serving.
inline Scenario scenario_of(Estimate estimate = Estimate::requested,
                            Overrun overrun = Overrun::kill) {
  Scenario scenario;
  scenario.policy.estimate = estimate;
  scenario.policy.overrun = overrun;
  Platform& platform = scenario.platform;
  platform.pools = {{"v5p", SiteId{0}, Units{6}, Chips{8}},
                    {"h100", SiteId{0}, Units{16}, Chips{1}}};
  platform.reservations = {reservation_of("base", PoolId{0}, 4, "research"),
                           reservation_of("open", PoolId{0}, 2, ""),
                           reservation_of("fast", PoolId{1}, 16, "serving")};
  platform.reservations[0].from = at_ms(100);
  platform.reservations[0].until = at_ms(200);
  platform.reservations[1].shared_with_all = true;
  return scenario;
}

// The state of a run of that scenario, without an engine.
struct Run {
  explicit Run(const Scenario& of) : scenario(of), state(scenario), roster(state) {
    for (std::size_t i = 0; i < scenario.platform.reservations.size(); ++i) {
      const Reservation& reservation = scenario.platform.reservations[i];
      Partition partition;
      partition.pool = reservation.pool;
      partition.reservation = ReservationId{i};
      const Pool& pool = scenario.platform.pools[reservation.pool.index()];
      partition.market = pool.market;
      partition.chips_per_unit = pool.chips_per_unit;
      partition.units = reservation.units;
      partition.from = reservation.from;
      partition.until = reservation.until;
      state.view.partitions.push_back(partition);
    }
  }

  Gang& admit(std::string_view tenant, std::string_view pool, std::int64_t chips,
              std::int64_t run_ms, std::int64_t requested_ms) {
    Job job;
    job.tenant = tenant;
    job.pool = pool;
    job.chips = Chips{chips};
    job.run = Duration{run_ms};
    job.requested = Duration{requested_ms};
    return roster.admit(std::move(job), number++);
  }
  Gang& admit_for(const JobTerms& terms, std::int64_t submit_ms = 0, std::string_view pool = "") {
    Job job;
    job.tenant = "batch";
    job.pool = pool;
    job.chips = Chips{1};
    job.submit = at_ms(submit_ms);
    job.run = job.requested = Duration{100};
    job.terms = &terms;
    return roster.admit(std::move(job), number++);
  }
  std::string_view refusal(std::string_view tenant, std::string_view pool, std::int64_t chips,
                           std::int64_t requested_ms = 1) {
    return roster.refusal(admit(tenant, pool, chips, requested_ms, requested_ms));
  }

  Scenario scenario;
  RunState state;
  Roster roster;
  std::uint64_t number = 0;
};

}  // namespace drawdown
