import assert from "node:assert/strict";
import { test } from "node:test";

import { Buckets } from "../../src/buckets";
import { Selection } from "../../src/selection";

// Ten ms each, the last cut to five: borders at 0, 10, 20, 25.
const buckets = new Buckets({ from: 0, until: 25, width: 10, buckets: 3 });

test("the last bucket is cut at the end", () => {
  assert.equal(buckets.edge(2), 20);
  assert.equal(buckets.edge(3), 25);
  assert.equal(buckets.length({ first: 1, last: 3 }), 15);
});

test("a period becomes the whole buckets nearest to it", () => {
  assert.deepEqual(buckets.span({ from: 4, until: 16 }), { first: 0, last: 2 });
  assert.deepEqual(buckets.span({ from: 6, until: 14 }), { first: 1, last: 2 });
  assert.deepEqual(buckets.span({ from: 0, until: 25 }), { first: 0, last: 3 });
});

test("a period has one bucket at least, and none outside", () => {
  assert.deepEqual(buckets.span({ from: 7, until: 7 }), { first: 1, last: 2 });
  assert.deepEqual(buckets.span({ from: 24, until: 24.5 }), { first: 2, last: 3 });
  assert.deepEqual(buckets.span({ from: -90, until: 900 }), { first: 0, last: 3 });
});

test("groups cover a span, and their borders do not depend on where it begins", () => {
  const many = new Buckets({ from: 0, until: 1000, width: 1, buckets: 1000 });
  for (const first of [0, 1, 7, 500]) {
    const groups = many.groups({ first, last: first + 400 }, 100);
    assert.equal(groups[0]!.first, first);
    assert.equal(groups.at(-1)!.last, first + 400);
    for (const [i, group] of groups.entries()) {
      if (i > 0) {
        assert.equal(group.first, groups[i - 1]!.last);
        assert.equal(group.first % 4, 0);
      }
    }
    assert.ok(groups.length <= 101);
  }
});

test("a selection is whole buckets, moves no further than to the end, and tells", () => {
  const many = new Buckets({ from: 0, until: 100, width: 10, buckets: 10 });
  const selection = new Selection(many);
  let told = 0;
  selection.onChange(() => ++told);
  assert.ok(selection.isWhole);
  selection.show(48, 22);
  assert.deepEqual(selection.period, { from: 20, until: 50 });
  selection.move(1000);
  assert.deepEqual(selection.period, { from: 70, until: 100 });
  selection.move(-1000);
  assert.deepEqual(selection.period, { from: 0, until: 30 });
  assert.equal(told, 3);
  selection.move(-10);
  selection.show(1, 29);
  assert.equal(told, 3, "what stays is no change");
  selection.showAll();
  assert.ok(selection.isWhole);
});

test("a zoom keeps its middle where it is", () => {
  const selection = new Selection(new Buckets({ from: 0, until: 100, width: 1, buckets: 100 }));
  selection.show(20, 60);
  selection.zoom(0.5, 40);
  assert.deepEqual(selection.period, { from: 30, until: 50 });
  selection.zoom(2, 30);
  assert.deepEqual(selection.period, { from: 30, until: 70 });
});
