import type { ChartInstance } from "../../charts/library.ts";
import type { Window } from "./names.ts";
import type { Axis } from "./axes.ts";
import { isInside, outlineOf, type Pixel } from "./lasso.ts";
import { pointOf } from "./scatter.ts";

/** What a drag does: move the map, or draw around points. */
export type Tool = "move" | "lasso" | "box";

/** What the map tells its view. */
export interface MapEvents {
  /** The reader drew around these points. `add` where they are to join those picked out already. */
  readonly picked: (points: readonly number[], add: boolean) => void;
  readonly clicked: (point: number, twice: boolean) => void;
  readonly moved: (window: Window) => void;
}

/** Drives the chart of a map: tools, zoom, and what was drawn around which points. */
export class MapController {
  readonly #chart: ChartInstance;
  #isDrawn = false;
  #axes: { readonly x: Axis; readonly y: Axis } | null = null;

  constructor(chart: ChartInstance, events: MapEvents) {
    this.#chart = chart;
    let add = false;
    chart.getZr().on("mousedown", ({ event }) => (add = (event as { shiftKey?: boolean }).shiftKey === true));
    chart.on("brushEnd", (given) => {
      const { areas } = given as { areas: { brushType: string; range: unknown }[] };
      if (areas.length === 0) return;
      events.picked(this.#pointsIn(outlineOf(areas[0]!)), add);
      chart.dispatchAction({ type: "brush", areas: [] });
    });
    chart.on("click", (item) => events.clicked(pointOf(item), false));
    chart.on("dblclick", (item) => events.clicked(pointOf(item), true));
    let due = 0;
    chart.on("dataZoom", () => {
      cancelAnimationFrame(due);
      due = requestAnimationFrame(() => !chart.isDisposed() && events.moved(this.window()));
    });
  }

  showing(x: Axis, y: Axis): void {
    this.#axes = { x, y };
  }

  /** To be called after the chart was drawn: before that it knows of no tool. */
  drawn(tool: Tool): void {
    if (this.#isDrawn) return;
    this.#isDrawn = true;
    this.use(tool);
  }

  use(tool: Tool): void {
    const brushType = tool === "lasso" ? "polygon" : tool === "box" ? "rect" : false;
    this.#chart.dispatchAction({
      type: "takeGlobalCursor",
      key: "brush",
      brushOption: { brushType, brushMode: "single" },
    });
  }

  /** Zooms about the middle of what is in view. @param factor above 1 to see less, larger */
  zoom(factor: number): void {
    for (const [index, { start, end }] of this.#zooms().entries()) {
      const half = Math.min(50, Math.max(0.05, (end - start) / (2 * factor)));
      const middle = Math.min(100 - half, Math.max(half, (start + end) / 2));
      this.#chart.dispatchAction({ type: "dataZoom", dataZoomIndex: index, start: middle - half, end: middle + half });
    }
  }

  /** @param x shares of the width, to the right. @param y of the height, upwards */
  move(x: number, y: number): void {
    for (const [index, by] of [x, y].entries()) {
      const { start, end } = this.#zooms()[index]!;
      const step = Math.min(100 - end, Math.max(-start, (end - start) * by));
      this.#chart.dispatchAction({ type: "dataZoom", dataZoomIndex: index, start: start + step, end: end + step });
    }
  }

  showAll(): void {
    for (const index of [0, 1])
      this.#chart.dispatchAction({ type: "dataZoom", dataZoomIndex: index, start: 0, end: 100 });
  }

  /** What part of the plane is in view. */
  window(): Window {
    const corner = (x: number, y: number): Pixel =>
      this.#chart.convertFromPixel({ gridIndex: 0 }, [x, y]) as unknown as Pixel;
    const [left, low] = corner(0, this.#chart.getHeight());
    const [right, high] = corner(this.#chart.getWidth(), 0);
    return { x: [left, right], y: [low, high] };
  }

  #zooms(): readonly { readonly start: number; readonly end: number }[] {
    return (this.#chart.getOption() as { dataZoom: { start: number; end: number }[] }).dataZoom;
  }

  #pointsIn(outline: readonly Pixel[]): number[] {
    const { x, y } = this.#axes!;
    const found: number[] = [];
    for (let point = 0; point < x.values.length; point++) {
      const at = this.#chart.convertToPixel({ gridIndex: 0 }, [x.values[point]!, y.values[point]!]);
      if (isInside(at as unknown as Pixel, outline)) found.push(point);
    }
    return found;
  }
}
