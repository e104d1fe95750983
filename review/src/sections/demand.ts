// Who wants chips: what waits and what is held, by tenant.

import type { Shown } from "../board";
import { choice, element, section } from "../element";
import { amount, percent } from "../format";
import { integral, most } from "../integral";
import { MOST_COLOURS, seriesColour } from "../palette";
import type { Review, Tenant } from "../review";
import { Stack, type Layer } from "../stack";

const OTHERS = "all others";

type Measure = "chips" | "gangs" | "demand";

function meanOf(tenant: Tenant, measure: Measure, count: number): readonly number[] {
  const none = (): number[] => new Array<number>(count).fill(0);
  if (measure !== "demand") return tenant[measure]?.mean ?? none();
  const waiting = tenant.chips?.mean;
  const held = tenant.held;
  return Array.from({ length: count }, (_, i) => (waiting?.[i] ?? 0) + (held?.[i] ?? 0));
}

/** A layer of each of the tenants that want most, and one of all others. */
function layersOf(shown: Shown, review: Review, measure: Measure): Layer[] {
  const { buckets } = shown;
  const all = review.tenants.map((tenant) => {
    const mean = meanOf(tenant, measure, buckets.count);
    return { name: tenant.name, mean, size: integral(buckets, mean, buckets.whole) };
  }).filter((one) => one.size > 0).sort((a, b) => b.size - a.size);
  const own = all.length > MOST_COLOURS ? MOST_COLOURS - 1 : all.length;
  const layers = all.slice(0, own).map(({ name, mean }, i) =>
    ({ name, mean, colour: seriesColour(i) }));
  if (own < all.length) {
    const mean = Array.from({ length: buckets.count }, (_, i) =>
      all.slice(own).reduce((sum, one) => sum + one.mean[i]!, 0));
    layers.push({ name: OTHERS, mean, colour: seriesColour(MOST_COLOURS - 1) });
  }
  return layers;
}

export function demand(shown: Shown): HTMLElement {
  const { review } = shown;
  const some = review.tenants.some((tenant) => tenant.chips) ? "chips" : "demand";
  let layers = layersOf(shown, review, some);
  const stack = new Stack(shown, { label: "Queue and demand by tenant", unit: "", height: 260,
    layers: () => layers,
    columns: [
      { name: "mean", text: (part) => amount(part.integral / shown.buckets.length(part.span)) },
      { name: "most", text: (part) => amount(most(part.layer.mean, part.span)) },
      { name: "share", text: (part) => percent(part.all === 0 ? 0 : part.integral / part.all) },
    ] });
  const texts = { chips: "chips that wait", gangs: "gangs that wait",
    demand: "chips that wait or are held" };
  const measures: Measure[] = some === "chips" ? ["chips", "gangs", "demand"] : ["demand"];
  const pick = choice("Show", measures.map((value) => ({ value, text: texts[value] })), (value) => {
    layers = layersOf(shown, review, value as Measure);
    stack.redraw();
  });
  return section(shown.id("demand"), "Queue and demand by tenant",
    element("div", { class: "heading" }, element("p", { class: "fine" },
      "Chips that jobs asked for; replicas of services are below."), pick), stack.host);
}
