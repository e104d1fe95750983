// The buckets of a review: which are in a span of time, and how long they are.

/** Buckets `[first, last)`. */
export interface Span {
  first: number;
  last: number;
}

/** A span of time in ms since the run's start, `[from, until)`. */
export interface Period {
  from: number;
  until: number;
}

export class Buckets {
  readonly from: number;
  readonly until: number;
  readonly width: number;
  readonly count: number;

  constructor(given: { from: number; until: number; width: number; buckets: number }) {
    this.from = given.from;
    this.until = given.until;
    this.width = given.width;
    this.count = given.buckets;
  }

  /** When bucket `i` begins; `count` is where the last one ends. */
  edge(i: number): number {
    return Math.min(this.from + i * this.width, this.until);
  }

  /** ms of a span. */
  length(span: Span): number {
    return this.edge(span.last) - this.edge(span.first);
  }

  get whole(): Span {
    return { first: 0, last: this.count };
  }

  /** The buckets whose borders are nearest to a period; at least one. */
  span(period: Period): Span {
    const nearest = (time: number): number => Math.round((time - this.from) / this.width);
    const first = Math.min(Math.max(nearest(period.from), 0), this.count - 1);
    // The last bucket can be short: its end may be nearer to its beginning than to a border.
    const last = period.until >= this.until ? this.count : nearest(period.until);
    return { first, last: Math.min(Math.max(last, first + 1), this.count) };
  }

  period(span: Span): Period {
    return { from: this.edge(span.first), until: this.edge(span.last) };
  }

  /**
   * The span in groups of equally many buckets, some `most` of them. Their borders stay where they
   * are when the span moves; the first and the last can be smaller.
   */
  groups(span: Span, most: number): Span[] {
    const size = Math.ceil((span.last - span.first) / most);
    const groups: Span[] = [];
    for (let first = span.first; first < span.last;) {
      const last = Math.min(first - (first % size) + size, span.last);
      groups.push({ first, last });
      first = last;
    }
    return groups;
  }
}
