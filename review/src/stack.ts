// Areas over time, one upon the other, with a legend that is a table of what is selected.

import { amountAxis, GRID, timeAxis, tip, tooltip } from "./axes";
import type { Shown } from "./board";
import type { Span } from "./buckets";
import { TimeChart, type Drawing } from "./chart";
import { element, swatch } from "./element";
import { date, short, shortName } from "./format";
import { integral } from "./integral";
import { decal, type Ink } from "./palette";
import { bandSeries, type Band } from "./shapes";

/** Points that a chart of the width of a screen can tell apart. */
export const MOST_POINTS = 400;

export interface Layer {
  name: string;
  colour: string;
  /** The mean of each bucket. */
  mean: readonly number[];
}

export interface StackForm {
  label: string;
  unit: string;
  height: number;
  /** Layers from the lowest to the highest. */
  layers: () => readonly Layer[];
  /** What the columns of the legend say of a layer. */
  columns: readonly { name: string; text: (part: Part) => string }[];
}

/** A layer over the selected span. */
export interface Part {
  layer: Layer;
  span: Span;
  /** Value x ms, of the layer and of all together. */
  integral: number;
  all: number;
}

/** The time-weighted means of groups of buckets. */
export function grouped(shown: Shown, mean: readonly number[], groups: readonly Span[]): number[] {
  const { buckets } = shown;
  return groups.map((group) => integral(buckets, mean, group) / buckets.length(group));
}

/** When groups begin, and when the last one ends. */
export function borders(shown: Shown, groups: readonly Span[]): number[] {
  const edge = (i: number): number => shown.unix(shown.buckets.edge(i));
  return [...groups.map((group) => edge(group.first)), edge(groups[groups.length - 1]!.last)];
}

/** Points of a step line: each value holds from where its group begins. */
export function steps(shown: Shown, groups: readonly Span[], values: readonly number[])
  : [number, number][] {
  return borders(shown, groups).map((at, i) => [at, values[Math.min(i, values.length - 1)]!]);
}

/** What is not seen, and says where the pointer is: the sum of all layers. */
function top(shown: Shown, groups: readonly Span[], values: readonly number[][]): object {
  const sums = groups.map((_, g) => values.reduce((total, layer) => total + layer[g]!, 0));
  return { id: "top", type: "line", step: "end", showSymbol: false, silent: true,
    lineStyle: { opacity: 0 }, data: steps(shown, groups, sums) };
}

export class Stack {
  readonly host: HTMLElement;
  private readonly hidden = new Set<string>();
  private readonly legend = element("tbody");
  private names = "";
  private readonly chart: TimeChart;

  constructor(private readonly shown: Shown, private readonly form: StackForm) {
    this.chart = new TimeChart(shown.board, { label: form.label, height: form.height,
      draw: (ink) => this.drawing(ink) }, shown.review.start_unix_ms);
    const heads = form.columns.map((column) => element("th", { scope: "col", class: "number" },
      column.name));
    this.host = element("div", { class: "stack" }, this.chart.host,
      element("div", { class: "legend scroll", tabindex: 0, role: "group",
        "aria-label": `Legend: ${form.label}` },
        element("table", {}, element("thead", {}, element("tr", {},
          element("th", { scope: "col" }, "shown"), ...heads)), this.legend)));
  }

  redraw(): void {
    this.shown.board.redrawOne(this.chart.host);
  }

  private drawing(ink: Ink): Drawing {
    const { shown, form } = this;
    const { span, buckets } = shown;
    const groups = buckets.groups(span, MOST_POINTS);
    const layers = form.layers();
    const parts = this.parts(layers, span);
    this.fillLegend(parts);
    const seen = layers.filter((layer) => !this.hidden.has(layer.name));
    const values = seen.map((layer) => grouped(shown, layer.mean, groups));
    const option = {
      grid: GRID, xAxis: timeAxis(shown, ink), yAxis: amountAxis(form.unit, ink),
      tooltip: tooltip(ink, { trigger: "axis", formatter: (at: { dataIndex: number }[]) =>
        this.tip(at[0]?.dataIndex ?? 0, groups, seen, values) }),
      series: [bandSeries(this.bands(seen, values, groups)), top(shown, groups, values)],
    };
    const words = parts.map((part) => `${shortName(part.layer.name)} ${
      form.columns.map((column) => column.text(part)).join(", ")}`).join("; ");
    return { option, words, values: groups.length * seen.length };
  }

  private parts(layers: readonly Layer[], span: Span): Part[] {
    const integrals = layers.map((layer) => integral(this.shown.buckets, layer.mean, span));
    const all = integrals.reduce((total, one) => total + one, 0);
    return layers.map((layer, i) => ({ layer, span, integral: integrals[i]!, all }));
  }

  /** Each layer upon the sum of those below. */
  private bands(seen: readonly Layer[], values: readonly number[][], groups: readonly Span[])
    : Band[] {
    const at = borders(this.shown, groups);
    let low = new Array<number>(groups.length).fill(0);
    return seen.map((layer, i) => {
      const high = low.map((value, g) => value + values[i]![g]!);
      const band = { at, low, high, colour: layer.colour, opacity: 1,
        decal: this.shown.board.patterns ? decal(i) : null };
      low = high;
      return band;
    });
  }

  private tip(index: number, groups: readonly Span[], seen: readonly Layer[],
      values: readonly number[][]): HTMLElement {
    const group = Math.min(index, groups.length - 1);
    const rows = seen.map((layer, i) => ({ colour: layer.colour, name: shortName(layer.name),
      value: short(values[i]![group]!), size: values[i]![group]! }))
      .filter((row) => row.size > 0).reverse();
    return tip(date(this.shown.unix(this.shown.buckets.edge(groups[group]!.first))), rows);
  }

  /** A row a layer, the highest first; rows are made anew when the layers are others. */
  private fillLegend(parts: readonly Part[]): void {
    const names = parts.map((part) => part.layer.name).reverse();
    if (names.join("\n") !== this.names) {
      this.names = names.join("\n");
      this.legend.replaceChildren(...[...parts].reverse().map((part) => this.legendRow(part)));
    }
    [...parts].reverse().forEach((part, i) => {
      const [head, ...cells] = this.legend.children[i]!.children;
      head!.firstElementChild!.setAttribute("aria-pressed",
        String(!this.hidden.has(part.layer.name)));
      cells.forEach((cell, k) => (cell.textContent = this.form.columns[k]!.text(part)));
    });
  }

  private legendRow({ layer }: Part): HTMLElement {
    const button = element("button", { type: "button", class: "layer",
      onclick: () => this.toggle(layer.name) }, swatch(layer.colour),
      element("bdi", { class: "name", title: layer.name }, layer.name));
    return element("tr", {}, element("th", { scope: "row" }, button),
      ...this.form.columns.map(() => element("td", { class: "number" })));
  }

  private toggle(name: string): void {
    if (!this.hidden.delete(name)) this.hidden.add(name);
    this.chart.draw();
  }
}
