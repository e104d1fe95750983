import assert from "node:assert/strict";
import { test } from "node:test";

import { Buckets } from "../../src/buckets";
import { byCause, causesByBucket, integral, least, mean, meanChips, most, ofKind, total }
  from "../../src/integral";
import { fragmentation } from "../../src/sections/placement";
import { madeReview } from "./made";

const review = madeReview();
const buckets = new Buckets(review);

test("chip-time by cause is summed over a selection, without markets", () => {
  const all = byCause(review, buckets.whole);
  assert.deepEqual([...all], [["no_demand", 40], ["productive", 60]]);
  assert.deepEqual([...byCause(review, { first: 1, last: 2 })], [["no_demand", 20],
    ["productive", 20]]);
  // 4 chips for 25 ms.
  assert.equal(total(all), 100);
  assert.equal(ofKind(review, all, "idle"), 40);
  assert.deepEqual([...byCause(review, buckets.whole, "spot")], [["no_demand", 0],
    ["productive", 0]]);
  assert.deepEqual(causesByBucket(review).get("productive"), [40, 20, 0]);
});

test("means weigh the short last bucket less", () => {
  const series = { mean: [1, 2, 4], min: [1, 0, 3], max: [1, 9, 5] };
  // 1 x 10 + 2 x 10 + 4 x 5 = 50 over 25 ms.
  assert.equal(integral(buckets, series.mean, buckets.whole), 50);
  assert.equal(mean(buckets, series, buckets.whole), 2);
  // 2 x 10 + 4 x 5 = 40 over 15 ms.
  assert.equal(mean(buckets, series, { first: 1, last: 3 }), 40 / 15);
  assert.equal(mean(buckets, undefined, buckets.whole), 0);
  assert.equal(meanChips(buckets, review.reservations[0]!.chips["productive"], buckets.whole),
    60 / 25);
});

test("extremes are those of the selection", () => {
  assert.equal(least([5, 1, 3], { first: 1, last: 3 }), 1);
  assert.equal(least([5, 1, 3], { first: 2, last: 3 }), 3);
  assert.equal(most([5, 1, 3], { first: 1, last: 3 }), 3);
});

test("fragmentation is what of the free chips the largest gang would not get", () => {
  assert.deepEqual(fragmentation([8, 0, 4], [6, 0, 4]), [0.25, 0, 0]);
});
