// Shapes that charts are made of where a series of the library would have an element a value.

import * as echarts from "echarts/core";

/** What the library gives to what draws an item. */
export interface Api {
  coord: (at: [number, number]) => [number, number];
  value: (dimension: number) => number;
}

/** The name of a shape of many rectangles, of x, y, width and height each. */
export const RECTANGLES = "rectangles";

echarts.graphic.registerShape(RECTANGLES, echarts.graphic.extendShape({
  shape: { rectangles: [] as number[][] },
  buildPath: (path, shape) => {
    for (const [x, y, width, height] of (shape as { rectangles: number[][] }).rectangles) {
      path.rect(x!, y!, width!, height!);
    }
  },
}));

/** What lies between two step functions: value i holds from `at[i]` to `at[i + 1]`. */
export interface Band {
  at: readonly number[];
  low: readonly number[];
  high: readonly number[];
  colour: string;
  opacity: number;
  decal?: object | null;
}

/** A series of bands, the first the lowest. */
export function bandSeries(bands: readonly Band[]): object {
  const data = bands.map((band, i) => [band.at[0]!, 0, Math.max(...band.high), i]);
  return { id: "bands", type: "custom", silent: true, clip: true, data, z: 1,
    encode: { x: 0, y: [1, 2] },
    renderItem: (_: unknown, api: Api) => {
      const band = bands[api.value(3)]!;
      return { type: "polygon", silent: true, shape: { points: outline(band, api) },
        style: { fill: band.colour, opacity: band.opacity, decal: band.decal ?? null } };
    } };
}

/** The corners of a band, along the top and back along the bottom. */
function outline({ at, low, high }: Band, api: Api): [number, number][] {
  // Both axes are linear: two points say where all are.
  const [first, last] = [at[0]!, at[at.length - 1]!];
  const [left, zero] = api.coord([first, 0]);
  const [right, one] = api.coord([last, 1]);
  const x = (time: number): number => left + (time - first) / (last - first) * (right - left);
  const y = (value: number): number => zero + value * (one - zero);
  const top: [number, number][] = [];
  const bottom: [number, number][] = [];
  high.forEach((value, i) => {
    top.push([x(at[i]!), y(value)], [x(at[i + 1]!), y(value)]);
    bottom.push([x(at[i]!), y(low[i]!)], [x(at[i + 1]!), y(low[i]!)]);
  });
  return [...top, ...bottom.reverse()];
}
