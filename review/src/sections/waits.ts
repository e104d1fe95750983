// How long jobs waited, and how much longer that made them, by class.

import { amountAxis, GRID, timeAxis, tip, tooltip } from "../axes";
import type { Drawn, Shown } from "../board";
import { TimeChart, type Drawing } from "../chart";
import { choice, element, keys, named, section } from "../element";
import { amount, date, duration, NOTHING, shortName, whole } from "../format";
import { MOST_COLOURS, seriesColour, type Ink } from "../palette";
import { binsOf, jobsIn, slowdownQuantile, waitQuantile, type WaitQuantile } from "../quantile";
import type { WaitClass } from "../review";
import { SortedTable, type Column } from "../table";

const QUANTILES = [0.5, 0.95, 0.99] as const;
type ExactKey = "p50_s" | "p95_s" | "p99_s";
const EXACT: Record<number, ExactKey> = { 0.5: "p50_s", 0.95: "p95_s", 0.99: "p99_s" };

/** What an axis of waits counts in: the first of which the longest is three. */
const UNITS = [{ name: "days", ms: 86_400_000 }, { name: "hours", ms: 3_600_000 },
  { name: "minutes", ms: 60_000 }, { name: "seconds", ms: 1000 }];

interface Row {
  of: WaitClass;
  jobs: number;
  waits: WaitQuantile[];
  slowdowns: (number | null)[];
}

function waitText(wait: WaitQuantile): string {
  if (wait.value === null) return NOTHING;
  return (wait.atLeast ? "≥ " : "") + duration(wait.value);
}

/** Exact over the whole run; of a part of it from the counts in steps. */
function rowOf(shown: Shown, of: WaitClass): Row {
  const { waits } = shown.review;
  const bins = binsOf(waits, shown.buckets.count, shown.span);
  const slowdowns = [0.5, 0.95].map((q) => slowdownQuantile(waits, of, bins, q));
  if (!shown.isWholeRun) {
    return { of, jobs: jobsIn(of, bins), slowdowns, waits: QUANTILES.map((q) =>
      waitQuantile(waits, of, bins, q, shown.buckets)) };
  }
  return { of, jobs: of.jobs, slowdowns, waits: QUANTILES.map((q) => ({
    value: of[EXACT[q]!] * 1000, atLeast: of.at_least.includes(EXACT[q]!) })) };
}

const COLUMNS: Column<Row>[] = [
  { name: "Class", key: (row) => row.of.name, cell: (row) => named(row.of.name) },
  { name: "Jobs", number: true, key: (row) => row.jobs, cell: (row) => whole(row.jobs) },
  ...["Wait p50", "p95", "p99"].map((name, i): Column<Row> => ({ name, number: true,
    key: (row) => row.waits[i]!.value, cell: (row) => waitText(row.waits[i]!) })),
  ...["Slowdown p50", "p95"].map((name, i): Column<Row> => ({ name, number: true,
    key: (row) => row.slowdowns[i]!,
    cell: (row) => row.slowdowns[i] === null ? NOTHING : amount(row.slowdowns[i]!) })),
];

class ByClass implements Drawn {
  readonly host = element("div");
  private readonly table = new SortedTable<Row>({ label: "Waits and slowdowns by class",
    columns: COLUMNS, most: 20 });
  private readonly note = element("p", { class: "fine" });

  constructor(private readonly shown: Shown) {
    this.host.append(this.table.host, this.note);
    shown.board.add(this);
  }

  draw(): void {
    const { shown } = this;
    this.table.show(shown.review.waits.classes.map((of) => rowOf(shown, of)));
    this.note.textContent = shown.isWholeRun
      ? "Waits are exact; slowdowns, from counts in logarithmic steps, are near."
      : "Of jobs that were submitted in the selected time; from counts in logarithmic steps, near.";
  }
}

/** A quantile of the waits of those that were submitted in each bin, of the largest classes. */
function drawing(shown: Shown, q: number, ink: Ink): Drawing {
  const { waits } = shown.review;
  const { buckets } = shown;
  const bins = Math.ceil(buckets.count / waits.bin_buckets);
  const classes = [...waits.classes].sort((a, b) => b.jobs - a.jobs).slice(0, MOST_COLOURS);
  const series = classes.map((of, i) => ({
    id: of.name, name: shortName(of.name), type: "line", symbol: "circle", symbolSize: 4,
    connectNulls: false, lineStyle: { width: 1.6 }, color: seriesColour(i),
    data: Array.from({ length: bins }, (_, bin): [number, number | null] => {
      const wait = waitQuantile(waits, of, { first: bin, last: bin + 1 }, q, buckets).value;
      const middle = (buckets.edge(bin * waits.bin_buckets)
        + buckets.edge((bin + 1) * waits.bin_buckets)) / 2;
      return [shown.unix(middle), wait === null ? null : wait];
    }) }));
  const longest = Math.max(...series.flatMap((one) => one.data.map(([, wait]) => wait ?? 0)));
  const unit = UNITS.find(({ ms }) => longest >= 3 * ms) ?? UNITS[UNITS.length - 1]!;
  for (const one of series) {
    one.data = one.data.map(([at, wait]) => [at, wait === null ? null : wait / unit.ms]);
  }
  const option = {
    grid: GRID, xAxis: timeAxis(shown, ink),
    yAxis: amountAxis(unit.name, ink), series,
    tooltip: tooltip(ink, { trigger: "axis", formatter: (at: TipPoint[]) =>
      tip(`submitted around ${date(at[0]?.value[0] ?? 0)}`, at
        .filter((one) => one.value[1] !== null).map((one) => ({ colour: one.color,
          name: one.seriesName,
          value: duration(one.value[1]! * unit.ms) }))) }),
  };
  return { option, words: `Quantile ${q} by time of submission of ${classes.length} classes; the `
    + "table has the figures", values: bins * classes.length };
}

interface TipPoint {
  seriesName: string;
  color: string;
  value: [number, number | null];
}

function legend(classes: readonly WaitClass[]): HTMLElement {
  const largest = [...classes].sort((a, b) => b.jobs - a.jobs).slice(0, MOST_COLOURS);
  return keys(largest.map((of, i) => ({ colour: seriesColour(i), label: named(of.name) })));
}

export function waits(shown: Shown): HTMLElement {
  let q = 0.95;
  const chart = new TimeChart(shown.board, { label: "Wait by time of submission", height: 240,
    draw: (ink) => drawing(shown, q, ink) }, shown.review.start_unix_ms);
  const pick = choice("Quantile", [{ value: "0.95", text: "95th percentile" },
    { value: "0.5", text: "median" }, { value: "0.99", text: "99th percentile" }], (value) => {
    q = Number(value);
    shown.board.redrawOne(chart.host);
  });
  return section(shown.id("waits"), "Waits and slowdowns by class", new ByClass(shown).host,
    element("div", { class: "heading" }, element("h3", {}, "Wait by time of submission"), pick),
    legend(shown.review.waits.classes), chart.host);
}
