// The page of two runs: side by side, and their difference.

import { Shown } from "../board";
import type { Board } from "../board";
import { element, named, section, type Child } from "../element";
import { amount, figureWords, NOTHING, percent, words } from "../format";
import type { Comparison, Figure, Review } from "../review";
import { causes } from "../sections/causes";
import { demand } from "../sections/demand";
import { answers } from "../sections/headline";
import { placement } from "../sections/placement";
import { waits } from "../sections/waits";
import { SortedTable } from "../table";

interface Row {
  name: string;
  formula: string;
  values: [number | null, number | null];
}

/** All figures of a summary that are numbers, with those of their parts. */
function numbers(review: Review): Map<string, number> {
  const found = new Map<string, number>();
  const add = (name: string, value: Figure): void => {
    if (typeof value === "number") found.set(name, value);
    if (value === null || typeof value !== "object" || Array.isArray(value)) return;
    for (const [part, one] of Object.entries(value)) add(`${name}: ${part}`, one);
  };
  for (const [name, value] of Object.entries(review.summary)) add(name, value);
  return found;
}

/** Every figure of either run. */
export function figureRows(runs: readonly [Review, Review]): Row[] {
  const [first, second] = runs.map(numbers) as [Map<string, number>, Map<string, number>];
  return [...new Set([...first.keys(), ...second.keys()])].map((name) => ({ name,
    formula: runs[0].formulas[name.split(":")[0]!] ?? "",
    values: [first.get(name) ?? null, second.get(name) ?? null] }));
}

export function difference(row: Row): number | null {
  const [a, b] = row.values;
  return a === null || b === null ? null : b - a;
}

function change(row: Row): number | null {
  const by = difference(row);
  return by === null || row.values[0] === 0 ? null : by / row.values[0]!;
}

function signed(value: number | null, text: (value: number) => string): string {
  if (value === null) return NOTHING;
  return (value > 0 ? "+" : value < 0 ? "−" : "") + text(Math.abs(value));
}

function figureTable(runs: readonly [Review, Review]): HTMLElement {
  const text = (value: number | null): string => value === null ? NOTHING : amount(value);
  const table = new SortedTable<Row>({ label: "Figures and their difference", most: 24, columns: [
    { name: "Figure", key: (row) => row.name,
      cell: (row) => element("span", { title: row.formula }, figureWords(row.name)) },
    ...[0, 1].map((i) => ({ name: `Run ${i + 1}`, number: true,
      key: (row: Row) => row.values[i]!, cell: (row: Row) => text(row.values[i]!) })),
    { name: "Difference", number: true, key: difference,
      cell: (row: Row) => signed(difference(row), amount) },
    { name: "Change", number: true, key: change, cell: (row: Row) => signed(change(row), percent) },
  ] });
  const rows = figureRows(runs).filter((row) => row.values.some((value) => value));
  const differs = rows.filter((row) => difference(row) !== 0);
  // What one of them has not, as a run without prices has no dollars, cannot be compared.
  const compared = differs.filter((row) => difference(row) !== null);
  const alone = differs.filter((row) => difference(row) === null);
  table.show(differs.length > 0 ? [...compared, ...alone] : rows);
  return table.host;
}

/** A bar a cause: how much more of the reserved chip-time the second run has there. */
function causeDifferences(runs: readonly [Review, Review]): HTMLElement {
  const shares = runs.map((run) => run.summary["share_by_cause"] as Record<string, number>);
  const names = Object.keys(shares[0]!).filter((name) =>
    (shares[0]![name] ?? 0) !== 0 || (shares[1]![name] ?? 0) !== 0);
  const by = (name: string): number => (shares[1]![name] ?? 0) - (shares[0]![name] ?? 0);
  const widest = Math.max(1e-9, ...names.map((name) => Math.abs(by(name))));
  const rows = names.map((name) => {
    const bar = element("div", { class: "drop" });
    const width = 50 * Math.abs(by(name)) / widest;
    bar.style.width = `${width}%`;
    bar.style.left = `${by(name) < 0 ? 50 - width : 50}%`;
    bar.classList.add(by(name) < 0 ? "fall" : "rise");
    return element("tr", {}, element("th", { scope: "row" }, words(name)),
      element("td", { class: "plot middle" }, bar),
      ...shares.map((share) => element("td", { class: "number" }, percent(share[name] ?? 0))),
      element("td", { class: "number" }, signed(by(name), percent)));
  });
  return element("div", { class: "waterfall", "data-chart": "Difference by cause",
    "data-values": names.length }, element("div", { class: "scroll", tabindex: 0, role: "group",
    "aria-label": "Difference by cause" }, element("table", {},
    element("thead", {}, element("tr", {}, ...["Cause", "Less or more in run 2", "Run 1", "Run 2",
      "Difference"].map((head, i) => element("th", { scope: "col",
      class: i > 1 ? "number" : null }, head)))), element("tbody", {}, ...rows))));
}

/** The parts of the page of two runs. */
export function comparisonSections(board: Board, given: Comparison): { shown: Shown[];
  sections: Child[] } {
  const shown = given.runs.map((run, i) => new Shown(board, run, `-${i + 1}`));
  const pair = (id: string, heading: string, make: (one: Shown) => HTMLElement | null)
    : HTMLElement => section(id, heading, element("div", { class: "side-by-side" },
    ...shown.map((one, i) => {
      const made = make(one);
      made?.querySelector("h2")?.remove();
      made?.removeAttribute("aria-labelledby");
      made?.setAttribute("aria-label", `${heading}, run ${i + 1}`);
      return element("div", { class: "run" }, element("h3", { class: "which" },
        `Run ${i + 1}: `, named(one.review.title)), made);
    })));
  return { shown, sections: [
    section("difference", "What differs", figureTable(given.runs)),
    section("difference-by-cause", "Where the capacity went otherwise",
      causeDifferences(given.runs)),
    pair("brief", "In brief", (one) => element("div", { id: one.id("brief") }, answers(one))),
    pair("causes", "Where the capacity went", causes),
    pair("waits", "Waits and slowdowns by class", waits),
    pair("demand", "Queue and demand by tenant", demand),
    pair("placement", "Largest gang placeable, and fragmentation", placement),
  ] };
}
