// What the pools draw.

import type { Shown } from "../board";
import { section } from "../element";
import { amount } from "../format";
import { MOST_COLOURS, seriesColour } from "../palette";
import { Stack, type Layer } from "../stack";

const MS_PER_H = 3_600_000;

export function power(shown: Shown): HTMLElement | null {
  const { buckets } = shown;
  const pools = shown.review.pools.filter((pool) => pool.mw);
  if (pools.length === 0) return null;
  const layers = pools.slice(0, MOST_COLOURS).map((pool, i): Layer =>
    ({ name: pool.name, colour: seriesColour(i), mean: pool.mw!.mean }));
  const rest = pools.slice(MOST_COLOURS - 1);
  if (rest.length > 1) {
    layers[MOST_COLOURS - 1] = { name: "all others", colour: seriesColour(MOST_COLOURS - 1),
      mean: Array.from({ length: buckets.count }, (_, i) =>
        rest.reduce((sum, pool) => sum + pool.mw!.mean[i]!, 0)) };
  }
  return section(shown.id("power"), "Power", new Stack(shown, { label: "Power by pool", unit: "MW",
    height: 220, layers: () => layers, columns: [
      { name: "MW, mean", text: (part) => amount(part.integral / buckets.length(part.span)) },
      { name: "MWh", text: (part) => amount(part.integral / MS_PER_H) },
    ] }).host);
}
