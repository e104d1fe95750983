// Lines over time: steps of means, each with the band from its least to its largest value.

import { amountAxis, GRID, timeAxis, tip, tooltip, type TipRow } from "./axes";
import type { Shown } from "./board";
import type { Span } from "./buckets";
import { TimeChart, type Drawing } from "./chart";
import { date, short } from "./format";
import { least, mean, most } from "./integral";
import type { Ink } from "./palette";
import type { Series } from "./review";
import { bandSeries } from "./shapes";
import { borders, grouped, MOST_POINTS, steps } from "./stack";

export interface Line {
  name: string;
  colour: string;
  series: Series;
}

export interface LinesForm {
  label: string;
  unit: string;
  height: number;
  lines: () => readonly Line[];
  /** The largest value of the axis; by default that of the lines. */
  top?: number;
  format?: (value: number) => string;
}

/** What of a line is in the selected span. */
interface Drawn {
  line: Line;
  means: number[];
  low: number[];
  high: number[];
}

export function lineChart(shown: Shown, form: LinesForm): TimeChart {
  return new TimeChart(shown.board, { label: form.label, height: form.height,
    draw: (ink) => drawing(shown, form, ink) }, shown.review.start_unix_ms);
}

function drawing(shown: Shown, form: LinesForm, ink: Ink): Drawing {
  const { buckets, span } = shown;
  const groups = buckets.groups(span, MOST_POINTS);
  const text = form.format ?? short;
  const drawn = form.lines().map((line): Drawn => ({ line,
    means: grouped(shown, line.series.mean, groups),
    low: groups.map((group) => least(line.series.min, group)),
    high: groups.map((group) => most(line.series.max, group)) }));
  const at = (index: number): HTMLElement => {
    const i = Math.min(index, groups.length - 1);
    const rows = drawn.map(({ line, means, low, high }): TipRow => ({ colour: line.colour,
      name: line.name, value: low[i] === high[i] ? text(means[i]!)
        : `${text(means[i]!)} (${text(low[i]!)} – ${text(high[i]!)})` }));
    return tip(date(shown.unix(buckets.edge(groups[i]!.first))), rows);
  };
  const option = {
    grid: GRID, xAxis: timeAxis(shown, ink),
    yAxis: amountAxis(form.unit, ink, { ...(form.top === undefined ? {} : { max: form.top }),
      ...(form.top === 1 ? { interval: 0.5 } : {}),
      axisLabel: { color: ink.muted, fontSize: 11, formatter: (value: number) => text(value) } }),
    tooltip: tooltip(ink, { trigger: "axis",
      formatter: (points: { dataIndex: number }[]) => at(points[0]?.dataIndex ?? 0) }),
    series: seriesOf(shown, drawn, groups),
  };
  const words = drawn.map(({ line }) => `${line.name}: mean ${
    text(mean(buckets, line.series, span))}, from ${text(least(line.series.min, span))} to ${
    text(most(line.series.max, span))}`).join("; ");
  return { option, words, values: groups.length * drawn.length };
}

/** The means as lines, upon the bands of the extremes. */
function seriesOf(shown: Shown, drawn: readonly Drawn[], groups: readonly Span[]): object[] {
  const at = borders(shown, groups);
  return [bandSeries(drawn.map(({ line, low, high }) =>
    ({ at, low, high, colour: line.colour, opacity: 0.2 }))),
  ...drawn.map(({ line, means }) => ({ id: line.name, type: "line", step: "end", z: 2,
    showSymbol: false, silent: true, data: steps(shown, groups, means),
    lineStyle: { width: 1.6, color: line.colour } }))];
}

/** A series of what is nothing all the time. */
export function zeros(count: number): Series {
  const none = new Array<number>(count).fill(0);
  return { mean: none, min: none, max: none };
}
