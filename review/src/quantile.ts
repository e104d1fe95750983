// Quantiles of what is counted in steps.

import type { Buckets, Span } from "./buckets";
import type { WaitClass, Waits } from "./review";

/** Numbers by step, summed over bins `[first, last)`. */
function summed(counts: readonly number[][], bins: Span, steps: number): number[] {
  const totals = new Array<number>(steps).fill(0);
  for (let bin = bins.first; bin < bins.last; ++bin) {
    for (let step = 0; step < steps; ++step) totals[step]! += counts[bin]![step]!;
  }
  return totals;
}

/**
 * The nearest-rank quantile of what is counted in the steps that begin at `edges`: inside of a step
 * the values lie evenly on the logarithm; those of a first step from 0 are 0, those of the open
 * last one its beginning. Null where nothing is counted.
 */
export function quantile(edges: readonly number[], counts: readonly number[], q: number)
  : number | null {
  const all = counts.reduce((total, count) => total + count, 0);
  if (all === 0) return null;
  const rank = Math.max(Math.ceil(q * all), 1);
  let before = 0;
  for (let step = 0; step < edges.length; ++step) {
    const count = counts[step]!;
    if (before + count < rank) {
      before += count;
      continue;
    }
    const low = edges[step]!;
    const high = edges[step + 1];
    if (high === undefined || low === 0) return low;
    return low * Math.pow(high / low, (rank - before - 0.5) / count);
  }
  return edges[edges.length - 1]!;
}

/** The bins that a span of buckets covers: those whose middle is in it, or the nearest. */
export function binsOf(waits: Waits, count: number, span: Span): Span {
  const bin = (edge: number): number => Math.round(edge / waits.bin_buckets);
  const bins = Math.ceil(count / waits.bin_buckets);
  const first = Math.min(bin(span.first), bins - 1);
  return { first, last: span.last === count ? bins : Math.max(bin(span.last), first + 1) };
}

/** A quantile of waits in ms; `atLeast` where it rests on a job that has not started. */
export interface WaitQuantile {
  value: number | null;
  atLeast: boolean;
}

/** Of the jobs that were submitted in some bins; one that has not started waits until the end. */
export function waitQuantile(waits: Waits, of: WaitClass, bins: Span, q: number, buckets: Buckets)
  : WaitQuantile {
  const counts = summed(of.wait, bins, waits.edges.length);
  const open = new Array<number>(counts.length).fill(0);
  for (let bin = bins.first; bin < bins.last; ++bin) {
    const from = buckets.edge(bin * waits.bin_buckets);
    const until = buckets.edge((bin + 1) * waits.bin_buckets);
    const wait = buckets.until - (from + until) / 2;
    open[stepOf(waits.edges, wait)]! += of.lower_bound[bin]!;
  }
  const value = quantile(waits.edges, counts.map((count, i) => count + open[i]!), q);
  const atLeast = value !== null && open[stepOf(waits.edges, value)]! > 0;
  return { value, atLeast };
}

/** A quantile of bounded slowdowns. */
export function slowdownQuantile(waits: Waits, of: WaitClass, bins: Span, q: number)
  : number | null {
  return quantile(waits.slowdown_edges, summed(of.slowdown, bins, waits.slowdown_edges.length), q);
}

/** How many jobs were submitted in some bins. */
export function jobsIn(of: WaitClass, bins: Span): number {
  let jobs = 0;
  for (let bin = bins.first; bin < bins.last; ++bin) {
    jobs += of.lower_bound[bin]! + of.wait[bin]!.reduce((total, count) => total + count, 0);
  }
  return jobs;
}

/** The step that a value falls into: the last that begins at it or before. */
export function stepOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}
