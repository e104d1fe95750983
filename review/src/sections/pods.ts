// A torus at one moment: its blocks, and which slices lie in them, each of a colour of its own.

import type { Drawn, Shown } from "../board";
import { element, named, swatch } from "../element";
import { amount, date, NOTHING, percent, whole } from "../format";
import { heat, heldByOthers } from "../heat";
import { INK, MOST_COLOURS, seriesColour } from "../palette";
import type { Bar, Gantt, Job, Pool } from "../review";
import { SortedTable } from "../table";
import { blockSize, placeOf, podUnits, podsOf, torusOf, type Torus } from "../torus";

const GAP = 6;
const MOST_CELL = 16;
/** Pixels that the shape of a slice needs to be written. */
const LETTER = { wide: 6.2, high: 12 };

interface Slice {
  job: Job;
  units: number;
  colour: string;
}

/** How blocks are laid out: of `across` side by side, cells of `cell` pixels. */
interface Layout {
  across: number;
  cell: number;
}

export class Pods implements Drawn {
  readonly host = element("div", { class: "pods" });
  private readonly canvas = element("canvas", { role: "img" });
  private readonly chart = element("div", { class: "chart", "data-chart": "Pods" }, this.canvas);
  private readonly moment = element("input", { type: "range", min: 0, max: 1000, value: 500,
    "aria-label": "Moment in the selected time", oninput: () => this.redraw() });
  private readonly when = element("output");
  private readonly under = element("p", { class: "fine under-pointer" });
  private readonly table: SortedTable<Slice>;
  private readonly torus: Torus;
  private pod = 0;
  private time = 0;
  private layout: Layout = { across: 1, cell: 1 };
  /** Of each unit of the pod, the bar that holds it. */
  private holders: (Bar | undefined)[] = [];

  constructor(private readonly shown: Shown, private readonly pool: Pool,
      private readonly gantt: Gantt) {
    this.torus = torusOf(pool)!;
    this.table = new SortedTable<Slice>({ label: "Slices at this moment", most: 8, columns: [
      { name: "Job", key: (row) => row.job.id, cell: (row) => this.nameOf(row) },
      { name: "Slice", key: (row) => row.job.slice, cell: (row) => row.job.slice || NOTHING },
      { name: "Chips", number: true, key: (row) => row.job.chips,
        cell: (row) => whole(row.job.chips) },
    ] });
    this.host.append(element("div", { class: "heading" }, element("h3", {}, "Slices at a moment"),
      this.moment, this.when), element("div", { class: "pair" },
      element("div", {}, this.chart, this.under), this.table.host));
    this.canvas.addEventListener("pointermove", (event) => this.pointed(event));
    shown.board.add(this);
    new ResizeObserver(() => this.redraw()).observe(this.chart);
  }

  show(pod: number): void {
    this.pod = pod;
    this.redraw();
  }

  private redraw(): void {
    this.shown.board.redrawOne(this.host);
  }

  draw(): void {
    const { from, until } = this.shown.board.selection.period;
    this.time = from + (until - from) * Number(this.moment.value) / 1000;
    this.when.textContent = date(Math.round(this.shown.unix(this.time) / 60_000) * 60_000)
      + (podsOf(this.torus) > 1 ? `, pod ${this.pod}` : "");
    const { first, last } = podUnits(this.torus, this.pool, this.pod);
    const held = this.gantt.bars.filter((bar) => bar[3] <= this.time && this.time < bar[4]);
    const bars = held.filter((bar) => bar[1] < last && bar[1] + bar[2] > first);
    this.holders = new Array<Bar | undefined>(last - first).fill(undefined);
    for (const bar of bars) {
      this.holders.fill(bar, Math.max(bar[1] - first, 0), bar[1] + bar[2] - first);
    }
    const slices = this.slices(bars);
    this.paint(first, last, slices);
    this.table.show([...slices.values()]);
    const units = this.holders.filter((bar) => bar).length;
    this.canvas.setAttribute("aria-label", `${this.pool.name}: pod ${this.pod}; ${
      slices.size} of the largest jobs hold ${percent(units / (last - first))} of its hosts`);
    this.chart.dataset["values"] = String(last - first);
  }

  /** By job, the largest first; grey is for the smaller ones. */
  private slices(bars: readonly Bar[]): Map<number, Slice> {
    const units = new Map<number, number>();
    for (const bar of bars) units.set(bar[0], (units.get(bar[0]) ?? 0) + bar[2]);
    const sorted = [...units].sort((a, b) => b[1] - a[1]);
    return new Map(sorted.map(([job, size], i) => [job,
      { job: this.shown.review.jobs[job]!, units: size,
        colour: seriesColour(i % (MOST_COLOURS - 1)) }]));
  }

  private nameOf(row: Slice): HTMLElement {
    return element("span", { class: "with-swatch" }, swatch(row.colour), named(row.job.id));
  }

  /** Every host a cell: of the colour of its gang, else a shade of what others hold of its row. */
  private paint(first: number, last: number, slices: Map<number, Slice>): void {
    const { columns, rows } = blockSize(this.torus);
    const blocks = Math.ceil((last - first) / this.torus.hostsPerBlock);
    const wide = this.chart.clientWidth;
    this.layout = layoutOf(blocks, columns, wide);
    const { across, cell } = this.layout;
    const height = Math.ceil(blocks / across) * (rows * cell + GAP);
    const scale = devicePixelRatio;
    this.canvas.width = wide * scale;
    this.canvas.height = height * scale;
    this.canvas.style.height = `${height}px`;
    const pen = this.canvas.getContext("2d")!;
    pen.scale(scale, scale);
    const ink = INK[this.shown.board.theme];
    const bucket = this.bucket();
    this.holders.forEach((bar, i) => {
      const [x, y] = this.cornerOf(i);
      pen.fillStyle = ink.line;
      pen.fillRect(x, y, cell, cell);
      const share = heldByOthers(this.gantt, this.pool, first + i, bucket) / 100;
      pen.fillStyle = bar ? slices.get(bar[0])!.colour : heat(share);
      pen.fillRect(x, y, cell, cell);
    });
    pen.fillStyle = ink.surface;
    this.holders.forEach((bar, i) => this.border(pen, bar, i));
    this.label(pen, slices);
  }

  /** Lines where the cells on the right and below are of other gangs. */
  private border(pen: CanvasRenderingContext2D, bar: Bar | undefined, i: number): void {
    const [, ny, nz] = this.torus.hosts;
    const { cell } = this.layout;
    const [x, y] = this.cornerOf(i);
    const inside = i % this.torus.hostsPerBlock;
    const isOther = (step: number): boolean => this.holders[i + step]?.[0] !== bar?.[0];
    const atRight = Math.floor(inside / nz) % ny === ny - 1;
    // Between layers of z the line is always there.
    if (atRight ? inside % nz < nz - 1 : isOther(nz)) pen.fillRect(x + cell - 1, y, 1, cell);
    if (inside + ny * nz < this.torus.hostsPerBlock && isOther(ny * nz)) {
      pen.fillRect(x, y + cell - 1, cell, 1);
    }
  }

  /** The shapes of slices, in the first block that is all theirs, where there is room. */
  private label(pen: CanvasRenderingContext2D, slices: Map<number, Slice>): void {
    const { columns, rows } = blockSize(this.torus);
    const { cell } = this.layout;
    const size = this.torus.hostsPerBlock;
    const told = new Set<number>();
    pen.font = "600 10px system-ui, sans-serif";
    pen.textBaseline = "middle";
    for (let first = 0; first + size <= this.holders.length; first += size) {
      const job = this.holders[first]?.[0];
      if (job === undefined || told.has(job)) continue;
      const { slice } = slices.get(job)!.job;
      const room = rows * cell >= LETTER.high && columns * cell >= slice.length * LETTER.wide + 6;
      const isWhole = this.holders.slice(first, first + size).every((bar) => bar?.[0] === job);
      if (!room || !isWhole) continue;
      told.add(job);
      const [x, y] = this.cornerOf(first);
      pen.fillStyle = "rgb(255 255 255 / .88)";
      pen.fillRect(x + 2, y + rows * cell / 2 - 6, slice.length * LETTER.wide + 4, 12);
      pen.fillStyle = INK.light.text;
      pen.fillText(slice, x + 4, y + rows * cell / 2 + 0.5);
    }
  }

  /** Where the cell of the i-th unit of the pod begins. */
  private cornerOf(i: number): [number, number] {
    const { columns, rows } = blockSize(this.torus);
    const { across, cell } = this.layout;
    const { block, column, row } = placeOf(this.torus, i);
    return [(block % across) * (columns * cell + GAP) + column * cell,
      Math.floor(block / across) * (rows * cell + GAP) + row * cell];
  }

  private bucket(): number {
    const { buckets } = this.shown;
    return Math.min(buckets.count - 1, Math.floor((this.time - buckets.from) / buckets.width));
  }

  /** Says what is under the pointer. */
  private pointed({ offsetX, offsetY }: PointerEvent): void {
    const { cell } = this.layout;
    const at = this.holders.findIndex((_, i) => {
      const [x, y] = this.cornerOf(i);
      return x <= offsetX && offsetX < x + cell && y <= offsetY && offsetY < y + cell;
    });
    if (at < 0) return this.under.replaceChildren();
    const unit = podUnits(this.torus, this.pool, this.pod).first + at;
    const bar = this.holders[at];
    if (!bar) {
      const percentage = heldByOthers(this.gantt, this.pool, unit, this.bucket());
      return this.under.replaceChildren(
        `Unit ${unit}: smaller jobs hold ${percentage} % of its row.`);
    }
    const job = this.shown.review.jobs[bar[0]]!;
    this.under.replaceChildren(`Unit ${unit}: `, named(job.id), " of ", named(job.tenant),
      job.slice === "" ? "" : `, ${job.slice}`, `, ${date(this.shown.unix(bar[3]))} to ${
        date(this.shown.unix(bar[4]))}`);
  }
}

/** The largest cells with which some 16 rows of blocks are all of the picture. */
function layoutOf(blocks: number, columns: number, wide: number): Layout {
  const most = Math.max(1, Math.min(blocks, Math.floor(wide / (columns * 4 + GAP))));
  const atLeast = Math.floor(wide / (columns * MOST_CELL + GAP));
  const across = Math.max(1, Math.min(most, Math.max(Math.ceil(blocks / 16), atLeast)));
  return { across,
    cell: Math.min(MOST_CELL, Math.max(1.5, ((wide + GAP) / across - GAP) / columns)) };
}

/** What the picture shows, in words. */
export function podWords(pool: Pool): string {
  const torus = torusOf(pool)!;
  const pods = podsOf(torus);
  return `${amount(torus.blocks)} blocks of ${torus.hostsPerBlock} hosts in ${pods} ${
    pods === 1 ? "pod" : "pods"}; below, a square is a host, layers of z side by side, and `
    + "shades are the mean of a row of units.";
}
