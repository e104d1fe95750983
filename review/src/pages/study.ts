// The page of a study: axes against figures with intervals, and differences from the baseline.

import { amountAxis, tip, tooltip } from "../axes";
import type { Board } from "../board";
import { Chart, type Drawing } from "../chart";
import { choice, element, keys, named, section, type Child } from "../element";
import { amount, figureWords, NOTHING, shortName } from "../format";
import { MOST_COLOURS, seriesColour, type Ink } from "../palette";
import type { Interval, StudyPoint, StudyReview } from "../review";
import type { Api } from "../shapes";
import { SortedTable, type Column } from "../table";

/** What of the study is drawn. */
interface View {
  metric: number;
  /** The axis that goes to the right. */
  across: number;
}

type Pick = (point: StudyPoint) => readonly Interval[] | null;

/** The values of all axes but the one across: points that differ in them are told apart. */
function lineName(study: StudyReview, view: View, point: StudyPoint): string {
  return study.axes.map((axis, i) => i === view.across ? "" : `${leaf(axis.path)} ${
    point.settings[i]!}`).filter((text) => text !== "").join(", ");
}

/** The last word of a path. */
function leaf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

interface Line {
  name: string;
  points: { x: number; of: Interval }[];
}

/** The points as lines: those that differ in the axis across alone are one. */
export function linesOf(study: StudyReview, view: View, pick: Pick): Line[] {
  const values = study.axes[view.across]?.values ?? [""];
  const lines = new Map<string, Line>();
  for (const point of study.points) {
    const of = pick(point)?.[view.metric];
    if (!of || of.mean === null) continue;
    const name = lineName(study, view, point);
    const line = lines.get(name) ?? { name, points: [] };
    line.points.push({ x: Math.max(0, values.indexOf(point.settings[view.across] ?? "")), of });
    lines.set(name, line);
  }
  return [...lines.values()];
}

function intervals(line: Line, colour: string, shift: number): object {
  return { id: `${line.name} interval`, type: "custom", silent: true, z: 1,
    encode: { x: 0, y: [1, 2] },
    data: line.points.filter(({ of }) => of.low !== null)
      .map(({ x, of }) => [x, of.low, of.high]),
    renderItem: (_: unknown, api: Api) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const [, high] = api.coord([api.value(0), api.value(2)]);
      const at = x + shift;
      const stroke = { stroke: colour, lineWidth: 1.5, opacity: 0.8 };
      const bar = (x1: number, y1: number, x2: number, y2: number): object =>
        ({ type: "line", shape: { x1, y1, x2, y2 }, style: stroke });
      return { type: "group", children: [bar(at, low, at, high), bar(at - 4, low, at + 4, low),
        bar(at - 4, high, at + 4, high)] };
    } };
}

function drawing(study: StudyReview, view: View, pick: Pick, zero: boolean, ink: Ink): Drawing {
  const lines = linesOf(study, view, pick).slice(0, MOST_COLOURS);
  const values = study.axes[view.across]?.values ?? [""];
  const metric = study.metrics[view.metric]!;
  const below = lines.some((line) => line.points.some(({ of }) => (of.low ?? of.mean ?? 0) < 0));
  const option = {
    grid: { left: 64, right: 20, top: 30, bottom: 48 },
    xAxis: { type: "category", data: values.map(shortName), axisTick: { show: false },
      name: leaf(study.axes[view.across]?.path ?? ""), nameLocation: "middle", nameGap: 30,
      nameTextStyle: { color: ink.muted },
      axisLine: { lineStyle: { color: ink.line }, onZero: false },
      axisLabel: { color: ink.muted, hideOverlap: true } },
    yAxis: amountAxis(figureWords(metric), ink, below ? { min: null } : {}),
    tooltip: tooltip(ink, { trigger: "axis", formatter: (at: { value: [number] }[]) =>
      tip(values[at[0]?.value[0] ?? 0] ?? "", lines.flatMap((line, i) => line.points
        .filter((point) => point.x === at[0]?.value[0]).map(({ of }) => ({ colour: seriesColour(i),
          name: shortName(line.name), value: intervalText(of) })))) }),
    series: lines.flatMap((line, i) => [
      { id: line.name, type: "line", data: line.points.map(({ x, of }) => [x, of.mean]),
        color: seriesColour(i), lineStyle: { width: 2 }, symbol: "circle", symbolSize: 7,
        ...(zero && i === 0 ? { markLine: { silent: true, symbol: "none", label: { show: false },
          lineStyle: { color: ink.muted }, data: [{ yAxis: 0 }] } } : {}) },
      intervals(line, seriesColour(i), (i - (lines.length - 1) / 2) * 5)]),
  };
  const count = lines.reduce((total, line) => total + line.points.length, 0);
  return { option, words: `${figureWords(metric)} of ${count} points; the table has the figures`,
    values: count };
}

function intervalText(of: Interval): string {
  if (of.mean === null) return NOTHING;
  return amount(of.mean) + (of.low === null || of.high === null ? ""
    : ` (${amount(of.low)} to ${amount(of.high)})`);
}

interface Numbered {
  number: number;
  point: StudyPoint;
}

/** An interval with what may be wrong with it. */
function cell(of: Interval | undefined): HTMLElement {
  if (!of) return element("span", {}, NOTHING);
  const mark = of.warning === "" ? null : element("sup", { class: "warn" }, "!");
  return element("span", { title: of.warning }, intervalText(of), mark);
}

function columnsOf(study: StudyReview, pick: Pick): Column<Numbered>[] {
  return [
    { name: "Point", number: true, key: (row) => row.number, cell: (row) => String(row.number) },
    ...study.axes.map((axis, i): Column<Numbered> => ({ name: leaf(axis.path),
      key: (row) => axis.values.indexOf(row.point.settings[i]!),
      cell: (row) => named(row.point.settings[i]!) })),
    ...study.metrics.map((metric, i): Column<Numbered> => ({
      name: figureWords(metric), number: true,
      key: (row) => pick(row.point)?.[i]?.mean ?? null,
      cell: (row) => cell(pick(row.point)?.[i]) })),
  ];
}

function pointTable(study: StudyReview, label: string, pick: Pick): HTMLElement {
  const table = new SortedTable<Numbered>({ label, most: 30, columns: columnsOf(study, pick) });
  table.show(study.points.map((point, number) => ({ number, point }))
    .filter(({ point }) => pick(point) !== null));
  return table.host;
}

function warnings(study: StudyReview): HTMLElement | null {
  const intervals = study.points.flatMap((point) =>
    [...point.intervals, ...(point.differences ?? [])]);
  const texts = new Set(intervals.flatMap((of) => of.warning.split("; ")));
  texts.delete("");
  if (texts.size === 0) return null;
  return element("p", { class: "fine" }, `! Some intervals: ${[...texts].join("; ")}.`);
}

function legend(study: StudyReview, view: View): HTMLElement {
  const lines = linesOf(study, view, (point) => point.intervals);
  const hidden = lines.length - MOST_COLOURS;
  return element("div", {}, keys(lines.slice(0, MOST_COLOURS).map((line, i) =>
    ({ colour: seriesColour(i), label: named(line.name === "" ? "all points" : line.name) }))),
  hidden > 0 ? element("p", { class: "fine" }, `${hidden} more are in the table alone.`) : null);
}

/** The parts of a study's page. */
export function studySections(board: Board, study: StudyReview): Child[] {
  // The axis with most values goes to the right.
  const across = study.axes.reduce((most, axis, i) =>
    axis.values.length > study.axes[most]!.values.length ? i : most, 0);
  const view: View = { metric: 0, across };
  const compared = study.points.some((point) => point.differences !== null);
  const chartOf = (label: string, pick: Pick, zero: boolean): Chart => new Chart(board, { label,
    height: 340, draw: (ink) => drawing(study, view, pick, zero, ink) });
  const own = chartOf("Figures by axis", (point) => point.intervals, false);
  const against = chartOf("Differences from the baseline", (point) => point.differences, true);
  const names = element("div", {}, legend(study, view));
  const redraw = (): void => {
    names.replaceChildren(legend(study, view));
    for (const chart of compared ? [own, against] : [own]) board.redrawOne(chart.host);
  };
  const metric = choice("Figure", study.metrics.map((name, i) =>
    ({ value: String(i), text: figureWords(name) })), (value) => {
    view.metric = Number(value);
    redraw();
  });
  const right = choice("Axis", study.axes.map((axis, i) => ({ value: String(i), text: axis.path })),
    (value) => {
      view.across = Number(value);
      redraw();
    });
  right.querySelector("select")!.value = String(across);
  const level = Math.round(study.confidence * 100);
  return [
    section("figures", "What the settings change", element("div", { class: "heading" }, metric,
      right), names, own.host, element("p", { class: "fine" },
      `Points are means over replications; bars are ${level} % intervals.`), warnings(study)),
    compared ? section("differences", "Differences from the baseline", against.host,
      pointTable(study, "Differences", (point) => point.differences)) : null,
    section("points", "Points", pointTable(study, "Points", (point) => point.intervals)),
  ];
}
