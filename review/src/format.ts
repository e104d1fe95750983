// Numbers, times and names as people read them.

const SPACE = "\u202f";
export const NOTHING = "–";

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A whole number, in groups of three. */
export function whole(value: number): string {
  return WHOLE.format(value);
}

/** Three digits of what is below 1,000, all of what is above. */
export function amount(value: number): string {
  const text = Math.abs(value) >= 999.5 ? WHOLE.format(value)
    : String(Number(value.toPrecision(3)));
  return text.replace("-", "−");
}

const LETTERS: readonly [number, string][] = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];

/** Three digits and a letter: 12.3 k. */
export function short(value: number, letters = LETTERS): string {
  for (const [size, letter] of letters) {
    if (Math.abs(value) >= size * 0.9995) return amount(value / size) + SPACE + letter;
  }
  return amount(value);
}

const DOLLAR_LETTERS: readonly [number, string][] = [[1e12, "T"], [1e9, "B"], [1e6, "M"],
  [1e3, "k"]];

export function dollars(value: number): string {
  const text = short(Math.abs(value), DOLLAR_LETTERS);
  return (value < 0 ? "−$" : "$") + text;
}

export function exactDollars(value: number): string {
  const text = Math.abs(value).toLocaleString("en", {
    minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (value < 0 ? "−$" : "$") + text;
}

/** A share in percent. */
export function percent(share: number): string {
  const value = share * 100;
  const size = Math.abs(value);
  // What is not all of it is not called 100 %.
  const digits = share !== 1 && size > 99 ? 2 : size >= 9.995 || size === 0 ? 1 : 2;
  const text = value.toFixed(digits).replace("-", "−");
  return (share !== 1 && text === "100.00" ? ">" + "99.99" : text) + SPACE + "%";
}

const MS_PER_S = 1000;
const MS_PER_MIN = 60 * MS_PER_S;
const MS_PER_H = 60 * MS_PER_MIN;
const MS_PER_DAY = 24 * MS_PER_H;

/** A duration of so many ms. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 2 * MS_PER_MIN) return amount(ms / MS_PER_S) + SPACE + "s";
  if (size < 2 * MS_PER_H) return amount(ms / MS_PER_MIN) + SPACE + "min";
  if (size < 3 * MS_PER_DAY) return amount(ms / MS_PER_H) + SPACE + "h";
  return amount(ms / MS_PER_DAY) + SPACE + "d";
}

export function chipHours(chipMs: number): string {
  return amount(chipMs / MS_PER_H);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (value: number): string => String(value).padStart(2, "0");

/** A date, UTC, of ms since 1970; with the time of day, unless that is midnight. */
export function date(unixMs: number): string {
  const at = new Date(unixMs);
  const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  if (unixMs % MS_PER_DAY === 0) return day;
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** A moment on an axis, UTC: a month where one begins, else a day, else a time of day. */
export function tick(unixMs: number): string {
  const at = new Date(unixMs);
  if (unixMs % MS_PER_DAY !== 0) return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  const name = MONTHS[at.getUTCMonth()]!;
  return at.getUTCDate() === 1 ? `${name} ${at.getUTCFullYear()}` : `${at.getUTCDate()} ${name}`;
}

/** `2026-01` as `Jan 2026`. */
export function month(text: string): string {
  return `${MONTHS[Number(text.slice(5, 7)) - 1]} ${text.slice(0, 4)}`;
}

/** The month of ms since 1970, UTC: `2026-01`. */
export function monthOf(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 7);
}

/** The first moment of a month, and that of the next, ms since 1970. */
export function monthBounds(text: string): { from: number; until: number } {
  const year = Number(text.slice(0, 4));
  const index = Number(text.slice(5, 7)) - 1;
  return { from: Date.UTC(year, index), until: Date.UTC(year, index + 1) };
}

/** Words of names such as `no_demand`. */
export function words(name: string): string {
  return name.replaceAll("_", " ");
}

/** The name of a figure, its unit apart: `wait_mean_s` is `wait mean, s`. */
export function figureWords(name: string): string {
  const unit = /_(s|ms|usd|mwh|chip_ms|chip_hours|bytes)$/.exec(name);
  const text = unit ? `${words(name.slice(0, unit.index))}, ${words(unit[1]!)}` : words(name);
  return text.replace(/\busd\b/, "USD").replace("mwh", "MWh").replace("chip ", "chip-");
}

const MOST_LETTERS = 28;

/**
 * A name for a place where there is no room and no markup: one line, short, and of a direction of
 * its own (Unicode's first strong isolate).
 */
export function shortName(name: string): string {
  const letters = Array.from(name.slice(0, 4 * MOST_LETTERS).replace(/[\p{C}\s]+/gu, " ").trim());
  const text = letters.length > MOST_LETTERS
    ? letters.slice(0, MOST_LETTERS - 1).join("") + "…" : letters.join("");
  return text === "" ? NOTHING : `\u2068${text}\u2069`;
}
