// What all parts of a page share: what they show, how it looks, and who draws when.

import { Buckets, type Span } from "./buckets";
import type { Theme } from "./palette";
import type { Review } from "./review";
import type { Selection } from "./selection";

/** Something on the page that is drawn anew when what it shows has changed. */
export interface Drawn {
  readonly host: HTMLElement;
  draw(): void;
}

/** ms of a frame for drawing: with layout and paint it stays below a thirtieth of a second. */
const DRAWING_MS = 12;

/**
 * Draws what is on the screen at the next frames, and the rest when it comes there. What waited
 * longest is first: while the selection moves all are drawn in turn, and the frames keep coming.
 */
export class Board {
  theme: Theme = "light";
  patterns = false;
  private readonly drawn = new Map<Element, Drawn>();
  private readonly visible = new Set<Element>();
  private readonly stale = new Set<Element>();
  private asked = false;
  private readonly observer = new IntersectionObserver((entries) => this.seen(entries),
    { rootMargin: "50px" });

  constructor(readonly selection: Selection) {
    selection.onChange(() => this.redraw());
  }

  add(drawn: Drawn): void {
    this.drawn.set(drawn.host, drawn);
    this.stale.add(drawn.host);
    this.observer.observe(drawn.host);
  }

  /** All that is shown has changed. */
  redraw(): void {
    for (const host of this.drawn.keys()) this.stale.add(host);
    this.ask();
  }

  /** What is in one place has changed. */
  redrawOne(host: HTMLElement): void {
    this.stale.add(host);
    this.ask();
  }

  /** Draws everything at once, on the screen or not. */
  drawAll(): void {
    for (const drawn of this.drawn.values()) drawn.draw();
    this.stale.clear();
  }

  private seen(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      if (entry.isIntersecting) this.visible.add(entry.target);
      else this.visible.delete(entry.target);
    }
    this.ask();
  }

  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      const begun = performance.now();
      for (const host of this.stale) {
        if (!this.visible.has(host)) continue;
        if (performance.now() - begun > DRAWING_MS) return this.ask();
        this.stale.delete(host);
        this.drawn.get(host)!.draw();
      }
    });
  }
}

/** One review on a board: its parts draw the span of its buckets that is selected. */
export class Shown {
  readonly buckets: Buckets;

  constructor(readonly board: Board, readonly review: Review, readonly mark = "") {
    this.buckets = new Buckets(review);
  }

  /** The selected buckets of this review. */
  get span(): Span {
    return this.buckets.span(this.board.selection.period);
  }

  /** Whether figures of the whole run are those of what is selected. */
  get isWholeRun(): boolean {
    const { from, until } = this.board.selection.period;
    const horizon = Number(this.review.summary["horizon_s"]) * 1000;
    return from <= 0 && until >= Math.round(horizon);
  }

  /** ms since 1970 of ms since the run's start. */
  unix(time: number): number {
    return this.review.start_unix_ms + time;
  }

  /** An id for the page, of which there is one where two reviews are side by side. */
  id(name: string): string {
    return name + this.mark;
  }
}
