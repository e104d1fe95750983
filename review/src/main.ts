// Opens the review in the page and shows it.

import { appearance } from "./appearance";
import { Board, Shown } from "./board";
import { Buckets } from "./buckets";
import { element, named, type Child } from "./element";
import { opened } from "./envelope";
import { comparisonSections } from "./pages/comparison";
import { contents, runSections, subtitle } from "./pages/run";
import { studySections } from "./pages/study";
import type { Given } from "./review";
import { Selection } from "./selection";
import { Timeline } from "./timeline";

function header(board: Board, title: string, under: string): HTMLElement {
  return element("header", { class: "top" }, element("div", {},
    element("h1", {}, named(title)), element("p", { class: "under" }, under)), appearance(board));
}

/** The time that two runs have, or one: what is selected from. */
function bucketsOf(given: Given): Buckets {
  if (given.kind === "study") return new Buckets({ from: 0, until: 1, width: 1, buckets: 1 });
  return new Buckets(given.kind === "run" ? given : longest(given.runs));
}

function longest<One extends { until: number }>(runs: readonly [One, One]): One {
  return runs[0].until >= runs[1].until ? runs[0] : runs[1];
}

function show(given: Given): void {
  document.title = `${given.title.slice(0, 80)} – drawdown`;
  const board = new Board(new Selection(bucketsOf(given)));
  const parts: Child[] = [];
  let sections: Child[];
  if (given.kind === "study") {
    parts.push(header(board, given.title,
      `Study · ${given.points.length} points · drawdown ${given.version}`));
    sections = studySections(board, given);
  } else if (given.kind === "comparison") {
    const made = comparisonSections(board, given);
    parts.push(header(board, given.title, `Run 1: ${subtitle(given.runs[0])}`),
      new Timeline(made.shown[given.runs.indexOf(longest(given.runs))]!).host);
    sections = made.sections;
  } else {
    const shown = new Shown(board, given);
    parts.push(header(board, given.title, subtitle(given)), new Timeline(shown).host);
    sections = runSections(shown);
  }
  document.body.replaceChildren(...parts.filter((part) => part != null), contents(sections),
    element("main", {}, ...sections));
}

const packed = document.getElementById("review")!.textContent!;
opened(packed).then(show).catch((error: unknown) => {
  document.body.replaceChildren(element("main", {}, element("p", { role: "alert" },
    `This page cannot be shown: ${String(error)}. It needs a browser of 2023 or later.`)));
  throw error;
});
