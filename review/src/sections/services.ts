// Demand of services over time, what was served of it, and with how many replicas.

import type { Shown } from "../board";
import { choice, element, keys, named, section } from "../element";
import { NOTHING, percent } from "../format";
import { lineChart, zeros } from "../lines";
import { seriesColour } from "../palette";
import type { Service } from "../review";
import { SortedTable } from "../table";

function attainments(shown: Shown): HTMLElement {
  const attained = shown.review.summary["attainment"] as Record<string, number>;
  const table = new SortedTable<Service>({ label: "Service attainment", columns: [
    { name: "Service", key: (one) => one.name, cell: (one) => named(one.name) },
    { name: "Attainment", number: true, key: (one) => attained[one.name] ?? null,
      cell: (one) => one.name in attained ? percent(attained[one.name]!) : NOTHING },
  ] });
  table.show(shown.review.services);
  return table.host;
}

export function services(shown: Shown): HTMLElement | null {
  const all = shown.review.services;
  if (all.length === 0) return null;
  let one = all[0]!;
  const none = zeros(shown.buckets.count);
  const rates = lineChart(shown, { label: "Requests a second: demand and served",
    unit: "requests/s", height: 200, lines: () => [
      { name: "demand", colour: seriesColour(1), series: one.demand_rps ?? none },
      { name: "served", colour: seriesColour(0), series: one.served_rps ?? none }] });
  const attained = lineChart(shown, { label: "Attainment over time", unit: "", height: 120, top: 1,
    format: percent, lines: () => [
      { name: "attainment", colour: seriesColour(2), series: one.attainment ?? none }] });
  const replicas = lineChart(shown, { label: "Replicas", unit: "replicas", height: 150,
    lines: () => [
      { name: "replicas", colour: seriesColour(3), series: one.replicas ?? none },
      { name: "ready", colour: seriesColour(0), series: one.ready ?? none }] });
  const pick = choice("Service", all.map(({ name }, i) => ({ value: String(i), text: name })),
    (value) => {
      one = all[Number(value)]!;
      for (const chart of [rates, attained, replicas]) shown.board.redrawOne(chart.host);
    });
  return section(shown.id("services"), "Services", attainments(shown),
    element("div", { class: "heading" }, keys([
      { colour: seriesColour(1), label: "demand" }, { colour: seriesColour(0), label: "served" }]),
    pick), rates.host,
    element("h3", {}, "Attainment"), attained.host,
    element("h3", {}, "Replicas"), keys([
      { colour: seriesColour(3), label: "replicas" }, { colour: seriesColour(0), label: "ready" }]),
    replicas.host);
}
