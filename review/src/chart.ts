// A chart: ECharts in the colours of the page, with a description and the time that is selected.

import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent }
  from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

import type { Board, Drawn } from "./board";
import { element } from "./element";
import { INK, type Ink } from "./palette";

echarts.use([BarChart, CustomChart, LineChart, ScatterChart, DataZoomComponent, GridComponent,
  MarkLineComponent, TooltipComponent, CanvasRenderer]);

export type Option = echarts.EChartsCoreOption;

/** What a chart shows now: for the library, in words, and how many values that is. */
export interface Drawing {
  option: Option;
  words: string;
  values: number;
}

export interface ChartForm {
  label: string;
  height: number;
  draw: (ink: Ink) => Drawing;
  click?: (data: unknown) => void;
}

export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

export class Chart implements Drawn {
  readonly host: HTMLElement;
  protected chart: echarts.ECharts | undefined;
  private readonly canvas: HTMLElement;
  private pointer: [number, number] = [0, 0];

  constructor(protected readonly board: Board, private readonly form: ChartForm) {
    this.canvas = element("div", { class: "canvas", role: "img", "aria-label": form.label });
    this.canvas.style.height = `${form.height}px`;
    this.host = element("div", { class: "chart", "data-chart": form.label }, this.canvas);
    board.add(this);
  }

  draw(): void {
    const ink = INK[this.board.theme];
    this.chart ??= this.made();
    const { option, words, values } = this.form.draw(ink);
    this.chart.setOption({ animation: false, useUTC: true, backgroundColor: "transparent",
      textStyle: { fontFamily: FONT, color: ink.text }, ...option },
      { replaceMerge: ["series"] });
    this.host.dataset["values"] = String(values);
    this.canvas.setAttribute("aria-label", `${this.form.label}. ${words}`);
  }

  /** What of the two axes is under the pointer. */
  get under(): [x: number, y: number] {
    return this.chart!.convertFromPixel({ gridIndex: 0 }, this.pointer) as [number, number];
  }

  private made(): echarts.ECharts {
    // Before the library, which asks for a tooltip then.
    this.canvas.addEventListener("pointermove", (event) => {
      const { left, top } = this.canvas.getBoundingClientRect();
      this.pointer = [event.clientX - left, event.clientY - top];
    }, true);
    const chart = echarts.init(this.canvas, null, { renderer: "canvas" });
    new ResizeObserver(() => chart.resize()).observe(this.canvas);
    chart.on("click", (event) => this.form.click?.(event.data));
    return chart;
  }

  /** Where the plot is, in pixels of the canvas, and the time at a pixel. */
  protected timeAt(x: number): number {
    return this.chart!.convertFromPixel({ xAxisIndex: 0 }, x) as unknown as number;
  }

  protected get surface(): HTMLElement {
    return this.canvas;
  }
}

/** A chart over time: dragging selects a time, with the shift key moves it; two clicks show all. */
export class TimeChart extends Chart {
  private readonly brush = element("div", { class: "brush", hidden: true });

  constructor(board: Board, form: ChartForm, private readonly start: number) {
    super(board, form);
    this.surface.after(this.brush);
    this.surface.addEventListener("pointerdown", (event) => this.pressed(event), true);
    this.surface.addEventListener("dblclick", () => board.selection.showAll());
    this.surface.addEventListener("wheel", (event) => this.wheeled(event),
      { passive: false, capture: true });
  }

  private timeOf(event: MouseEvent): number {
    return this.timeAt(event.clientX - this.surface.getBoundingClientRect().left) - this.start;
  }

  private pressed(event: PointerEvent): void {
    if (event.button !== 0 || event.pointerType === "touch" || !this.chart) return;
    if (!this.chart.containPixel("grid", [event.offsetX, event.offsetY])) return;
    const from = this.timeOf(event);
    const left = event.clientX;
    let last = from;
    const moved = (now: PointerEvent): void => {
      if (now.shiftKey) {
        this.board.selection.move(last - this.timeOf(now));
        last = this.timeOf(now);
        return;
      }
      const edge = this.surface.getBoundingClientRect().left;
      this.brush.hidden = Math.abs(now.clientX - left) < 4;
      this.brush.style.left = `${Math.min(left, now.clientX) - edge}px`;
      this.brush.style.width = `${Math.abs(now.clientX - left)}px`;
    };
    const released = (now: PointerEvent): void => {
      removeEventListener("pointermove", moved);
      removeEventListener("pointerup", released);
      if (!this.brush.hidden) this.board.selection.show(from, this.timeOf(now));
      this.brush.hidden = true;
    };
    addEventListener("pointermove", moved);
    addEventListener("pointerup", released);
  }

  private wheeled(event: WheelEvent): void {
    // Without a key the wheel scrolls the page.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.board.selection.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.timeOf(event));
  }
}
