// The bar that says which time is selected, and where it is changed: by hand, by keys, or by month.

import type { Drawn, Shown } from "./board";
import type { Period } from "./buckets";
import { choice, element } from "./element";
import { date, duration, month, monthBounds, monthOf } from "./format";
import { causesByBucket } from "./integral";
import { INK, type Theme } from "./palette";

const HEIGHT = 44;
/** How near to an end of the selection a press must be to take it, in pixels. */
const REACH = 9;

export class Timeline implements Drawn {
  readonly host: HTMLElement;
  private readonly canvas = element("canvas", { height: HEIGHT, "aria-hidden": "true" });
  private readonly window = element("div", { class: "window" });
  private readonly month: HTMLSelectElement | null;
  private readonly text = element("output", { class: "period", "aria-live": "polite" });
  private readonly ends: [HTMLInputElement, HTMLInputElement];
  private readonly track: HTMLElement;
  private painted: Theme | undefined;

  constructor(private readonly shown: Shown) {
    const { selection } = shown.board;
    this.ends = [this.end("Selection begins"), this.end("Selection ends")];
    this.track = element("div", { class: "track" }, this.canvas, this.window, ...this.ends);
    const all = element("button", { type: "button", class: "all",
      onclick: () => selection.showAll() }, "All time");
    this.host = element("div", { class: "timeline", role: "region", "aria-label": "Selected time" },
      element("div", { class: "bar" }, this.text, this.months(), all), this.track);
    this.month = this.host.querySelector("select");
    this.track.addEventListener("pointerdown", (event) => this.pressed(event));
    new ResizeObserver(() => this.paint()).observe(this.track);
    selection.onChange(() => this.place());
    shown.board.add(this);
    this.place();
  }

  /** The selection is placed when it changes; the rest changes with the theme alone. */
  draw(): void {
    if (this.painted !== this.shown.board.theme) this.paint();
  }

  private end(label: string): HTMLInputElement {
    const { buckets, board } = this.shown;
    const input = element("input", { type: "range", min: 0, max: buckets.count, step: 1,
      "aria-label": label, oninput: () => {
        const [first, last] = this.ends.map((end) => Number(end.value));
        board.selection.show(buckets.edge(first!), buckets.edge(last!));
        this.place();
      } });
    return input;
  }

  private months(): HTMLElement | null {
    const { shown } = this;
    const names: string[] = [];
    for (let at = shown.unix(shown.buckets.from); at < shown.unix(shown.buckets.until);
      at = monthBounds(monthOf(at)).until) names.push(monthOf(at));
    if (names.length === 1) return null;
    const options = [{ value: "", text: "any" }, ...names.map((value) => ({ value,
      text: month(value) }))];
    return choice("Month", options, (value) => {
      if (value === "") shown.board.selection.showAll();
      else showMonth(shown, value);
    });
  }

  private place(): void {
    const { buckets, board } = this.shown;
    const { from, until } = board.selection.period;
    const share = (time: number): number =>
      100 * (time - buckets.from) / (buckets.until - buckets.from);
    this.window.style.left = `${share(from)}%`;
    this.window.style.width = `${share(until) - share(from)}%`;
    const span = this.shown.span;
    this.ends[0].value = String(span.first);
    this.ends[1].value = String(span.last);
    if (this.month) {
      const name = monthOf(this.shown.unix((from + until) / 2));
      const of = monthPeriod(this.shown, name);
      this.month.value = of.from === from && of.until === until ? name : "";
    }
    const texts = [from, until].map((time) => date(this.shown.unix(time)));
    this.ends.forEach((end, i) => end.setAttribute("aria-valuetext", texts[i]!));
    this.text.textContent = `${texts[0]} – ${texts[1]} · ${duration(until - from)}`;
  }

  /** What of the base is lacking, idle and held, over all the time. */
  private paint(): void {
    const { canvas, shown } = this;
    this.painted = shown.board.theme;
    const ink = INK[shown.board.theme];
    const width = this.track.clientWidth;
    const scale = devicePixelRatio;
    canvas.width = width * scale;
    canvas.height = HEIGHT * scale;
    const pen = canvas.getContext("2d")!;
    pen.scale(scale, scale);
    const byCause = causesByBucket(shown.review);
    const kinds = ["held", "idle", "lacking"] as const;
    const colours = [ink.accent, "#e69f00", ink.muted];
    const count = shown.buckets.count;
    const sums = kinds.map((kind) => {
      const names = shown.review.causes.filter((cause) => cause.kind === kind);
      return Array.from({ length: count }, (_, i) =>
        names.reduce((total, cause) => total + (byCause.get(cause.name)?.[i] ?? 0), 0)
          / (shown.buckets.edge(i + 1) - shown.buckets.edge(i)));
    });
    const top = Math.max(1, ...sums[0]!.map((held, i) => held + sums[1]![i]! + sums[2]![i]!));
    for (let x = 0; x < width; ++x) {
      const i = Math.min(count - 1, Math.floor(x * count / width));
      let y = HEIGHT;
      kinds.forEach((_, k) => {
        const tall = sums[k]![i]! / top * HEIGHT;
        pen.fillStyle = colours[k]!;
        pen.globalAlpha = k === 0 ? 0.55 : 0.8;
        pen.fillRect(x, y - tall, 1, tall);
        y -= tall;
      });
    }
  }

  private pressed(event: PointerEvent): void {
    const { buckets, board } = this.shown;
    const box = this.track.getBoundingClientRect();
    const timeAt = (x: number): number => buckets.from
      + (x - box.left) / box.width * (buckets.until - buckets.from);
    const { from, until } = board.selection.period;
    const xOf = (time: number): number => box.left
      + (time - buckets.from) / (buckets.until - buckets.from) * box.width;
    const x = event.clientX;
    const near = (time: number): boolean => Math.abs(xOf(time) - x) <= REACH;
    event.preventDefault();
    const fixed = near(from) ? until : near(until) ? from : timeAt(x);
    const moves = !near(from) && !near(until) && x > xOf(from) && x < xOf(until)
      && !board.selection.isWhole;
    let last = timeAt(x);
    const moved = (now: PointerEvent): void => {
      const time = timeAt(now.clientX);
      if (!moves) {
        board.selection.show(fixed, time);
      } else {
        const before = board.selection.period.from;
        board.selection.move(time - last);
        // What is less than a bucket is not lost.
        last += board.selection.period.from - before;
      }
    };
    const released = (): void => {
      removeEventListener("pointermove", moved);
      removeEventListener("pointerup", released);
      removeEventListener("pointercancel", released);
    };
    addEventListener("pointermove", moved);
    addEventListener("pointerup", released);
    addEventListener("pointercancel", released);
  }
}

/** What of a month is shown, in whole buckets. */
function monthPeriod({ buckets, review }: Shown, name: string): Period {
  const { from, until } = monthBounds(name);
  return buckets.period(buckets.span({ from: from - review.start_unix_ms,
    until: until - review.start_unix_ms }));
}

/** Selects a month. */
export function showMonth(shown: Shown, name: string): void {
  const { from, until } = monthPeriod(shown, name);
  shown.board.selection.show(from, until);
}
