import { canvasText } from "../../charts/canvas-text.ts";
import type { ChartOption } from "../../charts/library.ts";
import { axisStyle, tooltipStyle } from "../../charts/style.ts";
import type { Palette } from "../../state/theme.ts";
import { count, counted } from "../../text/words.ts";
import type { Outlier, Program, ProgramBox, SessionKind } from "./boxes.ts";

/** Pixels that one box and its gap take. */
const BOX = 15;
const GAP = 9;

export interface BoxChart {
  readonly programs: readonly Program[];
  /** Width left for the programs' names, in pixels. */
  readonly names: number;
}

/** What stands where in the chart: boxes and outliers in the order of their series' data. */
export interface Drawn {
  readonly boxes: readonly {
    readonly program: Program;
    readonly box: ProgramBox;
    readonly at: number;
    readonly offset: number;
  }[];
  readonly points: readonly {
    readonly program: Program;
    readonly box: ProgramBox;
    readonly outlier: Outlier;
    readonly at: number;
    readonly offset: number;
  }[];
}

export const SESSION_WORDS: Readonly<Record<SessionKind, string>> = {
  system: "system session",
  other: "other sessions",
  all: "all events",
};

export function sessionColor({ series, accent }: Palette, kind: SessionKind): string {
  return kind === "system" ? series[0]! : kind === "other" ? series[1]! : accent;
}

/** Tall enough for the programs, one below the other. */
export function chartHeight(programs: readonly Program[]): number {
  return 36 + programs.reduce((sum, { boxes }) => sum + boxes.length * BOX + GAP, 0);
}

/** Programs take as much height as they have boxes: their places are worked out here, top to bottom. */
export function draw(
  programs: readonly Program[],
): Drawn & { readonly places: readonly number[]; readonly height: number } {
  let top = 0;
  const places: number[] = [];
  const boxes: Drawn["boxes"][number][] = [];
  const points: Drawn["points"][number][] = [];
  for (const program of programs) {
    const height = program.boxes.length * BOX + GAP;
    const middle = top + height / 2;
    places.push(middle);
    program.boxes.forEach((box, i) => {
      const at = top + GAP / 2 + (i + 0.5) * BOX;
      boxes.push({ program, box, at, offset: at - middle });
      for (const outlier of box.outliers) points.push({ program, box, outlier, at, offset: at - middle });
    });
    top += height;
  }
  return { boxes, points, places, height: top };
}

/** What is not below zero has an axis that is not, either; far from zero, it need not begin there. */
function startOf(boxes: readonly ProgramBox[]): { readonly min?: 0 } {
  const low = boxes.reduce((least, { smallest }) => Math.min(least, smallest), Infinity);
  const high = boxes.reduce((most, { largest }) => Math.max(most, largest), -Infinity);
  return low >= 0 && low < (high - low) / 2 ? { min: 0 } : {};
}

interface RenderApi {
  value(dimension: number): number;
  coord(point: readonly number[]): readonly [number, number];
}

export function boxOption({ programs, names }: BoxChart, palette: Palette): ChartOption {
  const { boxes, points, places, height } = draw(programs);
  return {
    grid: { left: names + 10, right: 22, top: 26, bottom: 8 },
    xAxis: {
      ...axisStyle(palette),
      type: "value",
      position: "top",
      scale: true,
      boundaryGap: ["2%", "2%"],
      ...startOf(boxes.map(({ box }) => box)),
      splitNumber: 5,
    } as object,
    yAxis: {
      ...axisStyle(palette),
      type: "value",
      inverse: true,
      min: 0,
      max: height,
      splitLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        customValues: [...places],
        formatter: (place: number) => nameAt(programs, places, place),
        color: palette.ink,
        width: names,
        overflow: "truncate",
        interval: 0,
      },
    } as object,
    tooltip: {
      ...tooltipStyle(palette),
      trigger: "item",
      formatter: (item: unknown) => describe({ boxes, points }, item),
    } as NonNullable<ChartOption["tooltip"]>,
    series: [
      {
        id: "boxes",
        type: "custom",
        encode: { x: [0, 1, 2, 3, 4], y: 5 },
        data: boxes.map(({ box, at }) => [
          box.whiskers[0],
          box.lowerQuartile,
          box.median,
          box.upperQuartile,
          box.whiskers[1],
          at,
        ]),
        renderItem: ((item: { dataIndex: number }, api: RenderApi) =>
          boxShape(api, sessionColor(palette, boxes[item.dataIndex]!.box.kind))) as never,
      },
      {
        id: "outliers",
        type: "scatter",
        data: points.map(({ outlier, box, at }) => ({
          value: [outlier.value, at],
          itemStyle: { borderColor: sessionColor(palette, box.kind) },
        })),
        symbol: "circle",
        symbolSize: 6,
        itemStyle: { color: "transparent", borderWidth: 1.4 },
        emphasis: { scale: 1.6, itemStyle: { borderColor: palette.ink } },
      },
    ] as never,
  };
}

function nameAt(programs: readonly Program[], places: readonly number[], place: number): string {
  const program = programs[places.findIndex((known) => Math.abs(known - place) < 0.5)];
  if (program === undefined) return "";
  return program.name === "" ? "(none)" : canvasText(program.name, 40);
}

/** A whisker from end to end with caps, a box over it, the median across. */
function boxShape(api: RenderApi, color: string): object {
  const [lower, q1, median, q3, upper] = [0, 1, 2, 3, 4].map((d) => api.coord([api.value(d), api.value(5)])) as [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];
  const y = q1[1];
  const half = BOX / 2 - 2;
  const line = (x1: number, y1: number, x2: number, y2: number, lineWidth: number): object => ({
    type: "line",
    shape: { x1, y1, x2, y2 },
    style: { stroke: color, lineWidth },
  });
  return {
    type: "group",
    children: [
      line(lower[0], y, q1[0], y, 1),
      line(q3[0], y, upper[0], y, 1),
      line(lower[0], y - half / 2, lower[0], y + half / 2, 1),
      line(upper[0], y - half / 2, upper[0], y + half / 2, 1),
      {
        type: "rect",
        // Equal quartiles are a line of their own width.
        shape: { x: q1[0] - 0.5, y: y - half, width: Math.max(1, q3[0] - q1[0] + 1), height: 2 * half },
        style: { fill: color, fillOpacity: 0.22, stroke: color, lineWidth: 1 },
      },
      line(median[0], y - half, median[0], y + half, 2.4),
    ],
  };
}

const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });

function describe({ boxes, points }: Drawn, item: unknown): string {
  const { seriesId, dataIndex } = item as { readonly seriesId: string; readonly dataIndex: number };
  if (seriesId === "outliers") {
    const { program, box, outlier } = points[dataIndex]!;
    return `${canvasText(program.name, 60)}, ${SESSION_WORDS[box.kind]}\n${number.format(outlier.value)}: ${counted(outlier.events, "event")}\nfirst in row ${count(outlier.row + 1)}: click to open`;
  }
  const { program, box } = boxes[dataIndex]!;
  return [
    `${canvasText(program.name, 60)}, ${SESSION_WORDS[box.kind]}`,
    counted(box.events, "event"),
    `median ${number.format(box.median)}`,
    `middle half ${number.format(box.lowerQuartile)} to ${number.format(box.upperQuartile)}`,
    `all ${number.format(box.smallest)} to ${number.format(box.largest)}`,
  ].join("\n");
}
