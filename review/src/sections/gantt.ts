// Which job held which units when: the largest as bars, all others as shades.

import { GRID, timeAxis, tip, tooltip, type TipRow } from "../axes";
import type { Shown } from "../board";
import { TimeChart, type Drawing } from "../chart";
import { choice, element, keys, named, section } from "../element";
import { date, duration, percent, short, shortName, whole } from "../format";
import { heat, heldByOthers, picture, rowUnits } from "../heat";
import { MOST_COLOURS, seriesColour, type Ink } from "../palette";
import type { Bar, Gantt, Job, Pool, Review } from "../review";
import { RECTANGLES, type Api } from "../shapes";
import { podsOf, podUnits, torusOf } from "../torus";
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

/** Units `[first, last)`. */
interface Units {
  first: number;
  last: number;
}

class GanttOfPool {
  readonly chart: TimeChart;
  /** The colour of a job, by its index. */
  colourOf: (job: number) => string;
  private pool: Pool;
  private gantt: Gantt;
  private units: Units;
  private readonly pictures = new Map<Gantt, HTMLCanvasElement>();

  constructor(private readonly shown: Shown, colourOf: (job: number) => string,
      chosen: (job: Job) => void) {
    this.colourOf = colourOf;
    [this.pool, this.gantt] = [shown.review.pools[0]!, shown.review.gantt[0]!];
    this.units = { first: 0, last: this.pool.units };
    this.chart = new TimeChart(shown.board, { label: "Units by job", height: HEIGHT,
      draw: (ink) => this.drawing(ink), click: (data) => {
        if (Array.isArray(data) && data.length === 1) {
          chosen(shown.review.jobs[data[0] as number]!);
        }
      } }, shown.review.start_unix_ms);
  }

  show(index: number): void {
    this.pool = this.shown.review.pools[index]!;
    this.gantt = this.shown.review.gantt[index]!;
    this.showUnits({ first: 0, last: this.pool.units });
  }

  showUnits(units: Units): void {
    this.units = units;
    this.shown.board.redrawOne(this.chart.host);
  }

  /** Shows `factor` times as many units, from the first that is shown. */
  zoomUnits(factor: number): void {
    const { first, last } = this.units;
    const size = Math.min(this.pool.units, Math.max(4, Math.round((last - first) * factor)));
    const from = Math.min(first, this.pool.units - size);
    this.showUnits({ first: from, last: from + size });
  }

  /** Moves the units that are shown by a share of them. */
  moveUnits(share: number): void {
    const size = this.units.last - this.units.first;
    const moved = Math.round(this.units.first + share * size);
    const first = Math.min(this.pool.units - size, Math.max(0, moved));
    this.showUnits({ first, last: first + size });
  }

  private drawing(ink: Ink): Drawing {
    const { shown, pool, units } = this;
    const { from, until } = shown.board.selection.period;
    const bars = this.gantt.bars.filter((bar) => bar[3] < until && bar[4] > from);
    const inside = bars.filter((bar) => bar[1] < units.last && bar[1] + bar[2] > units.first);
    const option = {
      grid: { ...GRID, left: 60 }, xAxis: timeAxis(shown, ink),
      yAxis: { type: "value", name: "unit", inverse: true, min: units.first, max: units.last,
        nameLocation: "start", nameGap: 8, nameTextStyle: { color: ink.muted, fontSize: 11 },
        axisTick: { show: false },
        axisLabel: { color: ink.muted, fontSize: 11, formatter: (value: number) =>
          units.last - units.first < 1000 ? String(value) : short(value) },
        splitLine: { show: false }, axisLine: { lineStyle: { color: ink.line } } },
      tooltip: tooltip(ink, { trigger: "item", formatter: (at: { value: number[] }) =>
        at.value.length === 1 ? this.tip(at.value[0]!) : this.tipOfOthers() }),
      series: [this.others(), this.bars(inside, ink)],
    };
    const jobs = new Set(bars.map((bar) => bar[0])).size;
    return { option, words: `${whole(jobs)} of the largest jobs, with ${
      percent(this.gantt.shown_share)} of the held chip-time of ${shortName(pool.name)}; their `
      + "figures are in the tables of jobs", values: inside.length + this.gantt.rest.length };
  }

  private others(): object {
    const { buckets } = this.shown;
    const { gantt } = this;
    const image = this.pictures.get(gantt) ?? picture(gantt);
    this.pictures.set(gantt, image);
    const [from, until] = [this.shown.unix(buckets.from),
      this.shown.unix(buckets.edge(0) + buckets.count * buckets.width)];
    return { id: "others", type: "custom", clip: true, data: [[from, 0, until]],
      encode: { x: [], y: [], tooltip: [] },
      renderItem: (_: unknown, api: Api) => {
        const [x, y] = api.coord([from, 0]);
        const [right, bottom] = api.coord([until, this.pool.units]);
        return { type: "image", style: { image, x, y, width: right - x, height: bottom - y } };
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
          fill: this.colourOf(job), lineWidth: thick ? 0.8 : 0 } };
      } };
  }

  private tip(index: number): HTMLElement {
    const { shown } = this;
    const job = shown.review.jobs[index]!;
    const [unix, unit] = this.chart.under;
    const time = unix - shown.review.start_unix_ms;
    const bar = this.gantt.bars.find((one) => one[0] === index && one[3] <= time && time < one[4]
      && one[1] <= unit && unit < one[1] + one[2]);
    const rows: TipRow[] = [
      { name: "tenant", value: shortName(job.tenant), colour: this.colourOf(index) },
      { name: "chips", value: whole(job.chips) + (job.slice === "" ? "" : `, as ${job.slice}`) },
    ];
    if (bar) {
      const [, first, units, from, until] = bar;
      rows.push({ name: "from", value: date(shown.unix(from)) },
        { name: "until", value: date(shown.unix(until)) },
        { name: "for", value: duration(until - from) },
        { name: "units", value: units === 1 ? `${first}` : `${first}–${first + units - 1}` });
    }
    rows.push({ name: "waited", value: duration((job.wait ?? 0) + job.requeue) });
    return tip(shortName(job.id), rows);
  }

  private tipOfOthers(): HTMLElement {
    const { shown, pool, gantt } = this;
    const [unix, unit] = this.chart.under;
    const time = unix - shown.review.start_unix_ms;
    const { first } = shown.buckets.span({ from: time - shown.buckets.width / 2, until: time });
    const row = Math.min(gantt.rows - 1, Math.floor(unit * gantt.rows / pool.units));
    const of = rowUnits(gantt, pool, row);
    return tip("Smaller jobs", [
      { name: `of units ${of.first}–${of.last - 1}`,
        value: percent(heldByOthers(gantt, pool, unit, first) / 100) },
      { name: "from", value: date(shown.unix(shown.buckets.edge(first))) },
      { name: "until", value: date(shown.unix(shown.buckets.edge(first + 1))) }]);
  }
}

function legend(colourBy: Map<string, string>): HTMLElement {
  const entries = [...colourBy].slice(0, MOST_COLOURS).map(([name, colour], i) => ({ colour,
    label: i === OTHERS && colourBy.size > MOST_COLOURS ? "all others" : named(name) }));
  return keys([...entries, ...[0.25, 1].map((share) => ({ colour: heat(share),
    label: `smaller jobs, ${share * 100} % of a row` }))]);
}

/** What is chosen of the Gantt: the pool, the pod, what has a colour of its own, the units. */
class Choices {
  readonly host: HTMLElement;
  private readonly pod = element("span");

  constructor(private readonly shown: Shown, private readonly gantt: GanttOfPool,
      colourBy: Map<string, string>, private readonly chosen: (pool: number, pod: number) => void) {
    const pools = shown.review.pools.map((pool, i) => ({ value: String(i), text: pool.name }));
    const { jobs } = shown.review;
    const ofTenant = (job: number): string => colourBy.get(jobs[job]!.tenant)!;
    const colour = choice("Colours", [{ value: "tenants", text: "of tenants" },
      { value: "jobs", text: "of jobs" }], (value) => {
      gantt.colourOf = value === "jobs" ? (job) => seriesColour(job % OTHERS) : ofTenant;
      shown.board.redrawOne(gantt.chart.host);
    });
    const button = (text: string, label: string, act: () => void): HTMLElement =>
      element("button", { type: "button", "aria-label": label, title: label, onclick: act }, text);
    this.host = element("div", { class: "heading" }, legend(colourBy), colour,
      choice("Pool", pools, (value) => this.show(Number(value))), this.pod,
      element("span", { class: "buttons" },
        button("+", "Fewer units", () => gantt.zoomUnits(0.5)),
        button("−", "More units", () => gantt.zoomUnits(2)),
        button("↑", "Lower units", () => gantt.moveUnits(-0.5)),
        button("↓", "Higher units", () => gantt.moveUnits(0.5))));
    this.show(0);
  }

  private show(index: number): void {
    const pool = this.shown.review.pools[index]!;
    this.gantt.show(index);
    this.pod.replaceChildren();
    this.chosen(index, 0);
    const torus = torusOf(pool);
    if (!torus || podsOf(torus) === 1) return;
    const pods = Array.from({ length: podsOf(torus) }, (_, pod) =>
      ({ value: String(pod), text: `pod ${pod}` }));
    this.pod.append(choice("Pod", [{ value: "", text: "all pods" }, ...pods], (value) => {
      this.gantt.showUnits(value === "" ? { first: 0, last: pool.units }
        : podUnits(torus, pool, Number(value)));
      this.chosen(index, Number(value));
    }));
  }
}

export function gantt(shown: Shown): HTMLElement {
  const { review } = shown;
  const colourBy = colours(review);
  const opened = element("div", { "aria-live": "polite" });
  const made = new GanttOfPool(shown, (job) => colourBy.get(review.jobs[job]!.tenant)!,
    (job) => opened.replaceChildren(element("h3", {}, named(job.id)), story(shown, job)));
  const pods = element("div");
  const podsByPool = new Map<number, Pods>();
  const share = element("p", { class: "fine" });
  const choices = new Choices(shown, made, colourBy, (index, pod) => {
    const pool = review.pools[index]!;
    share.textContent = `Bars are ${percent(review.gantt[index]!.shown_share)} of the chip-time `
      + `that was held; smaller jobs are shades. ${torusOf(pool) ? podWords(pool) : ""}`;
    if (!torusOf(pool)) return pods.replaceChildren();
    const found = podsByPool.get(index) ?? new Pods(shown, pool, review.gantt[index]!);
    podsByPool.set(index, found);
    found.show(pod);
    pods.replaceChildren(found.host);
  });
  return section(shown.id("gantt"), "Units by job", choices.host, made.chart.host, share, opened,
    pods);
}

