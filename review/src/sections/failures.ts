// What was out of order, and which gangs lost their place.

import { amountAxis, GRID, timeAxis, tip, tooltip } from "../axes";
import type { Drawn, Shown } from "../board";
import { TimeChart, type Drawing } from "../chart";
import { element, named, section } from "../element";
import { date, whole } from "../format";
import { causesByBucket, sum } from "../integral";
import { lineChart } from "../lines";
import { causeColour, seriesColour, type Ink } from "../palette";
import type { Failure, Series } from "../review";
import { MOST_POINTS } from "../stack";
import { SortedTable } from "../table";

/** Chips in repair, of all reservations; extremes of several are bounds. */
function inRepair(shown: Shown): Series {
  const { buckets, review } = shown;
  const chipMs = causesByBucket(review).get("in_repair")
    ?? new Array<number>(buckets.count).fill(0);
  const add = (pick: "min" | "max"): number[] => Array.from({ length: buckets.count }, (_, i) =>
    review.reservations.reduce((total, one) =>
      total + (one.chips["in_repair"]?.[pick][i] ?? 0), 0));
  return { mean: chipMs.map((value, i) => value / (buckets.edge(i + 1) - buckets.edge(i))),
    min: add("min"), max: add("max") };
}

function interrupted(shown: Shown, counts: readonly number[], ink: Ink): Drawing {
  const { buckets, span } = shown;
  const groups = buckets.groups(span, MOST_POINTS / 4);
  const data = groups.map((group): [number, number] => [
    shown.unix((buckets.edge(group.first) + buckets.edge(group.last)) / 2), sum(counts, group)]);
  const option = {
    grid: GRID, xAxis: timeAxis(shown, ink), yAxis: amountAxis("gangs", ink, { minInterval: 1 }),
    tooltip: tooltip(ink, { trigger: "axis", formatter: (at: { dataIndex: number }[]) => {
      const i = at[0]?.dataIndex ?? 0;
      return tip(date(shown.unix(buckets.edge(groups[i]!.first))), [
        { name: "gangs interrupted", value: whole(data[i]![1]) }]);
    } }),
    series: [{ id: "interruptions", type: "bar", data, barMinWidth: 2, barMaxWidth: 8,
      itemStyle: { color: seriesColour(5) } }],
  };
  return { option, words: `${whole(sum(counts, span))} gangs lost their place`,
    values: data.length };
}

/** The failures in the selected time. */
class Failures implements Drawn {
  readonly host = element("div");
  private readonly table: SortedTable<Failure>;

  constructor(private readonly shown: Shown, private readonly rows: readonly Failure[]) {
    this.table = new SortedTable<Failure>({ label: "Failures", most: 8, columns: [
      { name: "When", key: (row) => row[0], cell: (row) => date(shown.unix(row[0])) },
      { name: "Pool", key: (row) => shown.review.pools[row[1]]!.name,
        cell: (row) => named(shown.review.pools[row[1]]!.name) },
      { name: "What", key: (row) => row[3], cell: (row) => row[3] },
      { name: "Units", number: true, key: (row) => row[2], cell: (row) => whole(row[2]) },
    ] });
    this.host.append(this.table.host);
    shown.board.add(this);
  }

  draw(): void {
    const { from, until } = this.shown.board.selection.period;
    this.table.show(this.rows.filter((row) => row[0] >= from && row[0] < until));
  }
}

export function failures(shown: Shown): HTMLElement | null {
  const { review } = shown;
  const counts = review.interruptions;
  const repaired = inRepair(shown);
  const isDown = repaired.max.some((chips) => chips > 0);
  if (!counts && !isDown) return null;
  const parts: (HTMLElement | null)[] = [];
  if (isDown) {
    parts.push(element("h3", {}, "Chips in repair"), lineChart(shown, { label: "Chips in repair",
      unit: "chips", height: 150, lines: () => [{ name: "in repair",
        colour: causeColour("in_repair"), series: repaired }] }).host);
  }
  if (counts) {
    parts.push(element("h3", {}, "Gangs that lost their place"), new TimeChart(shown.board, {
      label: "Gangs that lost their place", height: 150,
      draw: (ink) => interrupted(shown, counts, ink) }, review.start_unix_ms).host);
  }
  if (review.failures && review.failures.rows.length > 0) {
    const { count, rows } = review.failures;
    parts.push(element("h3", {}, rows.length < count ? `The largest ${whole(rows.length)} of ${
      whole(count)} failures` : "Failures"), new Failures(shown, rows).host);
  }
  return section(shown.id("failures"), "Failures", ...parts);
}
