import { canvasText } from "../../charts/canvas-text.ts";
import { axisStyle, clusterColor, tooltipStyle } from "../../charts/style.ts";
import type { ChartOption } from "../../charts/library.ts";
import type { Palette } from "../../state/theme.ts";
import type { Axis } from "./axes.ts";

/** Clusters of at most this many events are marked: they are where one reads first after the noise. */
export const SMALL_CLUSTER = 5;

export type Kind = "cluster" | "small" | "noise";

/** Shapes tell kinds apart where colours do not. */
export const SHAPES: Readonly<Record<Kind, string>> = { cluster: "circle", small: "triangle", noise: "diamond" };

export interface ScatterInput {
  readonly x: Axis;
  readonly y: Axis;
  /** Cluster of each point, −1 for noise. */
  readonly labels: Int32Array;
  /** Events behind each point. */
  readonly weights: Float64Array;
  /** Texts for some points. */
  readonly named: readonly { readonly point: number; readonly text: string }[];
  /** Points picked out by the reader; none picked out, all alike. */
  readonly picked: ReadonlySet<number>;
  /** The text of a point's tooltip, made safe for a canvas. */
  readonly describe: (point: number) => string;
}

/** `[x, y, size, point, cluster]` */
type Datum = readonly [x: number, y: number, size: number, point: number, cluster: number];

const KINDS: readonly Kind[] = ["cluster", "small", "noise"];

/** A map of points: coloured by cluster, as large as their events are many, small clusters and noise in shapes of their own. */
export function scatterOption(input: ScatterInput, palette: Palette): ChartOption {
  const kindOf = kindsOf(input);
  const byKind = dataByKind(input, kindOf);
  const faint = input.picked.size > 0;
  return {
    grid: { left: 10, right: 18, top: 30, bottom: 30, containLabel: true },
    xAxis: axisOption(input.x, palette, "x"),
    yAxis: axisOption(input.y, palette, "y"),
    dataZoom: ZOOM,
    tooltip: {
      ...tooltipStyle(palette),
      trigger: "item",
      formatter: (item: unknown) => input.describe(pointOf(item)),
    } as NonNullable<ChartOption["tooltip"]>,
    series: [
      ...KINDS.map((kind) => ({
        id: kind,
        name: kind,
        type: "scatter" as const,
        symbol: SHAPES[kind],
        symbolSize: (value: unknown) => (value as Datum)[2],
        data: byKind[kind] as unknown as number[][],
        itemStyle: {
          color: (item: unknown) => clusterColor(palette, datumOf(item)[4]),
          opacity: faint ? 0.18 : kind === "noise" ? 0.95 : 0.72,
          borderColor: palette.paper,
          borderWidth: kind === "cluster" ? 0.5 : 1,
        },
        emphasis: { scale: 1.15, itemStyle: { borderColor: palette.ink, borderWidth: 1.5, opacity: 1 } },
        z: kind === "cluster" ? 2 : kind === "small" ? 3 : 4,
      })),
      pickedSeries(input, palette, kindOf),
      labelSeries(input, palette),
    ],
  };
}

const ZOOM: NonNullable<ChartOption["dataZoom"]> = [
  { type: "inside", id: "zoom-x", xAxisIndex: 0, filterMode: "none", zoomOnMouseWheel: true, moveOnMouseMove: true },
  { type: "inside", id: "zoom-y", yAxisIndex: 0, filterMode: "none", zoomOnMouseWheel: true, moveOnMouseMove: true },
];

/** What kind each cluster is of, by its events. */
export function kindsOf({ labels, weights }: Pick<ScatterInput, "labels" | "weights">): (label: number) => Kind {
  const sizes = new Map<number, number>();
  labels.forEach((label, point) => sizes.set(label, (sizes.get(label) ?? 0) + weights[point]!));
  return (label) => (label < 0 ? "noise" : sizes.get(label)! <= SMALL_CLUSTER ? "small" : "cluster");
}

/** Heavier points first, so that light ones lie on top. */
function dataByKind(
  { x, y, labels, weights }: ScatterInput,
  kindOf: (label: number) => Kind,
): Readonly<Record<Kind, Datum[]>> {
  const order = Int32Array.from(labels, (_, point) => point).sort((a, b) => weights[b]! - weights[a]!);
  const byKind: Record<Kind, Datum[]> = { cluster: [], small: [], noise: [] };
  for (const point of order) {
    const label = labels[point]!;
    const kind = kindOf(label);
    const size = symbolSize(weights[point]!) + (kind === "cluster" ? 0 : EXTRA);
    byKind[kind].push([x.values[point]!, y.values[point]!, size, point, label]);
  }
  return byKind;
}

/** Angular shapes look smaller than round ones. */
export const EXTRA = 3;

/** Grows with the logarithm of the events: ten times as many are some nine pixels more. */
export function symbolSize(events: number): number {
  return Math.min(44, 7 + 9 * Math.log10(Math.max(1, events)));
}

function pickedSeries(
  { x, y, labels, weights, picked }: ScatterInput,
  palette: Palette,
  kindOf: (label: number) => Kind,
): object {
  return {
    id: "picked",
    type: "scatter",
    data: [...picked].map((point) => [
      x.values[point]!,
      y.values[point]!,
      symbolSize(weights[point]!) + 2,
      point,
      labels[point]!,
    ]),
    symbol: (value: unknown) => SHAPES[kindOf((value as Datum)[4])],
    symbolSize: (value: unknown) => (value as Datum)[2],
    itemStyle: {
      color: (item: unknown) => clusterColor(palette, datumOf(item)[4]),
      borderColor: palette.ink,
      borderWidth: 1.5,
    },
    z: 6,
  };
}

/** Invisible points that carry the names: the layout hides those that have no room. */
export function labelSeries(
  { x, y, labels, weights, named }: Pick<ScatterInput, "x" | "y" | "labels" | "weights" | "named">,
  palette: Palette,
): object {
  return {
    id: "names",
    type: "scatter",
    silent: true,
    symbol: "circle",
    symbolSize: (value: unknown) => (value as Datum)[2],
    itemStyle: { color: "transparent" },
    data: named.map(({ point, text }) => ({
      value: [x.values[point]!, y.values[point]!, symbolSize(weights[point]!), point, labels[point]!],
      name: text,
      ...(isFarRight(x, point) && { label: { position: "left" } }),
    })),
    label: {
      show: true,
      position: "right",
      distance: 3,
      formatter: ({ name }: { readonly name: string }) => name,
      color: palette.ink,
      fontSize: 11,
      textBorderColor: palette.paper,
      textBorderWidth: 3,
    },
    labelLayout: { hideOverlap: true },
    z: 8,
  };
}

/** Where there is no room to the right of a point, its name stands to the left. */
function isFarRight({ values }: Axis, point: number): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return values[point]! > low + FAR * (high - low);
}

const FAR = 0.75;

export function axisOption(axis: Axis, palette: Palette, side: "x" | "y"): object {
  const place =
    side === "x"
      ? { nameLocation: "middle", nameGap: 26 }
      : { nameLocation: "end", nameGap: 10, nameTextStyle: { color: palette.muted, align: "left" } };
  return {
    ...axisStyle(palette),
    type: axis.type,
    name: canvasText(axis.name, 60),
    ...place,
    scale: true,
    ...(axis.type === "value" && { boundaryGap: ["3%", "3%"] }),
    ...roomForOne(axis),
  };
}

/** Where all points have one value it goes in the middle: a chart by itself would have it on the edge. */
function roomForOne({ type, values }: Axis): { readonly min?: number; readonly max?: number } {
  const [only] = values;
  if (type !== "value" || only === undefined || values.some((value) => value !== only)) return {};
  return { min: only - 1, max: only + 1 };
}

function datumOf(item: unknown): Datum {
  return (item as { readonly value: Datum }).value;
}

export function pointOf(item: unknown): number {
  return datumOf(item)[3];
}
