import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { canvasText } from "../../charts/canvas-text.ts";
import { Chart, type ChartTable } from "../../charts/chart.tsx";
import type { Report } from "../../state/report.ts";
import { select, selectedRows, toggleSelected } from "../../state/selection.ts";
import { useShortcuts, type Shortcut } from "../../state/shortcuts.ts";
import { count, counted } from "../../text/words.ts";
import { openRow } from "../rows/open.ts";
import type { View } from "../view.ts";
import { axesOf, usualAxes, type Axis } from "./axes.ts";
import { MapController, type Tool } from "./controller.ts";
import { Legend } from "./legend.tsx";
import "./map.css";
import { EVERYTHING, namesInView, type Window } from "./names.ts";
import { rowsOfPoint, runPoints, type RunPoints } from "./points.ts";
import { SelectionPanel } from "./selection-panel.tsx";
import { scatterOption } from "./scatter.ts";
import { Toolbar } from "./toolbar.tsx";

export const mapView: View = {
  id: "map",
  title: "Map",
  component: PointMap,
  available: ({ analysis, rows }) => rows.length > 0 && analysis.plan.features.length > 0,
};

/** What the reader last chose; kept while the page is open. */
const chosenAxes = signal<readonly [x: string, y: string] | null>(null);
const scaled = signal(false);

function PointMap({ report }: { readonly report: Report }): VNode {
  const points = useMemo(() => runPoints(report), [report]);
  const axes = useMemo(() => axesOf(points, scaled.value), [points, scaled.value]);
  const [xId, yId] = chosenAxes.value ?? usualAxes(points.raw.columns.length);
  const [x, y] = [axisById(axes, xId), axisById(axes, yId)];
  const [tool, setTool] = useState<Tool>("move");
  const [view, setView] = useState<Window>(EVERYTHING);
  const map = useRef<MapController | null>(null);
  const picked = useMemo(() => pointsOfRows(points, selectedRows.value), [points, selectedRows.value]);
  const named = useMemo(() => namesInView(report, points, x, y, view), [report, points, x, y, view]);

  useEffect(() => {
    map.current!.showing(x, y);
    map.current!.showAll();
    setView(EVERYTHING);
  }, [x, y]);
  useLayoutEffect(() => map.current!.use(tool), [tool]);
  useShortcuts(useMemo(() => shortcutsFor(map, setTool), []));

  return (
    <div class="map">
      <Toolbar
        axes={axes}
        x={xId}
        y={yId}
        choose={(chosen) => (chosenAxes.value = chosen)}
        scaled={scaled.value}
        setScaled={(on) => (scaled.value = on)}
        tool={tool}
        setTool={setTool}
        zoom={(factor) => (factor === 0 ? map.current!.showAll() : map.current!.zoom(factor))}
      />
      <div class="map-body">
        <section class="map-chart" aria-label="Map of the points">
          <Legend />
          <Chart
            class="map-canvas"
            label={`${counted(points.raw.rows, "point")} by two of their values: coloured by cluster, noise as diamonds, small clusters as triangles, as large as their events are many.`}
            inputs={[x, y, picked, named]}
            option={(colours) => ({
              ...scatterOption(
                {
                  x,
                  y,
                  labels: points.labels,
                  weights: points.raw.weights,
                  named,
                  picked,
                  describe: (point) => describe(report, points, point),
                },
                colours,
              ),
              brush: BRUSH,
            })}
            onChart={(chart) => {
              map.current = new MapController(chart, {
                moved: setView,
                picked: (found, add) => pick(points, found, add),
                clicked: (point, twice) => click(points, point, twice),
              });
            }}
            onDrawn={() => map.current!.drawn(tool)}
            table={tableOf(report, points)}
          />
        </section>
        <SelectionPanel report={report} />
      </div>
    </div>
  );
}

/** Outlines are taken as they were drawn; the library's own way of dimming what lies outside is not asked for. */
const BRUSH = {
  toolbox: [] as never[],
  brushLink: "none" as const,
  throttleType: "debounce" as const,
  throttleDelay: 0,
  inBrush: {},
  outOfBrush: { colorAlpha: 1 },
};

function axisById(axes: readonly Axis[], id: string): Axis {
  return axes.find((axis) => axis.id === id) ?? axes[0]!;
}

function pointsOfRows(points: RunPoints, rows: ReadonlySet<number>): ReadonlySet<number> {
  if (rows.size === 0) return NONE;
  const found = new Set<number>();
  points.rowOf.forEach((_, point) => {
    if (rowsOfPoint(points, point).some((row) => rows.has(row))) found.add(point);
  });
  return found;
}

const NONE: ReadonlySet<number> = new Set();

function pick(points: RunPoints, found: readonly number[], add: boolean): void {
  const rows = found.flatMap((point) => rowsOfPoint(points, point));
  select(add ? [...selectedRows.peek(), ...rows] : rows);
}

function click(points: RunPoints, point: number, twice: boolean): void {
  const rows = rowsOfPoint(points, point);
  if (twice) openRow(rows[0]!);
  else for (const row of rows) toggleSelected(row);
}

const LONGEST_LINE = 72;

function describe(report: Report, points: RunPoints, point: number): string {
  const [row, ...others] = rowsOfPoint(points, point) as [number, ...number[]];
  const { clusterId, size, exemplar } = report.row(row);
  const text = report.textField === null ? null : report.field(report.textField, exemplar);
  const { columns, data, weights } = points.raw;
  const lines = [
    `Row ${count(row + 1)}  ${canvasText(report.labelOf(row), LONGEST_LINE)}`,
    `${clusterId < 0 ? "noise" : `cluster ${clusterId}, ${counted(size, "event")}`}; here ${counted(weights[point]!, "event")}`,
    ...(others.length > 0 ? [`and ${counted(others.length, "row")} of rare values`] : []),
    ...(text === null ? [] : [canvasText(text, LONGEST_LINE)]),
    ...columns.map((name, f) => `${canvasText(name, 40)}: ${number.format(data[point * columns.length + f]!)}`),
  ];
  return lines.join("\n");
}

const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });

function tableOf(report: Report, points: RunPoints): ChartTable {
  const { columns, data, weights, rows } = points.raw;
  return {
    columns: ["row", "program", "events", "cluster", ...columns],
    rows: () =>
      Array.from({ length: rows }, (_, point) => point)
        .sort((a, b) => points.rowOf[a]! - points.rowOf[b]!)
        .map((point) => [
          points.rowOf[point]! + 1,
          report.labelOf(points.rowOf[point]!),
          weights[point]!,
          points.labels[point]! < 0 ? "noise" : points.labels[point]!,
          ...data.subarray(point * columns.length, (point + 1) * columns.length),
        ]),
  };
}

type MapReference = { readonly current: MapController | null };

function shortcutsFor(map: MapReference, setTool: (tool: Tool) => void): readonly Shortcut[] {
  const by = (x: number, y: number) => (): void => map.current?.move(x, y);
  return [
    { keys: ["m"], does: "drag to move the map", run: () => setTool("move") },
    { keys: ["l"], does: "draw around points", run: () => setTool("lasso") },
    { keys: ["b"], does: "draw a box around points", run: () => setTool("box") },
    { keys: ["+", "="], does: "zoom in", run: () => map.current?.zoom(2) },
    { keys: ["-"], does: "zoom out", run: () => map.current?.zoom(0.5) },
    { keys: ["0"], does: "show all of the map", run: () => map.current?.showAll() },
    { keys: ["ArrowLeft"], does: "move left", run: by(-0.2, 0) },
    { keys: ["ArrowRight"], does: "move right", run: by(0.2, 0) },
    { keys: ["ArrowUp"], does: "move up", run: by(0, 0.2) },
    { keys: ["ArrowDown"], does: "move down", run: by(0, -0.2) },
    { keys: ["Escape"], does: "select nothing", run: () => select([]) },
  ];
}
