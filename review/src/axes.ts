// Axes and tooltips that the charts have in common.

import { element, swatch } from "./element";
import { short, tick } from "./format";
import type { Shown } from "./board";
import type { Ink } from "./palette";

/** The axis of the selected time. */
export function timeAxis(shown: Shown, ink: Ink, gridIndex = 0, labels = true): object {
  const { from, until } = shown.board.selection.period;
  return {
    type: "time", gridIndex, min: shown.unix(from), max: shown.unix(until),
    axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false },
    axisLabel: { show: labels, color: ink.muted, fontSize: 11, hideOverlap: true,
      showMinLabel: false, showMaxLabel: false, formatter: (value: number) => tick(value) },
    splitLine: { show: false }, axisPointer: { lineStyle: { color: ink.muted } },
  };
}

/** An axis of amounts from 0. */
export function amountAxis(name: string, ink: Ink, more: object = {}): object {
  return {
    type: "value", name, min: 0, nameTextStyle: { color: ink.muted, fontSize: 11, align: "left",
      padding: [0, 0, 0, -44] },
    nameGap: 10, splitNumber: 4, axisLine: { show: false }, axisTick: { show: false },
    axisLabel: { color: ink.muted, fontSize: 11, formatter: (value: number) => short(value) },
    splitLine: { lineStyle: { color: ink.line } }, ...more,
  };
}

/** The plots of charts that stand one under the other begin and end alike. */
export const GRID = { left: 56, right: 14, top: 26, bottom: 24, outerBoundsMode: "none" };

/** A row of a tooltip. */
export interface TipRow {
  colour?: string;
  name: string;
  value: string;
}

/** What a tooltip says, as elements: names are never markup. */
export function tip(title: string, rows: readonly TipRow[]): HTMLElement {
  return element("div", { class: "tip" }, element("strong", {}, title),
    ...rows.map((row) => element("div", {}, row.colour ? swatch(row.colour) : null,
      element("span", {}, row.name), element("b", {}, row.value))));
}

export function tooltip(ink: Ink, more: object): object {
  return { confine: true, backgroundColor: ink.surface, borderColor: ink.line, borderWidth: 1,
    padding: 10, transitionDuration: 0, textStyle: { color: ink.text, fontSize: 12 }, ...more };
}
