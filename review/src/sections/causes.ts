// Where the reserved chip-time went: the waterfall, and the chips of each cause over time.

import type { Drawn, Shown } from "../board";
import { choice, element, section } from "../element";
import { amount, chipHours, dollars, month, monthOf, percent, words } from "../format";
import { byCause, causesByBucket } from "../integral";
import { causeColour } from "../palette";
import type { Review } from "../review";
import { Stack, type Layer } from "../stack";

interface Step {
  name: string;
  chipMs: number;
  colour: string;
  kind: string;
}

/** In the summary these are apart from `productive`, over time they are in it. */
const SHARES_OF_TIME = ["checkpointing", "communicating"];

/** What the selected chip-time was, by cause in order of precedence, without what was nothing. */
function stepsOf(shown: Shown): Step[] {
  const { review } = shown;
  const whole = review.summary["chip_ms_by_cause"] as Record<string, number>;
  const totals = shown.isWholeRun ? new Map(Object.entries(whole)) : byCause(review, shown.span);
  const kinds = new Map<string, string>(review.causes.map((cause) => [cause.name, cause.kind]));
  return [...totals].filter(([, chipMs]) => chipMs > 0).map(([name, chipMs]) => ({ name, chipMs,
    colour: causeColour(name), kind: kinds.get(name) ?? "held" }));
}

/** Dollars by cause of the months that the selection touches by more than a bucket. */
function dollarsOf(shown: Shown): { months: string; byCause: Map<string, number> } {
  const { from, until } = shown.board.selection.period;
  // Borders of buckets are not those of months.
  const within = Math.min(shown.buckets.width, (until - from) / 2);
  const first = monthOf(shown.unix(from + within));
  const last = monthOf(shown.unix(until - within));
  const found = new Map<string, number>();
  for (const row of shown.review.waterfall) {
    if (row.month < first || row.month > last) continue;
    found.set(row.cause, (found.get(row.cause) ?? 0) + (row.usd ?? 0));
  }
  const months = first === last ? month(first) : `${month(first)} – ${month(last)}`;
  return { months, byCause: found };
}

const KINDS: Record<string, string> = { lacking: "Not usable", idle: "Free",
  held: "Held by gangs" };

/** A row of the waterfall: what of it changes with the selection. */
interface Line {
  bar: HTMLElement | null;
  cells: HTMLElement[];
}

export class Waterfall implements Drawn {
  readonly host: HTMLElement;
  private readonly months = element("th", { scope: "col", class: "number" });
  private readonly body = element("tbody");
  private causes = "";
  private lines: Line[] = [];

  constructor(private readonly shown: Shown) {
    const heads = ["Cause", "Of the reserved chip-time", "Chip-hours", "Share"];
    const name = shown.review.money ? "waterfall with-dollars" : "waterfall";
    this.host = element("div", { class: name, "data-chart": "Waterfall" }, element("div", {
      class: "scroll", tabindex: 0, role: "group", "aria-label": "Waterfall" }, element("table", {},
      element("caption", { class: "for-readers" }, "Where the reserved chip-time went"),
      element("thead", {}, element("tr", {}, ...heads.map((head, i) => element("th",
        { scope: "col", class: i > 1 ? "number" : null }, head)),
      shown.review.money ? this.months : null)), this.body)));
    shown.board.add(this);
  }

  draw(): void {
    const { shown } = this;
    const steps = stepsOf(shown);
    const causes = steps.map((step) => step.name).join();
    if (causes !== this.causes) {
      this.causes = causes;
      this.lines = steps.flatMap((step, i) =>
        step.kind === steps[i - 1]?.kind ? [this.line(step)] : [this.group(step), this.line(step)]);
      this.body.replaceChildren(...this.lines.map((line) => line.cells[0]!.parentElement!));
    }
    this.fill(steps);
    this.host.dataset["values"] = String(steps.length);
  }

  private fill(steps: readonly Step[]): void {
    const all = steps.reduce((sum, step) => sum + step.chipMs, 0);
    const usd = this.shown.review.money ? dollarsOf(this.shown) : undefined;
    if (usd) this.months.textContent = `USD, ${usd.months}`;
    const lines = this.lines.values();
    let before = 0;
    steps.forEach((step, i) => {
      if (step.kind !== steps[i - 1]?.kind) {
        const same = steps.filter(({ kind }) => kind === step.kind);
        tell(lines.next().value!, same, all, usd?.byCause);
      }
      const line = lines.next().value!;
      line.bar!.style.left = `${100 * before / all}%`;
      line.bar!.style.width = `max(1.5px, ${100 * step.chipMs / all}%)`;
      line.cells[0]!.parentElement!.dataset["value"] = String(step.chipMs);
      tell(line, [step], all, usd?.byCause);
      before += step.chipMs;
    });
  }

  private cells(): HTMLElement[] {
    const count = this.shown.review.money ? 3 : 2;
    return Array.from({ length: count }, () => element("td", { class: "number" }));
  }

  private group({ kind }: Step): Line {
    const cells = this.cells();
    element("tr", { class: "group" }, element("th", { scope: "rowgroup", colspan: 2 },
      KINDS[kind] ?? kind), ...cells);
    return { bar: null, cells };
  }

  private line(step: Step): Line {
    const bar = element("div", { class: "drop" });
    bar.style.background = step.colour;
    const cells = this.cells();
    element("tr", { "data-cause": step.name }, element("th", { scope: "row" }, words(step.name)),
      element("td", { class: "plot" }, bar), ...cells);
    return { bar, cells };
  }
}

/** Says in a line what some steps are together. */
function tell({ cells }: Line, steps: readonly Step[], all: number,
    usd?: Map<string, number>): void {
  const chipMs = steps.reduce((sum, step) => sum + step.chipMs, 0);
  const texts = [chipHours(chipMs), percent(chipMs / all)];
  if (usd) {
    texts.push(dollars(steps.reduce((sum, step) => sum + (usd.get(step.name) ?? 0), 0)));
  }
  texts.forEach((text, i) => (cells[i]!.textContent = text));
}

/** The layers of the causes that are not nothing, `productive` the lowest. */
function layersOf(review: Review, lengths: readonly number[], pool: string): Layer[] {
  const byBucket = causesByBucket(review, pool === "" ? undefined : pool);
  return [...review.causes].reverse().filter((cause) => byBucket.has(cause.name))
    .map((cause) => ({ name: words(cause.name), colour: causeColour(cause.name),
      mean: byBucket.get(cause.name)!.map((chipMs, i) => chipMs / lengths[i]!) }));
}

export function causes(shown: Shown): HTMLElement {
  const { review, buckets } = shown;
  const lengths = Array.from({ length: buckets.count }, (_, i) =>
    buckets.edge(i + 1) - buckets.edge(i));
  let layers = layersOf(review, lengths, "");
  const stack = new Stack(shown, { label: "Chips by cause over time", unit: "chips", height: 340,
    layers: () => layers,
    columns: [
      { name: "chips, mean", text: (part) => amount(part.integral / buckets.length(part.span)) },
      { name: "share", text: (part) => percent(part.all === 0 ? 0 : part.integral / part.all) },
    ] });
  const pools = [...new Set(review.reservations.map((one) => one.pool))];
  const pick = choice("Pool", [{ value: "", text: "all pools" },
    ...pools.map((value) => ({ value, text: value }))], (pool) => {
    layers = layersOf(review, lengths, pool);
    stack.redraw();
  });
  const whole = review.summary["chip_ms_by_cause"] as Record<string, number>;
  const note = SHARES_OF_TIME.some((name) => (whole[name] ?? 0) > 0)
    ? element("p", { class: "fine" }, "Over time, and in a part of the run, checkpointing and "
      + "communicating are in productive: they are shares of a gang's time and no states.") : null;
  return section(shown.id("causes"), "Where the capacity went", new Waterfall(shown).host,
    element("div", { class: "heading" }, element("h3", {}, "Chips by cause"), pick),
    stack.host, note);
}
