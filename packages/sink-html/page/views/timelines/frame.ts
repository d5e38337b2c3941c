import { canvasText } from "../../charts/canvas-text.ts";
import type { ChartOption } from "../../charts/library.ts";
import { axisStyle, tooltipStyle, zoomStyle } from "../../charts/style.ts";
import type { ReportMark } from "../../../src/data/report-data.ts";
import type { Palette } from "../../state/theme.ts";
import type { Stretch } from "./domain.ts";
import type { Part } from "./link.ts";
import { toMs } from "./model.ts";
import { tickText } from "./ticks.ts";

/** What all timelines of the page have in common, so that they stand exactly below each other. */
export interface Frame {
  readonly domain: Stretch;
  readonly marks: readonly ReportMark[];
  /** Pixels left for the names of lanes. */
  readonly names: number;
  readonly narrow: boolean;
  readonly part: () => Part;
  /** Whether a drag moves the time: not on a touch screen, where it scrolls the page. */
  readonly draggable: boolean;
}

export interface FrameOptions {
  /** Each lane is one unit high, from the top. */
  readonly lanes: number;
  /** What stands to the left, at which height. */
  readonly names: readonly { readonly at: number; readonly text: string }[];
  /** Whether the marks' names stand above. */
  readonly labelled: boolean;
  readonly slider: boolean;
  readonly describe: (item: unknown) => string;
  readonly series: readonly object[];
}

const AXIS = 24;
const LABELS = 20;
const SLIDER = 26;

/** Height of the canvas around so many lanes of so many pixels. */
export function frameHeight(
  lanes: number,
  laneHeight: number,
  { labelled, slider }: Pick<FrameOptions, "labelled" | "slider">,
): number {
  return Math.max(1, lanes) * laneHeight + AXIS + (labelled ? LABELS : 6) + (slider ? SLIDER : 0);
}

/** A timeline: lanes below each other over the time in view, and the marks across them. */
export function frameOption(frame: Frame, options: FrameOptions, palette: Palette): ChartOption {
  const { domain, names: room, part, draggable } = frame;
  const { lanes, names, labelled, slider } = options;
  const span = (): number => ((domain.to - domain.from) * (part().end - part().start)) / 100;
  return {
    useUTC: true,
    grid: {
      left: room + 12,
      right: 20,
      top: labelled ? LABELS : 6,
      bottom: AXIS + (slider ? SLIDER : 0),
    },
    xAxis: {
      ...axisStyle(palette),
      type: "time",
      min: domain.from,
      max: domain.to,
      axisLabel: {
        color: palette.muted,
        hideOverlap: true,
        formatter: (value: number) => tickText(value, span()),
      },
    } as object,
    yAxis: {
      ...axisStyle(palette),
      type: "value",
      inverse: true,
      min: 0,
      max: Math.max(1, lanes),
      axisLine: { show: true, lineStyle: { color: palette.line } },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        customValues: names.map(({ at }) => at),
        formatter: (value: number) => canvasText(names.find(({ at }) => Math.abs(at - value) < 1e-6)?.text ?? "", 60),
        color: palette.ink,
        width: room - 6,
        overflow: "truncate",
        interval: 0,
      },
      interval: 1,
    } as object,
    dataZoom: [
      {
        type: "inside",
        id: "drag",
        xAxisIndex: 0,
        filterMode: "weakFilter",
        zoomOnMouseWheel: "ctrl",
        moveOnMouseWheel: false,
        moveOnMouseMove: draggable,
        preventDefaultMouseMove: draggable,
        minValueSpan: 1,
        start: part().start,
        end: part().end,
      },
      ...(slider
        ? [
            {
              ...zoomStyle(palette),
              type: "slider",
              id: "slider",
              xAxisIndex: 0,
              filterMode: "weakFilter",
              height: 16,
              bottom: 2,
              left: room + 12,
              right: 20,
              showDetail: false,
              showDataShadow: false,
              brushSelect: false,
              minValueSpan: 1,
              start: part().start,
              end: part().end,
            },
          ]
        : []),
    ] as NonNullable<ChartOption["dataZoom"]>,
    tooltip: {
      ...tooltipStyle(palette),
      trigger: "item",
      formatter: options.describe,
    } as NonNullable<ChartOption["tooltip"]>,
    series: [...options.series, marksSeries(frame, labelled, palette)] as never,
  };
}

/** Lines across all lanes; their names above them, those that have no room left out. */
function marksSeries({ marks, domain }: Frame, labelled: boolean, palette: Palette): object {
  const near = marks.filter(({ time }) => toMs(time) >= domain.from && toMs(time) <= domain.to);
  return {
    id: "marks",
    type: "scatter",
    silent: true,
    clip: false,
    symbolSize: 1,
    itemStyle: { color: "transparent" },
    data: near.map(({ time, label }) => ({ value: [toMs(time), 0], name: canvasText(label, 30) })),
    label: {
      show: labelled,
      position: "top",
      distance: 2,
      formatter: ({ name }: { readonly name: string }) => name,
      color: palette.alarm,
      fontWeight: 600,
      fontSize: 11,
    },
    labelLayout: { hideOverlap: true },
    markLine: {
      silent: true,
      symbol: "none",
      label: { show: false },
      lineStyle: { color: palette.alarm, type: "dashed", width: 1.2, opacity: 0.9 },
      data: near.map(({ time }) => ({ xAxis: toMs(time) })),
    },
    z: 9,
  };
}

/** What a custom series asks to place a shape. */
export interface RenderApi {
  value(dimension: number): number;
  coord(point: readonly number[]): readonly [number, number];
}

/** Where the shapes of a custom series are drawn, in pixels. */
export interface RenderItem {
  readonly coordSys: { readonly x: number; readonly width: number };
}
