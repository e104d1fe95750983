import assert from "node:assert/strict";
import { test } from "node:test";

import { idleShare, monthsOf, worst } from "../../src/months";
import { difference, figureRows } from "../../src/pages/comparison";
import { linesOf } from "../../src/pages/study";
import type { Interval, StudyReview, WaterfallRow } from "../../src/review";
import { blockSize, placeOf, torusOf } from "../../src/torus";
import { madeReview } from "./made";

function row(month: string, cause: string, chip_ms: number, usd: number, reservation = "base")
  : WaterfallRow {
  return { month, reservation, pool: "tpu", holder: "", tenant: "", cause, chip_ms, usd };
}

test("months sum the waterfall, without markets; the worst has the largest idle share", () => {
  const review = madeReview();
  review.waterfall = [row("2026-01", "productive", 60, 6), row("2026-01", "no_demand", 20, 2),
    row("2026-01", "checkpointing", 20, 2), row("2026-02", "productive", 40, 4),
    row("2026-02", "no_demand", 40, 4), row("2026-02", "unreserved", 0, 3),
    row("2026-02", "productive", 900, 90, "market_spot")];
  review.money = { commitments: [], ledger: [], cash: [
    { month: "2026-01", contract: "a", prepaid_usd: 5, billed_usd: 1, effective_usd: 10,
      invested_usd: 0 },
    { month: "2026-01", contract: "b", prepaid_usd: 0, billed_usd: 2, effective_usd: 0,
      invested_usd: 0 }] };
  const months = monthsOf(review);
  assert.deepEqual(months.map((one) => [one.month, one.reserved, one.used, one.idle]),
    [["2026-01", 100, 80, 20], ["2026-02", 80, 40, 40]]);
  assert.equal(idleShare(months[0]!), 0.2);
  assert.equal(worst(months)!.month, "2026-02");
  // A shortfall that nothing explains costs, and is no chip-time.
  assert.equal(months[1]!.unusedUsd, 7);
  assert.equal(months[0]!.billedUsd, 8);
  assert.equal(months[1]!.billedUsd, null);
});

test("two runs are compared in every figure of either", () => {
  const [first, second] = [madeReview(), madeReview()];
  first.summary = { wait_mean_s: 5, attainment: { chat: 0.5 }, start: "2026-01-01" };
  second.summary = { wait_mean_s: 8, attainment: {}, jobs_cut: 2 };
  const rows = figureRows([first, second]);
  assert.deepEqual(rows.map((one) => [one.name, ...one.values, difference(one)]), [
    ["wait_mean_s", 5, 8, 3], ["attainment: chat", 0.5, null, null], ["jobs_cut", null, 2, null]]);
});

function interval(mean: number | null): Interval {
  return { replications: 3, mean, low: null, high: null, method: "", warning: "" };
}

test("points of a study that differ in the axis across alone are one line", () => {
  const study: StudyReview = { kind: "study", version: "", title: "", confidence: 0.95,
    formulas: {}, metrics: ["wait_mean_s"],
    axes: [{ path: "policy.backfill", values: ["none", "easy"] },
      { path: "platform.pools[0].units", values: ["8", "16"] }],
    points: [["none", "8", 4], ["none", "16", 3], ["easy", "8", 2], ["easy", "16", null]].map(
      ([backfill, units, mean]) => ({ settings: [backfill as string, units as string],
        intervals: [interval(mean as number | null)], baseline: null, differences: null })) };
  const lines = linesOf(study, { metric: 0, across: 1 }, (point) => point.intervals);
  assert.deepEqual(lines.map((line) => [line.name, line.points.map(({ x, of }) => [x, of.mean])]), [
    ["backfill none", [[0, 4], [1, 3]]], ["backfill easy", [[0, 2]]]]);
  assert.deepEqual(linesOf(study, { metric: 0, across: 0 }, (point) => point.differences), []);
});

test("hosts of a torus are where docs/platforms.md says", () => {
  // A v5p pod: cubes of 4x4x4 chips, hosts of 2x2x1: 2 x 2 x 4 hosts, z fastest.
  const torus = torusOf({ name: "v5p", units: 2240, chips_per_unit: 4, geometry: "torus_3d_ocs",
    host: [2, 2, 1], block: [4, 4, 4], pod: [4, 5, 7] })!;
  assert.equal(torus.blocks, 140);
  assert.deepEqual(blockSize(torus), { columns: 8, rows: 2 });
  // (hx, hy, hz) = (1, 0, 3) is (1 * 2 + 0) * 4 + 3 = 11.
  assert.deepEqual(placeOf(torus, 16 * 3 + 11), { block: 3, row: 1, column: 0 + 3 * 2 });
  const seen = new Set<string>();
  for (let unit = 0; unit < torus.hostsPerBlock; ++unit) {
    const { row, column } = placeOf(torus, unit);
    seen.add(`${row} ${column}`);
  }
  assert.equal(seen.size, 16);
  assert.equal(torusOf({ name: "h100", units: 4, chips_per_unit: 8, geometry: "nodes" }),
    undefined);
});
