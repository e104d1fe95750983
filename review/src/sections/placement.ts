// The largest gang that a pool could place, and how fragmented what is free is.

import type { Shown } from "../board";
import { choice, element, keys, section } from "../element";
import { percent } from "../format";
import { lineChart, zeros, type Line } from "../lines";
import { seriesColour } from "../palette";
import type { ChipSeries, Pool, Series } from "../review";

function withMean(shown: Shown, chips: ChipSeries): Series {
  const { buckets } = shown;
  return { min: chips.min, max: chips.max,
    mean: chips.chip_ms.map((value, i) => value / (buckets.edge(i + 1) - buckets.edge(i))) };
}

/** Of the free chips, the share that the largest gang that fits would not get. */
export function fragmentation(free: readonly number[], largest: readonly number[]): number[] {
  return free.map((chips, i) => chips > 0 ? Math.max(0, 1 - largest[i]! / chips) : 0);
}

function linesOf(shown: Shown, pool: Pool): { free: Line; largest: Line; fragmented: Line } {
  const free = pool.free_chips ? withMean(shown, pool.free_chips) : zeros(shown.buckets.count);
  const largest = pool.largest_gang_chips ?? zeros(shown.buckets.count);
  const shares = fragmentation(free.mean, largest.mean);
  return {
    free: { name: "free chips", colour: seriesColour(1), series: free },
    largest: { name: "largest gang placeable", colour: seriesColour(0), series: largest },
    fragmented: { name: "fragmentation", colour: seriesColour(3),
      series: { mean: shares, min: shares, max: shares } },
  };
}

export function placement(shown: Shown): HTMLElement {
  const { pools } = shown.review;
  let lines = linesOf(shown, pools[0]!);
  const chips = lineChart(shown, { label: "Largest gang placeable", unit: "chips", height: 220,
    lines: () => [lines.free, lines.largest] });
  const share = lineChart(shown, { label: "Fragmentation", unit: "", height: 120, top: 1,
    format: percent, lines: () => [lines.fragmented] });
  const pick = choice("Pool", pools.map((pool, i) => ({ value: String(i), text: pool.name })),
    (value) => {
      lines = linesOf(shown, pools[Number(value)]!);
      shown.board.redrawOne(chips.host);
      shown.board.redrawOne(share.host);
    });
  return section(shown.id("placement"), "Largest gang placeable, and fragmentation",
    element("div", { class: "heading" }, keys([
      { colour: seriesColour(1), label: "free chips" },
      { colour: seriesColour(0), label: "largest gang placeable" },
      { colour: seriesColour(3), label: "fragmentation: 1 − largest / free" }]), pick),
    chips.host, share.host);
}
