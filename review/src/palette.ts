// Colours: derived from those of Okabe and Ito (Color Universal Design, 2008), which people who
// confuse red and green tell apart. Kinds of causes are families: what is held is blue to green,
// what is idle is orange to purple, what is lacking is grey; neighbours in a stack differ in
// lightness.

export type Theme = "light" | "dark";

export interface Ink {
  surface: string;
  text: string;
  muted: string;
  line: string;
  accent: string;
}

export const INK: Record<Theme, Ink> = {
  light: { surface: "#ffffff", text: "#16191d", muted: "#59626d", line: "#e4e7eb",
    accent: "#0a5fa8" },
  dark: { surface: "#181b20", text: "#eceef1", muted: "#a3acb8", line: "#2e343c",
    accent: "#74b8f2" },
};

const CAUSES: Record<string, string> = {
  undelivered: "#9aa2ac",
  in_repair: "#5f6873",
  spare: "#c3c9d0",
  policy_held: "#7a3e00",
  held_for_start: "#f6c667",
  fragmented: "#8a3f74",
  gang_short: "#d990b8",
  quota_held: "#a8430a",
  reserved_for_others: "#d55e00",
  ineligible_demand: "#f0dc6a",
  no_demand: "#e69f00",
  rounding: "#b9d9c9",
  starting: "#009e73",
  stopping: "#7cc7b2",
  checkpointing: "#7fc4ee",
  recomputing: "#00654a",
  overprovisioned: "#56b4e9",
  communicating: "#b5dcf5",
  productive: "#0072b2",
};

/** The colour of a cause, one of a list of others if it is not known. */
export function causeColour(name: string): string {
  return CAUSES[name] ?? "#888888";
}

const SERIES: readonly string[] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00",
  "#b8a600", "#8a5fa8", "#6b7683"];

/** The colour of the i-th of things that are alike, again from the first after nine. */
export function seriesColour(i: number): string {
  return SERIES[i % SERIES.length]!;
}

export const MOST_COLOURS = SERIES.length;

export interface Decal {
  symbol: string;
  dashArrayX: number | number[];
  dashArrayY: number | number[];
  rotation: number;
  symbolSize: number;
  color: string;
}

const FORMS: readonly Omit<Decal, "color">[] = [
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4, symbolSize: 1 },
  { symbol: "circle", dashArrayX: [[8, 8] as never, [0, 8, 8, 0] as never], dashArrayY: [6, 0],
    rotation: 0, symbolSize: 0.5 },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4, symbolSize: 1 },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: 0, symbolSize: 1 },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: Math.PI / 2, symbolSize: 1 },
];

/** A pattern for the i-th of several; none for every sixth, the first among them. */
export function decal(i: number): Decal | null {
  const form = i % (FORMS.length + 1);
  return form === 0 ? null : { ...FORMS[form - 1]!, color: "rgba(0, 0, 0, 0.35)" };
}
