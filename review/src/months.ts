// The rows of the waterfall by month.

import type { Review } from "./review";

export interface Month {
  month: string;
  reserved: number;
  used: number;
  lacking: number;
  idle: number;
  /** chip-ms by idle or lacking cause. */
  unused: Map<string, number>;
  /** Dollars; null without a ledger. */
  unusedUsd: number | null;
  billedUsd: number | null;
  effectiveUsd: number | null;
}

/** In waterfall.csv these are apart; elsewhere they are in `productive`. */
const HELD_IN_TIME = new Set(["checkpointing", "communicating"]);

/** The months of a review, in order; markets are in no base. */
export function monthsOf(review: Review): Month[] {
  const kinds = new Map(review.causes.map((cause) => [cause.name, cause.kind]));
  const markets = new Set(review.reservations.filter((one) => one.market !== "")
    .map((one) => one.name));
  const months = new Map<string, Month>();
  for (const row of review.waterfall) {
    if (markets.has(row.reservation)) continue;
    const found = monthIn(review, months, row.month);
    const kind = HELD_IN_TIME.has(row.cause) ? "held" : kinds.get(row.cause);
    if (kind !== "held" && found.unusedUsd !== null) found.unusedUsd += row.usd ?? 0;
    if (kind === undefined) continue;
    found.reserved += row.chip_ms;
    if (kind === "held") {
      found.used += row.chip_ms;
      continue;
    }
    found[kind] += row.chip_ms;
    found.unused.set(row.cause, (found.unused.get(row.cause) ?? 0) + row.chip_ms);
  }
  addMoney(review, months);
  return [...months.values()].sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** A month, with nothing in it if it is new. */
function monthIn(review: Review, months: Map<string, Month>, name: string): Month {
  const found = months.get(name) ?? { month: name, reserved: 0, used: 0, lacking: 0, idle: 0,
    unused: new Map<string, number>(), unusedUsd: review.money ? 0 : null, billedUsd: null,
    effectiveUsd: null };
  months.set(name, found);
  return found;
}

function addMoney(review: Review, months: Map<string, Month>): void {
  for (const row of review.money?.cash ?? []) {
    const found = monthIn(review, months, row.month);
    found.billedUsd = (found.billedUsd ?? 0) + row.billed_usd + row.prepaid_usd;
    found.effectiveUsd = (found.effectiveUsd ?? 0) + row.effective_usd;
  }
}

/** What share of a month's reserved chip-time no gang held. */
export function idleShare(month: Month): number {
  return month.reserved === 0 ? 0 : (month.idle + month.lacking) / month.reserved;
}

/** The month of which the largest share stood idle. */
export function worst(months: readonly Month[]): Month | undefined {
  return months.reduce<Month | undefined>((found, month) =>
    !found || idleShare(month) > idleShare(found) ? month : found, undefined);
}

/** The most of several parts. */
export function largest(parts: Map<string, number>): [name: string, size: number] | undefined {
  return [...parts].reduce<[string, number] | undefined>((found, part) =>
    !found || part[1] > found[1] ? part : found, undefined);
}
