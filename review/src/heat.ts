// What the smaller jobs held, as shades: a row of units and a bucket each.

import { element } from "./element";
import type { Gantt, Pool } from "./review";

// A grey that no bar has, and that both themes bear; opaque where all of a row is held.
const RED = 112;
const GREEN = 121;
const BLUE = 132;
const FAINTEST = 0.15;

function opacity(share: number): number {
  return share === 0 ? 0 : FAINTEST + (1 - FAINTEST) * share;
}

/** The colour of a share, from 0 to 1, of a row. */
export function heat(share: number): string {
  return `rgb(${RED} ${GREEN} ${BLUE} / ${opacity(share)})`;
}

/** Pixels of a row in the picture: it is stretched, and its rows shall not run into each other. */
const TALL = 8;

/** A picture of all rows and buckets. */
export function picture(gantt: Gantt): HTMLCanvasElement {
  const count = gantt.rest[0]?.length ?? 1;
  const canvas = element("canvas", { width: count, height: gantt.rows * TALL });
  const pen = canvas.getContext("2d")!;
  const image = pen.createImageData(count, gantt.rows * TALL);
  const pixels = new Uint32Array(image.data.buffer);
  gantt.rest.forEach((row, y) => {
    const line = Uint32Array.from(row, (percentage) =>
      (Math.round(255 * opacity(percentage / 100)) << 24 | BLUE << 16 | GREEN << 8 | RED) >>> 0);
    for (let i = 0; i < TALL; ++i) pixels.set(line, (y * TALL + i) * count);
  });
  pen.putImageData(image, 0, 0);
  return canvas;
}

/** The units of a row, `[first, last)`. */
export function rowUnits(gantt: Gantt, pool: Pool, row: number): { first: number; last: number } {
  const begins = (at: number): number => Math.ceil(at * pool.units / gantt.rows);
  return { first: begins(row), last: begins(row + 1) };
}

/** What percentage of a unit's row smaller jobs held in a bucket. */
export function heldByOthers(gantt: Gantt, pool: Pool, unit: number, bucket: number): number {
  const row = Math.min(gantt.rows - 1, Math.floor(unit * gantt.rows / pool.units));
  return gantt.rest[row]?.[bucket] ?? 0;
}
