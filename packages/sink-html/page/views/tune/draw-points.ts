import { clusterColor } from "../../charts/style.ts";
import type { Palette } from "../../state/theme.ts";
import { EXTRA, kindsOf, symbolSize, type Kind } from "../map/scatter.ts";

/** Points as they lie on a canvas, in CSS pixels. */
export interface PlacedPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly labels: Int32Array;
  readonly weights: Float64Array;
}

/** How large points are in a map of this size, beside the large one. */
const SCALE = 0.7;

/**
 * Draws thousands of points in the time that a chart library takes for a hundred: those of one colour and shape are one
 * path. Shapes and colours are those of the large map.
 */
export function drawPoints(context: CanvasRenderingContext2D, points: PlacedPoints, palette: Palette): void {
  const paths = pathsOf(points, palette);
  for (const kind of ["cluster", "small", "noise"] as const) {
    context.globalAlpha = kind === "cluster" ? 0.72 : 0.95;
    for (const [color, path] of paths[kind]) {
      context.fillStyle = color;
      context.fill(path);
    }
  }
  context.globalAlpha = 1;
}

type Paths = Readonly<Record<Kind, Map<string, Path2D>>>;

function pathsOf({ x, y, labels, weights }: PlacedPoints, palette: Palette): Paths {
  const kindOf = kindsOf({ labels, weights });
  const paths: Paths = { cluster: new Map(), small: new Map(), noise: new Map() };
  for (let point = 0; point < labels.length; point++) {
    const label = labels[point]!;
    const kind = kindOf(label);
    const color = clusterColor(palette, label);
    let path = paths[kind].get(color);
    if (path === undefined) paths[kind].set(color, (path = new Path2D()));
    const radius = (SCALE * (symbolSize(weights[point]!) + (kind === "cluster" ? 0 : EXTRA))) / 2;
    SHAPES[kind](path, x[point]!, y[point]!, radius);
  }
  return paths;
}

const SHAPES: Readonly<Record<Kind, (path: Path2D, x: number, y: number, radius: number) => void>> = {
  cluster: (path, x, y, radius) => {
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  },
  small: (path, x, y, radius) => {
    path.moveTo(x, y - radius);
    path.lineTo(x + radius, y + radius);
    path.lineTo(x - radius, y + radius);
    path.closePath();
  },
  noise: (path, x, y, radius) => {
    path.moveTo(x, y - radius);
    path.lineTo(x + radius, y);
    path.lineTo(x, y + radius);
    path.lineTo(x - radius, y);
    path.closePath();
  },
};

/** The point nearest to a place, within reach of it; −1 where there is none. */
export function nearestPoint(
  { x, y }: Pick<PlacedPoints, "x" | "y">,
  left: number,
  top: number,
  reach: number,
): number {
  let [nearest, least] = [-1, reach * reach];
  for (let point = 0; point < x.length; point++) {
    const distance = (x[point]! - left) ** 2 + (y[point]! - top) ** 2;
    if (distance > least) continue;
    [nearest, least] = [point, distance];
  }
  return nearest;
}
