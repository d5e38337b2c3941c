import type { VNode } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { canvasText } from "../../charts/canvas-text.ts";
import { Chart } from "../../charts/chart.tsx";
import type { ChartInstance, ChartOption } from "../../charts/library.ts";
import type { Report } from "../../state/report.ts";
import { palette, type Palette } from "../../state/theme.ts";
import { Text } from "../../text/text.tsx";
import { count, counted } from "../../text/words.ts";
import type { LiveAnswer, LiveClustering } from "../../worker/client.ts";
import { axesOf, usualAxes, type Axis } from "../map/axes.ts";
import { Legend } from "../map/legend.tsx";
import { axisOption, labelSeries } from "../map/scatter.ts";
import { drawPoints, nearestPoint, type PlacedPoints } from "./draw-points.ts";
import { rowOfGroups, wordsOf } from "./exemplars.ts";

/** The points in their new clusters, drawn anew with every answer. */
export function LiveMap({ report, live }: { readonly report: Report; readonly live: LiveClustering }): VNode {
  const answer = live.answer.value;
  return (
    <section class="panel tune-map" aria-label="Map of the clusters">
      {answer !== null && <AnswerMap report={report} answer={answer} />}
      {answer === null && (
        <p class="loading">{live.failure.value === null ? "Clustering …" : "No clusters to show."}</p>
      )}
    </section>
  );
}

function AnswerMap({ report, answer }: { readonly report: Report; readonly answer: LiveAnswer }): VNode {
  const { space, labels } = answer;
  const axes = useMemo(() => usualAxesOf(answer), [space]);
  const named = useMemo(() => namesOf(report, answer), [report, labels]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const placed = useRef<PlacedPoints | null>(null);
  const [pointed, setPointed] = useState(-1);
  const colours = palette.value;
  const chart = useRef<ChartInstance | null>(null);
  const ready = useRef(false);
  const draw = useRef<(made: ChartInstance) => void>(() => {});
  draw.current = (made) => {
    placed.current = place(made, axes, answer);
    paint(canvas.current!, made, placed.current, colours);
  };
  return (
    <div class="tune-map-body">
      <Legend />
      <div
        class="tune-map-place"
        onPointerMove={({ offsetX, offsetY }) =>
          setPointed(placed.current === null ? -1 : nearestPoint(placed.current, offsetX, offsetY, REACH))
        }
        onPointerLeave={() => setPointed(-1)}
      >
        <Chart
          class="tune-map-chart"
          label={`The points in ${counted(answer.counts.clusters, "cluster")}; ${counted(answer.counts.noise, "row")} in none.`}
          inputs={[labels, axes]}
          option={(found) => frameOption(axes, { labels, weights: space.weights, named }, found)}
          onChart={(made) => {
            chart.current = made;
            made.on("rendered", () => ready.current && draw.current(made));
          }}
          onDrawn={() => {
            // Before its first option a chart does not know where anything is, and says that it was drawn all the same.
            if (!ready.current) draw.current(chart.current!);
            ready.current = true;
            noteDrawn(answer);
          }}
        />
        <canvas ref={canvas} class="tune-map-points" aria-hidden="true" />
      </div>
      <Pointed report={report} answer={answer} point={pointed} />
    </div>
  );
}

const REACH = 14;

type Axes = readonly [x: Axis, y: Axis];

function usualAxesOf({ space }: LiveAnswer): Axes {
  const shape = { columns: space.columns, rows: space.weights.length, weights: space.weights };
  const found = axesOf({ raw: { ...shape, data: space.data }, scaled: { ...shape, data: space.scaled } }, true);
  const [x, y] = usualAxes(space.columns.length).map((id) => found.find((axis) => axis.id === id)!);
  return [x!, y!];
}

/** Axes and names; the points are drawn over it. */
function frameOption(
  [x, y]: Axes,
  points: Pick<Parameters<typeof labelSeries>[0], "labels" | "weights" | "named">,
  colours: Palette,
): ChartOption {
  return {
    grid: { left: 8, right: 14, top: 26, bottom: 30, containLabel: true },
    xAxis: { ...axisOption(x, colours, "x"), ...extentOf(x, 0.04, 0.04), axisLabel: axisLabel(colours) },
    yAxis: {
      ...axisOption(y, colours, "y"),
      ...extentOf(y, 0.04, 0.04),
      splitNumber: 4,
      axisLabel: axisLabel(colours),
    },
    tooltip: { show: false },
    series: [labelSeries({ x, y, ...points }, colours)],
  };
}

/** The ends of the axes are where the points end, which are no round numbers. */
function axisLabel({ muted }: Palette): {
  readonly color: string;
  readonly showMinLabel: false;
  readonly showMaxLabel: false;
} {
  return { color: muted, showMinLabel: false, showMaxLabel: false };
}

/** All points, and some room: the chart itself knows only the named ones. */
function extentOf(
  { values, type }: Axis,
  before: number,
  after: number,
): { readonly min: number; readonly max: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (type === "log") return { min: low / 1.3, max: high * 1.6 };
  const range = high - low || Math.abs(high) || 1;
  return { min: low - before * range, max: high + after * range };
}

/** Where the points lie on the chart: along each axis a straight line, of the logarithm where the axis has one. */
function place(chart: ChartInstance, axes: Axes, { labels, space }: LiveAnswer): PlacedPoints {
  const [x, y] = axes.map(({ values, type }, at) => {
    const of = type === "log" ? Math.log : (value: number): number => value;
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    const pixel = (value: number): number =>
      chart.convertToPixel(at === 0 ? { xAxisIndex: 0 } : { yAxisIndex: 0 }, value) as unknown as number;
    const [start, end] = [pixel(low), pixel(high)];
    const step = high > low ? (end - start) / (of(high) - of(low)) : 0;
    return values.map((value) => start + (of(value) - of(low)) * step);
  });
  return { x: x!, y: y!, labels, weights: space.weights };
}

function paint(canvas: HTMLCanvasElement, chart: ChartInstance, points: PlacedPoints, colours: Palette): void {
  const [width, height, sharpness] = [chart.getWidth(), chart.getHeight(), devicePixelRatio];
  canvas.width = width * sharpness;
  canvas.height = height * sharpness;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d")!;
  context.scale(sharpness, sharpness);
  drawPoints(context, points, colours);
}

const MOST_NAMES = 12;

/** Of the largest rows, whatever their order. */
function namesOf(report: Report, { rows, space }: LiveAnswer): { readonly point: number; readonly text: string }[] {
  const rowOf = rowOfGroups(report);
  const largest = Array.from(rows.sizes, (_, row) => row).sort((a, b) => rows.sizes[b]! - rows.sizes[a]!);
  return largest.slice(0, MOST_NAMES).map((row) => {
    const group = rows.groups[rows.starts[row]!]!;
    return { point: space.ofGroup[group]!, text: canvasText(wordsOf(report, group, rowOf[group]!).label, 24) };
  });
}

interface PointedProperties {
  readonly report: Report;
  readonly answer: LiveAnswer;
  readonly point: number;
}

/** What is under the pointer, in a line below the map. */
function Pointed({ report, answer: { labels, space }, point }: PointedProperties): VNode {
  const groupOf = useMemo(() => firstGroups(space.ofGroup, space.weights.length), [space]);
  if (point < 0 || point >= labels.length)
    return <p class="tune-map-pointed muted">Point at a mark to see what it is.</p>;
  const group = groupOf[point]!;
  const { label, text } = wordsOf(report, group, rowOfGroups(report)[group]!);
  return (
    <p class="tune-map-pointed">
      <strong>
        <Text value={label} most={40} />
      </strong>{" "}
      <span class="muted">
        {labels[point]! < 0 ? "noise" : `cluster ${count(labels[point]!)}`}, {counted(space.weights[point]!, "event")}
      </span>{" "}
      <Text value={text ?? ""} most={90} />
    </p>
  );
}

function firstGroups(ofGroup: Int32Array, points: number): Int32Array {
  const found = new Int32Array(points).fill(-1);
  ofGroup.forEach((point, group) => {
    if (found[point] === -1) found[point] = group;
  });
  return found;
}

/** For those who measure: from the reader's move to the picture, and what the worker had of it. */
function noteDrawn({ asked, settled, took }: LiveAnswer): void {
  requestAnimationFrame(() => {
    performance.measure("winnow-recluster", { start: asked, end: performance.now(), detail: { settled, ...took } });
  });
}
