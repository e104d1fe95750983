// Which job held which units when: the largest as bars, all others as shades.

import { GRID, timeAxis, tip, tooltip } from "../axes";
import type { Shown } from "../board";
import { TimeChart, type Drawing } from "../chart";
import { choice, element, keys, named, section } from "../element";
import { date, duration, NOTHING, percent, short, shortName, whole } from "../format";
import { INK, MOST_COLOURS, seriesColour, type Ink } from "../palette";
import type { Bar, Gantt, Job, Pool, Review } from "../review";
import { RECTANGLES, type Api } from "../shapes";
import { torusOf } from "../torus";
import { story } from "./jobs";
import { Pods, podWords } from "./pods";

const HEIGHT = 420;
const OTHERS = MOST_COLOURS - 1;

/** A colour a tenant: those of most bars have their own. */
function colours(review: Review): Map<string, string> {
  const counts = new Map<string, number>();
  for (const { bars } of review.gantt) {
    for (const bar of bars) {
      const { tenant } = review.jobs[bar[0]]!;
      counts.set(tenant, (counts.get(tenant) ?? 0) + bar[2] * (bar[4] - bar[3]));
    }
  }
  const names = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  return new Map(names.map((name, i) => [name, seriesColour(Math.min(i, OTHERS))]));
}

/** The held shares of the other jobs as a picture: a pixel a row of units and bucket. */
function picture(gantt: Gantt, colour: string): HTMLCanvasElement {
  const canvas = element("canvas", { width: gantt.rest[0]?.length ?? 1, height: gantt.rows });
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = colour;
  gantt.rest.forEach((row, y) => row.forEach((percentage, x) => {
    if (percentage === 0) return;
    pen.globalAlpha = 0.12 + 0.5 * percentage / 100;
    pen.fillRect(x, y, 1, 1);
  }));
  return canvas;
}

class GanttOfPool {
  readonly chart: TimeChart;
  pool: Pool;
  gantt: Gantt;
  private pictures = new Map<string, HTMLCanvasElement>();
  private zoomed: { start: number; end: number } = { start: 0, end: 100 };

  constructor(private readonly shown: Shown, private readonly colourOf: (job: Job) => string,
      chosen: (job: Job) => void) {
    [this.pool, this.gantt] = [shown.review.pools[0]!, shown.review.gantt[0]!];
    this.chart = new TimeChart(shown.board, { label: "Units by job", height: HEIGHT,
      draw: (ink) => this.drawing(ink), click: (data) => {
        if (Array.isArray(data)) chosen(shown.review.jobs[data[0] as number]!);
      } }, shown.review.start_unix_ms);
  }

  show(index: number): void {
    this.pool = this.shown.review.pools[index]!;
    this.gantt = this.shown.review.gantt[index]!;
    this.pictures.clear();
    this.zoomed = { start: 0, end: 100 };
    this.shown.board.redrawOne(this.chart.host);
  }

  /** Shows `factor` times as many units, from the first that is shown. */
  zoomUnits(factor: number): void {
    const { start, end } = this.zoomed;
    const size = Math.min(100, Math.max(2, (end - start) * factor));
    const first = Math.min(start, 100 - size);
    this.zoomed = { start: first, end: first + size };
    this.shown.board.redrawOne(this.chart.host);
  }

  /** Moves the units that are shown by a share of them. */
  moveUnits(share: number): void {
    const size = this.zoomed.end - this.zoomed.start;
    const start = Math.min(100 - size, Math.max(0, this.zoomed.start + share * size));
    this.zoomed = { start, end: start + size };
    this.shown.board.redrawOne(this.chart.host);
  }

  private drawing(ink: Ink): Drawing {
    const { shown, pool, zoomed } = this;
    const { from, until } = shown.board.selection.period;
    const bars = this.gantt.bars.filter((bar) => bar[3] < until && bar[4] > from);
    const low = pool.units * zoomed.start / 100;
    const high = pool.units * zoomed.end / 100;
    const inside = bars.filter((bar) => bar[1] < high && bar[1] + bar[2] > low);
    const option = {
      grid: { ...GRID, left: 60 }, xAxis: timeAxis(shown, ink),
      yAxis: { type: "value", name: "unit", inverse: true, min: Math.floor(low),
        max: Math.ceil(high), nameLocation: "start", nameGap: 8,
        nameTextStyle: { color: ink.muted, fontSize: 11 }, axisTick: { show: false },
        axisLabel: { color: ink.muted, fontSize: 11, formatter: (value: number) => short(value) },
        splitLine: { show: false }, axisLine: { lineStyle: { color: ink.line } } },
      tooltip: tooltip(ink, { trigger: "item", formatter: (at: { value: number[] }) =>
        this.tip(shown.review.jobs[at.value[0]!]!) }),
      series: [this.rest(ink), this.bars(inside, ink)],
    };
    const jobs = new Set(bars.map((bar) => bar[0])).size;
    return { option, words: `${whole(jobs)} of the largest jobs, with ${
      percent(this.gantt.shown_share)} of the held chip-time of ${shortName(pool.name)}; their `
      + "figures are in the tables of jobs", values: inside.length + this.gantt.rest.length };
  }

  private rest(ink: Ink): object {
    const { buckets } = this.shown;
    const image = this.pictures.get(ink.muted) ?? picture(this.gantt, ink.muted);
    this.pictures.set(ink.muted, image);
    const [from, until] = [this.shown.unix(buckets.from),
      this.shown.unix(buckets.edge(0) + buckets.count * buckets.width)];
    return { id: "others", type: "custom", silent: true, clip: true, data: [[from, 0, until]],
      renderItem: (_: unknown, api: Api) => {
        const [x, y] = api.coord([from, 0]);
        const [right, bottom] = api.coord([until, this.pool.units]);
        return { type: "image", silent: true,
          style: { image, x, y, width: right - x, height: bottom - y } };
      } };
  }

  /** One element a job, which has all of its rectangles; data: the job. */
  private bars(bars: readonly Bar[], ink: Ink): object {
    const { shown } = this;
    const byJob = new Map<number, Bar[]>();
    for (const bar of bars) {
      const found = byJob.get(bar[0]);
      if (found) found.push(bar);
      else byJob.set(bar[0], [bar]);
    }
    return { id: "bars", type: "custom", clip: true, data: [...byJob.keys()].map((job) => [job]),
      encode: { x: [], y: [], tooltip: [] },
      renderItem: (_: unknown, api: Api) => {
        const job = api.value(0);
        const rectangles = byJob.get(job)!.map(([, unit, units, from, until]) => {
          const [x, y] = api.coord([shown.unix(from), unit]);
          const [right, bottom] = api.coord([shown.unix(until), unit + units]);
          return [x, y, Math.max(1, right - x), Math.max(1, bottom - y)];
        });
        // Between bars that are thin a border would be all that is seen.
        const thick = rectangles.every(([, , width, height]) => width! > 5 && height! > 5);
        return { type: RECTANGLES, shape: { rectangles }, style: { stroke: ink.surface,
          fill: this.colourOf(shown.review.jobs[job]!), lineWidth: thick ? 0.8 : 0 } };
      } };
  }

  private tip(job: Job): HTMLElement {
    const { shown } = this;
    return tip(shortName(job.id), [
      { name: "tenant", value: shortName(job.tenant), colour: this.colourOf(job) },
      { name: "chips", value: whole(job.chips) + (job.slice === "" ? "" : `, ${job.slice}`) },
      { name: "waited", value: duration((job.wait ?? 0) + job.requeue) },
      { name: "started", value: job.start === null ? NOTHING : date(shown.unix(job.start)) },
      { name: "ran", value: duration(job.run) },
    ]);
  }
}

function legend(colourBy: Map<string, string>): HTMLElement {
  const entries = [...colourBy].slice(0, MOST_COLOURS).map(([name, colour], i) => ({ colour,
    label: i === OTHERS && colourBy.size > MOST_COLOURS ? "all others" : named(name) }));
  return keys([...entries, { colour: INK.light.muted, label: "smaller jobs" }]);
}

export function gantt(shown: Shown): HTMLElement {
  const { review } = shown;
  const colourBy = colours(review);
  const colourOf = (job: Job): string => colourBy.get(job.tenant) ?? seriesColour(OTHERS);
  const chosen = element("div", { "aria-live": "polite" });
  const made = new GanttOfPool(shown, colourOf, (job) => chosen.replaceChildren(
    element("h3", {}, named(job.id)), story(shown, job)));
  const pods = element("div");
  const podsOf = new Map<number, HTMLElement>();
  const podsAt = (index: number): HTMLElement => {
    const found = podsOf.get(index) ?? new Pods(shown, review.pools[index]!, review.gantt[index]!)
      .host;
    podsOf.set(index, found);
    return found;
  };
  const share = element("p", { class: "fine" });
  const show = (index: number): void => {
    made.show(index);
    const pool = review.pools[index]!;
    share.textContent = `Bars are ${percent(review.gantt[index]!.shown_share)} of the chip-time `
      + `that was held; smaller jobs are grey. ${torusOf(pool) ? podWords(pool) : ""}`;
    pods.replaceChildren(...(torusOf(pool) ? [podsAt(index)] : []));
  };
  show(0);
  const pick = choice("Pool", review.pools.map((pool, i) =>
    ({ value: String(i), text: pool.name })),
    (value) => show(Number(value)));
  const button = (text: string, label: string, act: () => void): HTMLElement =>
    element("button", { type: "button", "aria-label": label, title: label, onclick: act }, text);
  return section(shown.id("gantt"), "Units by job", element("div", { class: "heading" },
    legend(colourBy), pick, element("span", { class: "buttons" },
      button("+", "Fewer units", () => made.zoomUnits(0.5)),
      button("−", "More units", () => made.zoomUnits(2)),
      button("↑", "Lower units", () => made.moveUnits(-0.5)),
      button("↓", "Higher units", () => made.moveUnits(0.5)))),
  made.chart.host, share, chosen, pods);
}
