// What the run rests on: assumed values, simplifications, and every figure with what it is.

import type { Shown } from "../board";
import { element, named, section } from "../element";
import { NOTHING } from "../format";
import type { Assumption, Figure } from "../review";
import { SortedTable } from "../table";

/** A figure of the summary, or a part of one. */
interface Named {
  name: string;
  value: string;
  formula: string;
}

function textOf(value: Figure): string {
  if (value === null) return NOTHING;
  if (Array.isArray(value)) return value.length === 0 ? NOTHING : value.join(", ");
  return String(value);
}

/** All figures, those with parts a row for each. */
function figuresOf(shown: Shown): Named[] {
  const { summary, formulas } = shown.review;
  return Object.entries(summary).flatMap(([name, value]): Named[] => {
    const formula = formulas[name] ?? "";
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      return [{ name, value: textOf(value), formula }];
    }
    return Object.entries(value).map(([part, one]) => ({ name: `${name}: ${part}`,
      value: textOf(one), formula }));
  });
}

function assumptionTable(rows: readonly Assumption[]): HTMLElement {
  const table = new SortedTable<Assumption>({ label: "Values and their confidence", columns: [
    { name: "Value of", key: (row) => row.name, cell: (row) => named(row.name) },
    { name: "Value", key: (row) => row.value, cell: (row) => named(row.value) },
    { name: "Confidence", key: (row) => row.confidence, cell: (row) =>
      element("span", { class: `confidence ${row.confidence === "assumed" ? "low" : ""}` },
        row.confidence) },
    { name: "Source", long: true, key: (row) => row.source, cell: (row) => row.source },
  ] });
  table.show(rows);
  return table.host;
}

export function assumptions(shown: Shown): HTMLElement {
  const { review } = shown;
  const assumed = review.summary["assumed_values"] as string[];
  const left = review.summary["simplifications"] as string[];
  const figures = new SortedTable<Named>({ label: "Every figure", columns: [
    { name: "Figure", key: (row) => row.name, cell: (row) => named(row.name) },
    { name: "Value", number: true, key: (row) => row.value, cell: (row) => named(row.value) },
    { name: "What it is", long: true, key: (row) => row.formula, cell: (row) => row.formula },
  ] });
  figures.show(figuresOf(shown));
  return section(shown.id("assumptions"), "What this rests on",
    element("h3", {}, "Left out by the model"),
    left.length === 0 ? element("p", {}, "Nothing that this run has.")
      : element("ul", { class: "plain" }, ...left.map((text) => element("li", {}, text))),
    element("h3", {}, "Assumed values"),
    element("p", {}, assumed.length === 0 ? "None: every value that the run read has a source."
      : `${assumed.length} values that the run read have no source: ${assumed.join(", ")}.`),
    review.assumptions.length === 0 ? null : assumptionTable(review.assumptions),
    element("h3", {}, "Every figure"), figures.host);
}
