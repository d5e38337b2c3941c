import { canvasText } from "../../charts/canvas-text.ts";
import type { Report } from "../../state/report.ts";
import type { Axis } from "./axes.ts";
import type { RunPoints } from "./points.ts";

/** Part of the plane, in the units of the axes. */
export interface Window {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

export const EVERYTHING: Window = { x: [-Infinity, Infinity], y: [-Infinity, Infinity] };

const MOST_FIRST = 60;
const MOST_LARGE = 25;
const LONGEST = 28;

/** Names for the points in view: of the rows to be read first, and of the largest. The layout hides those without room. */
export function namesInView(
  report: Report,
  points: RunPoints,
  x: Axis,
  y: Axis,
  window: Window,
): readonly { readonly point: number; readonly text: string }[] {
  const rows = report.data.rows.map((_, row) => row).filter((row) => isIn(points.ofRow[row]!, x, y, window));
  const large = rows.toSorted((a, b) => report.row(b).size - report.row(a).size).slice(0, MOST_LARGE);
  const chosen = new Set([...rows.slice(0, MOST_FIRST), ...large]);
  return [...chosen].map((row) => ({ point: points.ofRow[row]!, text: canvasText(report.labelOf(row), LONGEST) }));
}

function isIn(point: number, x: Axis, y: Axis, window: Window): boolean {
  const [left, top] = [x.values[point]!, y.values[point]!];
  return left >= window.x[0] && left <= window.x[1] && top >= window.y[0] && top <= window.y[1];
}
