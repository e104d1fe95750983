// A review that is small enough to work out by hand.

import type { Review } from "../../src/review";

/**
 * Two buckets of 10 ms and a last one of 5 ms, 4 chips in one reservation:
 * held 4, 2, 0 chips in the three, and idle the rest: chip-ms held 40, 20, 0 and idle 0, 20, 20.
 */
export function madeReview(): Review {
  return {
    kind: "run", version: "1", title: "made", start_unix_ms: Date.UTC(2026, 0, 1), from: 0,
    until: 25, width: 10, buckets: 3,
    summary: { horizon_s: 0.025, share_by_cause: { no_demand: 0.4, productive: 0.6 } },
    formulas: { horizon_s: "how long" },
    causes: [{ name: "no_demand", kind: "idle" }, { name: "productive", kind: "held" }],
    reservations: [
      { name: "base", pool: "tpu", site: "iowa", provider: "google", accelerator: "tpu_v5p",
        holder: "research", market: "", chips: {
          no_demand: { chip_ms: [0, 20, 20], min: [0, 2, 4], max: [0, 2, 4] },
          productive: { chip_ms: [40, 20, 0], min: [4, 2, 0], max: [4, 2, 0] } } },
      { name: "market_spot", pool: "spot", site: "iowa", provider: "google", accelerator: "tpu_v5p",
        holder: "", market: "spot", chips: {
          productive: { chip_ms: [100, 100, 50], min: [10, 10, 10], max: [10, 10, 10] } } }],
    waterfall: [], tenants: [], pools: [], services: [],
    waits: { bin_buckets: 1, edges: [0, 10, 100], slowdown_edges: [1, 2, 4], classes: [] },
    gantt: [], jobs: [], top_waiting: [], top_chip_time: [], assumptions: [],
  };
}
