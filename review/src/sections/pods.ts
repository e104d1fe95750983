// A torus at one moment: its blocks, and which slices lie in them, each of a colour of its own.

import type { Drawn, Shown } from "../board";
import { element, named, swatch } from "../element";
import { amount, date, NOTHING, percent, whole } from "../format";
import { INK, seriesColour } from "../palette";
import type { Bar, Gantt, Job, Pool } from "../review";
import { SortedTable } from "../table";
import { blockSize, placeOf, torusOf, type Torus } from "../torus";

const GAP = 5;

interface Slice {
  job: Job;
  units: number;
  colour: string;
}

export class Pods implements Drawn {
  readonly host = element("div", { class: "pods" });
  private readonly canvas = element("canvas", { role: "img" });
  private readonly moment = element("input", { type: "range", min: 0, max: 1000, value: 500,
    "aria-label": "Moment in the selected time", oninput: () => this.draw() });
  private readonly when = element("output");
  private readonly table: SortedTable<Slice>;

  constructor(private readonly shown: Shown, private readonly pool: Pool,
      private readonly gantt: Gantt) {
    this.table = new SortedTable<Slice>({ label: "Slices at this moment", most: 8, columns: [
      { name: "Job", key: (row) => row.job.id, cell: (row) => this.nameOf(row) },
      { name: "Slice", key: (row) => row.job.slice, cell: (row) => row.job.slice || NOTHING },
      { name: "Chips", number: true, key: (row) => row.job.chips,
        cell: (row) => whole(row.job.chips) },
    ] });
    this.host.append(element("div", { class: "heading" }, element("h3", {}, "Slices at a moment"),
      this.moment, this.when), element("div", { class: "pair" },
      element("div", { class: "chart", "data-chart": "Pods" }, this.canvas), this.table.host));
    shown.board.add(this);
    new ResizeObserver(() => shown.board.redrawOne(this.host)).observe(this.canvas.parentElement!);
  }

  draw(): void {
    const { from, until } = this.shown.board.selection.period;
    const time = from + (until - from) * Number(this.moment.value) / 1000;
    this.when.textContent = date(Math.round(this.shown.unix(time) / 60_000) * 60_000);
    const bars = this.gantt.bars.filter((bar) => bar[3] <= time && time < bar[4]);
    const torus = torusOf(this.pool)!;
    const slices = this.slices(bars);
    this.paint(torus, bars, slices, time);
    const rows = [...slices.values()];
    this.table.show(rows);
    const held = rows.reduce((sum, row) => sum + row.units, 0);
    this.canvas.setAttribute("aria-label", `${this.pool.name}: ${torus.blocks} blocks; ${
      rows.length} of the largest jobs hold ${percent(held / this.pool.units)} of its hosts`);
    this.host.querySelector<HTMLElement>("[data-chart]")!.dataset["values"] =
      String(this.pool.units);
  }

  /** By job, the largest first. */
  private slices(bars: readonly Bar[]): Map<number, Slice> {
    const units = new Map<number, number>();
    for (const bar of bars) units.set(bar[0], (units.get(bar[0]) ?? 0) + bar[2]);
    const sorted = [...units].sort((a, b) => b[1] - a[1]);
    return new Map(sorted.map(([job, size], i) => [job,
      { job: this.shown.review.jobs[job]!, units: size, colour: seriesColour(i) }]));
  }

  private nameOf(row: Slice): HTMLElement {
    return element("span", { class: "with-swatch" }, swatch(row.colour), named(row.job.id));
  }

  /** Every host a cell: of the colour of its gang, else as grey as others hold its row of units. */
  private paint(torus: Torus, bars: readonly Bar[], slices: Map<number, Slice>,
      time: number): void {
    const { columns, rows } = blockSize(torus);
    const wide = this.canvas.parentElement!.clientWidth;
    const most = Math.max(1, Math.min(torus.blocks, Math.floor(wide / (columns * 4 + GAP))));
    const across = this.across(torus.blocks, most, wide / (columns + 1));
    const cell = Math.min(14, Math.max(1.5, (wide / across - GAP) / columns));
    const down = Math.ceil(torus.blocks / across);
    const height = down * (rows * cell + GAP);
    const scale = devicePixelRatio;
    this.canvas.width = wide * scale;
    this.canvas.height = height * scale;
    this.canvas.style.height = `${height}px`;
    const pen = this.canvas.getContext("2d")!;
    pen.scale(scale, scale);
    const ink = INK[this.shown.board.theme];
    const rect = (unit: number, colour: string, alpha: number): void => {
      const { block, column, row } = placeOf(torus, unit);
      pen.fillStyle = colour;
      pen.globalAlpha = alpha;
      pen.fillRect((block % across) * (columns * cell + GAP) + column * cell,
        Math.floor(block / across) * (rows * cell + GAP) + row * cell, cell - 0.5, cell - 0.5);
    };
    const bucket = this.shown.buckets.span({ from: time, until: time }).first;
    const count = this.gantt.rest.length;
    pen.fillStyle = ink.line;
    for (let block = 0; block < torus.blocks; ++block) {
      pen.fillRect((block % across) * (columns * cell + GAP),
        Math.floor(block / across) * (rows * cell + GAP), columns * cell - 0.5, rows * cell - 0.5);
    }
    for (let unit = 0; unit < this.pool.units; ++unit) {
      const held = this.gantt.rest[Math.floor(unit * count / this.pool.units)]?.[bucket] ?? 0;
      if (held > 0) rect(unit, ink.muted, held / 100);
    }
    for (const bar of bars) {
      const { colour } = slices.get(bar[0])!;
      for (let unit = bar[1]; unit < bar[1] + bar[2]; ++unit) rect(unit, colour, 1);
    }
  }

  /** How many blocks side by side, so that some 10 rows of them fit on a screen. */
  private across(blocks: number, most: number, perCell: number): number {
    return Math.max(1, Math.min(most, Math.max(Math.ceil(blocks / 16), Math.floor(perCell / 14))));
  }
}

/** What the picture shows, in words. */
export function podWords(pool: Pool): string {
  const torus = torusOf(pool)!;
  const pods = Math.ceil(torus.blocks / torus.blocksPerPod);
  return `${amount(torus.blocks)} blocks of ${torus.hostsPerBlock} hosts in ${pods} ${
    pods === 1 ? "pod" : "pods"}; a square is a host, layers of z side by side. Grey: smaller `
    + "jobs, as the mean of their row of units.";
}
