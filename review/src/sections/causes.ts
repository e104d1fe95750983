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

export class Waterfall implements Drawn {
  readonly host = element("div", { class: "waterfall", "data-chart": "Waterfall" });

  constructor(private readonly shown: Shown) {
    shown.board.add(this);
  }

  draw(): void {
    const { shown } = this;
    const steps = stepsOf(shown);
    const all = steps.reduce((sum, step) => sum + step.chipMs, 0);
    const usd = shown.review.money ? dollarsOf(shown) : undefined;
    const rows: HTMLElement[] = [];
    let before = 0;
    let kind = "";
    for (const step of steps) {
      if (step.kind !== kind) {
        kind = step.kind;
        rows.push(this.group(steps, kind, all, usd ? 5 : 4));
      }
      rows.push(this.row(step, before, all, usd?.byCause));
      before += step.chipMs;
    }
    const heads = ["Cause", "Of the reserved chip-time", "Chip-hours", "Share",
      ...(usd ? [`USD, ${usd.months}`] : [])];
    this.host.replaceChildren(element("div", { class: "scroll", tabindex: 0, role: "group",
      "aria-label": "Waterfall" }, element("table", {},
      element("caption", { class: "for-readers" }, "Where the reserved chip-time went"),
      element("thead", {}, element("tr", {}, ...heads.map((head, i) => element("th",
        { scope: "col", class: i > 1 ? "number" : null }, head)))),
      element("tbody", {}, ...rows))));
    this.host.dataset["values"] = String(steps.length);
  }

  private group(steps: readonly Step[], kind: string, all: number, columns: number): HTMLElement {
    const chipMs = steps.filter((step) => step.kind === kind)
      .reduce((sum, step) => sum + step.chipMs, 0);
    const cells = [element("th", { scope: "rowgroup", colspan: 2 }, KINDS[kind] ?? kind),
      element("td", { class: "number" }, chipHours(chipMs)),
      element("td", { class: "number" }, percent(chipMs / all))];
    if (columns === 5) cells.push(element("td"));
    return element("tr", { class: "group" }, ...cells);
  }

  private row(step: Step, before: number, all: number, usd?: Map<string, number>): HTMLElement {
    const bar = element("div", { class: "drop" });
    bar.style.left = `${100 * before / all}%`;
    bar.style.width = `max(1.5px, ${100 * step.chipMs / all}%)`;
    bar.style.background = step.colour;
    return element("tr", { "data-cause": step.name, "data-value": step.chipMs },
      element("th", { scope: "row" }, words(step.name)),
      element("td", { class: "plot" }, bar),
      element("td", { class: "number" }, chipHours(step.chipMs)),
      element("td", { class: "number" }, percent(step.chipMs / all)),
      usd ? element("td", { class: "number" }, dollars(usd.get(step.name) ?? 0)) : null);
  }
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
