// Sums and means of series over spans of buckets.

import type { Buckets, Span } from "./buckets";
import type { CauseKind, ChipSeries, Review, Series } from "./review";

/** What `values` sum to over a span. */
export function sum(values: readonly number[], span: Span): number {
  let total = 0;
  for (let i = span.first; i < span.last; ++i) total += values[i]!;
  return total;
}

/** The least (or the largest) of `values` in a span. */
export function least(values: readonly number[], span: Span): number {
  let found = values[span.first]!;
  for (let i = span.first + 1; i < span.last; ++i) found = Math.min(found, values[i]!);
  return found;
}

export function most(values: readonly number[], span: Span): number {
  let found = values[span.first]!;
  for (let i = span.first + 1; i < span.last; ++i) found = Math.max(found, values[i]!);
  return found;
}

/** Value x ms over a span, of means. */
export function integral(buckets: Buckets, mean: readonly number[], span: Span): number {
  let total = 0;
  for (let i = span.first; i < span.last; ++i) {
    total += mean[i]! * (buckets.edge(i + 1) - buckets.edge(i));
  }
  return total;
}

/** The time-weighted mean over a span. */
export function mean(buckets: Buckets, series: Series | undefined, span: Span): number {
  return series ? integral(buckets, series.mean, span) / buckets.length(span) : 0;
}

/** The mean of chips over a span. */
export function meanChips(buckets: Buckets, chips: ChipSeries | undefined, span: Span): number {
  return chips ? sum(chips.chip_ms, span) / buckets.length(span) : 0;
}

/** chip-ms by cause over a span, of the reservations of `pool`, or of all, without markets. */
export function byCause(review: Review, span: Span, pool?: string): Map<string, number> {
  const totals = new Map<string, number>(review.causes.map((cause) => [cause.name, 0]));
  for (const reservation of review.reservations) {
    if (reservation.market !== "" || (pool !== undefined && reservation.pool !== pool)) continue;
    for (const [cause, chips] of Object.entries(reservation.chips)) {
      totals.set(cause, (totals.get(cause) ?? 0) + sum(chips.chip_ms, span));
    }
  }
  return totals;
}

/** chip-ms per bucket and cause, of the reservations of `pool`, or of all. */
export function causesByBucket(review: Review, pool?: string): Map<string, number[]> {
  const made = new Map<string, number[]>();
  for (const reservation of review.reservations) {
    if (reservation.market !== "" || (pool !== undefined && reservation.pool !== pool)) continue;
    for (const [cause, chips] of Object.entries(reservation.chips)) {
      const total = made.get(cause) ?? new Array<number>(review.buckets).fill(0);
      for (let i = 0; i < total.length; ++i) total[i]! += chips.chip_ms[i]!;
      made.set(cause, total);
    }
  }
  return made;
}

/** How much of chip-ms by cause is of a kind. */
export function ofKind(review: Review, totals: Map<string, number>, kind: CauseKind): number {
  return review.causes.filter((cause) => cause.kind === kind)
    .reduce((total, cause) => total + (totals.get(cause.name) ?? 0), 0);
}

/** The sum of all values of a map. */
export function total(values: Map<string, number>): number {
  let found = 0;
  for (const value of values.values()) found += value;
  return found;
}
