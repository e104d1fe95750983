import assert from "node:assert/strict";
import { test } from "node:test";

import { heldByOthers, rowUnits } from "../../src/heat";
import type { Gantt, Pool } from "../../src/review";
import { podUnits, torusOf } from "../../src/torus";

const POOL: Pool = { name: "a", units: 10, chips_per_unit: 4, geometry: "alike" };
// A row says its own number.
const GANTT: Gantt = { bars: [], rows: 4, shown_share: 0, rest: [[0], [1], [2], [3]] };

test("a unit is in the row whose units it is among", () => {
  // ceil(r x 10 / 4): 0, 3, 5, 8, 10.
  assert.deepEqual([0, 1, 2, 3].map((row) => rowUnits(GANTT, POOL, row)), [
    { first: 0, last: 3 }, { first: 3, last: 5 }, { first: 5, last: 8 }, { first: 8, last: 10 }]);
  const rows = Array.from({ length: 10 }, (_, unit) => heldByOthers(GANTT, POOL, unit, 0));
  assert.deepEqual(rows, [0, 0, 0, 1, 1, 2, 2, 2, 3, 3]);
});

test("the last pod of a torus ends with the pool", () => {
  // Hosts of 2x2x1 chips in blocks of 4x4x4: 2 x 2 x 4 = 16 hosts; 2 blocks are a pod.
  const pool: Pool = { name: "t", units: 80, chips_per_unit: 4, geometry: "torus_3d_ocs",
    host: [2, 2, 1], block: [4, 4, 4], pod: [2, 1, 1] };
  const torus = torusOf(pool)!;
  assert.deepEqual([0, 1, 2].map((pod) => podUnits(torus, pool, pod)), [
    { first: 0, last: 32 }, { first: 32, last: 64 }, { first: 64, last: 80 }]);
});
