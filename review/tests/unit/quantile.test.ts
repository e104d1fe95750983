import assert from "node:assert/strict";
import { test } from "node:test";

import { Buckets } from "../../src/buckets";
import { binsOf, jobsIn, quantile, slowdownQuantile, stepOf, waitQuantile }
  from "../../src/quantile";
import type { WaitClass, Waits } from "../../src/review";

test("a quantile is in the step that holds its rank", () => {
  const edges = [0, 1, 10, 100];
  assert.equal(quantile(edges, [0, 0, 0, 0], 0.5), null);
  // Six of ten are 0: the fifth is.
  assert.equal(quantile(edges, [6, 4, 0, 0], 0.5), 0);
  // The eighth is the second of four in [1, 10): 10^(1.5 / 4).
  assert.ok(Math.abs(quantile(edges, [6, 4, 0, 0], 0.8)! - 10 ** 0.375) < 1e-12);
  // The open step has no end.
  assert.equal(quantile(edges, [0, 0, 0, 3], 0.99), 100);
});

test("quantiles from steps are near those of the values", () => {
  // 1,000 waits that a recurrence makes, in 40 steps of 1.3; a step's width bounds the error.
  const values: number[] = [];
  for (let i = 0, x = 1; i < 1000; ++i) {
    x = (x * 16807) % 2147483647;
    values.push(Math.exp(8 * x / 2147483647));
  }
  const edges = [0, ...Array.from({ length: 40 }, (_, i) => 1.3 ** i)];
  const counts = new Array<number>(edges.length).fill(0);
  for (const value of values) {
    // Not stepOf, which is tested too.
    counts[edges.filter((edge) => edge <= value).length - 1]! += 1;
  }
  values.sort((a, b) => a - b);
  for (const q of [0.01, 0.25, 0.5, 0.95, 0.99]) {
    const exact = values[Math.ceil(q * values.length) - 1]!;
    const found = quantile(edges, counts, q)!;
    assert.ok(found < exact * 1.3 && found > exact / 1.3, `${q}: ${found} for ${exact}`);
  }
});

const waits: Waits = { bin_buckets: 2, edges: [0, 10, 100, 1000], slowdown_edges: [1, 2, 4, 8],
  classes: [] };
const buckets = new Buckets({ from: 0, until: 500, width: 100, buckets: 5 });
const of: WaitClass = { name: "a", jobs: 6, mean_s: 0, p50_s: 0, p95_s: 0, p99_s: 0, at_least: [],
  wait: [[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]], lower_bound: [1, 0, 2],
  slowdown: [[0, 2, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]] };

test("bins are those whose middle is selected", () => {
  assert.deepEqual(binsOf(waits, 5, { first: 0, last: 5 }), { first: 0, last: 3 });
  assert.deepEqual(binsOf(waits, 5, { first: 0, last: 2 }), { first: 0, last: 1 });
  assert.deepEqual(binsOf(waits, 5, { first: 2, last: 3 }), { first: 1, last: 2 });
  assert.deepEqual(binsOf(waits, 5, { first: 4, last: 5 }), { first: 2, last: 3 });
});

test("jobs that have not started wait until the end, and make a bound of what is as long", () => {
  const first = { first: 0, last: 1 };
  // Two waits of 0, and one of 500 - 100: the median is a wait that is over, the most is not.
  assert.deepEqual(waitQuantile(waits, of, first, 0.5, buckets), { value: 0, atLeast: false });
  const longest = waitQuantile(waits, of, first, 0.99, buckets);
  assert.ok(longest.atLeast);
  assert.equal(stepOf(waits.edges, longest.value!), stepOf(waits.edges, 400));
  assert.equal(jobsIn(of, { first: 0, last: 3 }), 6);
  assert.equal(jobsIn(of, first), 3);
});

test("slowdowns have no open jobs", () => {
  // Three, in [2, 4), [2, 4) and [1, 2): the median is the first of two in [2, 4): 2 x 2^(0.5 / 2).
  const median = slowdownQuantile(waits, of, { first: 0, last: 3 }, 0.5)!;
  assert.ok(Math.abs(median - 2 * 2 ** 0.25) < 1e-12);
  assert.equal(slowdownQuantile(waits, of, { first: 2, last: 3 }, 0.5), null);
});
