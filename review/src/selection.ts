// The one period of time that all charts and tables show.

import { Buckets, type Period } from "./buckets";

export class Selection {
  private period_: Period;
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly buckets: Buckets) {
    this.period_ = buckets.period(buckets.whole);
  }

  get period(): Period {
    return this.period_;
  }

  get isWhole(): boolean {
    return this.period_.from === this.buckets.from && this.period_.until === this.buckets.until;
  }

  /** Shows the whole buckets nearest to a period, in either order of its ends. */
  show(from: number, until: number): void {
    const wanted = { from: Math.min(from, until), until: Math.max(from, until) };
    const next = this.buckets.period(this.buckets.span(wanted));
    if (next.from === this.period_.from && next.until === this.period_.until) return;
    this.period_ = next;
    for (const listener of this.listeners) listener();
  }

  showAll(): void {
    this.show(this.buckets.from, this.buckets.until);
  }

  /** Moves it by so many ms, and no further than to the end; its length stays. */
  move(by: number): void {
    const { from, until } = this.period_;
    const most = by < 0 ? this.buckets.from - from : this.buckets.until - until;
    const step = by < 0 ? Math.max(by, most) : Math.min(by, most);
    this.show(from + step, until + step);
  }

  /** Makes it `factor` times as long, around a moment that stays where it is on the screen. */
  zoom(factor: number, around: number): void {
    const { from, until } = this.period_;
    this.show(around - (around - from) * factor, around + (until - around) * factor);
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }
}
