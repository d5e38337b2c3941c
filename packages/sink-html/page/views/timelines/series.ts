import { clusterColor } from "../../charts/style.ts";
import type { Palette } from "../../state/theme.ts";
import type { RenderApi, RenderItem } from "./frame.ts";
import type { Bar, Spot, Step, Timelines } from "./model.ts";
import type { SessionBar } from "./sessions.ts";

/** Clusters of rows by position, −1 for noise. */
export type ClusterOf = (row: number) => number;

/** `[first, last, y, exemplar, position]`; the exemplar NaN where it lies in another lane */
function barDatum({ first, last, lane, place, exemplar }: Bar, at: number): number[] {
  return [first, last, lane + place, exemplar ?? Number.NaN, at];
}

/** With more bars than this, lines across the whole picture would hide the events that stand for rows. */
const DENSE = 600;

/** One bar from first to last event of a row, and on it the event that stands for the row: round, for noise a diamond. */
export function barSeries(
  bars: readonly Bar[],
  clusterOf: ClusterOf,
  picked: ReadonlySet<number>,
  thick: number,
  palette: Palette,
): object {
  const isNoise = ({ row }: Bar): boolean => clusterOf(row) < 0;
  return {
    id: "rows",
    type: "custom",
    clip: true,
    encode: { x: [0, 1], y: 2 },
    // What is alone lies on top of what is long.
    data: [...bars.keys()]
      .sort((a, b) => Number(isNoise(bars[a]!)) - Number(isNoise(bars[b]!)) || a - b)
      .map((at) => barDatum(bars[at]!, at)),
    renderItem: (item: RenderItem, api: RenderApi) => {
      const bar = bars[api.value(4)]!;
      return barShape(item, api, {
        color: clusterColor(palette, clusterOf(bar.row)),
        noise: isNoise(bar),
        outline: picked.has(bar.row) ? palette.ink : palette.paper,
        thick,
        dense: bars.length > DENSE,
      });
    },
    z: 3,
  };
}

interface Look {
  readonly color: string;
  readonly noise: boolean;
  readonly outline: string;
  readonly thick: number;
  readonly dense: boolean;
}

function barShape(item: RenderItem, api: RenderApi, { color, noise, outline, thick, dense }: Look): object {
  const [from, y] = api.coord([api.value(0), api.value(2)]);
  const [to] = api.coord([api.value(1), api.value(2)]);
  const exemplar = api.value(3);
  const radius = Math.min(5, Math.max(dense ? 1.5 : 2.5, thick * 0.9));
  const bar = {
    type: "rect",
    shape: { ...within(item, from - 1, to + 1), y: y - thick / 2, height: thick, r: thick / 2 },
    style: { fill: color, opacity: noise ? 0.9 : dense ? 0.16 : 0.45 },
  };
  const [x] = Number.isNaN(exemplar) ? [Number.NaN] : api.coord([exemplar, api.value(2)]);
  if (Number.isNaN(x) || !isWithin(item, x)) return bar;
  return {
    type: "group",
    children: [
      bar,
      noise
        ? {
            type: "polygon",
            shape: {
              points: [
                [x - radius - 1, y],
                [x, y - radius - 1],
                [x + radius + 1, y],
                [x, y + radius + 1],
              ],
            },
            style: { fill: color, stroke: outline, lineWidth: dense ? 0.3 : 0.8 },
          }
        : {
            type: "circle",
            shape: { cx: x, cy: y, r: radius },
            style: { fill: color, stroke: outline, lineWidth: dense ? 0.3 : 0.8 },
          },
    ],
  };
}

/** What of a stretch of pixels lies in the picture: the library cuts off what it draws at once, and not what it draws in turns. */
function within(
  { coordSys: { x, width } }: RenderItem,
  from: number,
  to: number,
): { readonly x: number; readonly width: number } {
  const [left, right] = [Math.max(x, from), Math.min(x + width, to)];
  return { x: left, width: Math.max(0, right - left) };
}

function isWithin({ coordSys: { x, width } }: RenderItem, at: number): boolean {
  return at >= x - 1 && at <= x + width + 1;
}

/** One stroke for each event, at the height of its row. */
export function spotSeries(spots: readonly Spot[], clusterOf: ClusterOf, tall: number, palette: Palette): object {
  return {
    id: "events",
    type: "scatter",
    symbol: "rect",
    symbolSize: [2.5, tall],
    data: spots.map(({ at, lane, place }, position) => [at, lane + place, position]),
    itemStyle: {
      color: ({ value }: { readonly value: readonly number[] }) =>
        clusterColor(palette, clusterOf(spots[value[2]!]!.row)),
      opacity: 0.75,
    },
    emphasis: { scale: 1.5, itemStyle: { opacity: 1 } },
    z: 3,
  };
}

/** Bars of how many events fell into each step, in each lane from its lower edge; heights by the logarithm. */
export function stepSeries(steps: readonly Step[], palette: Palette): object {
  const top = Math.max(1, ...steps.map(({ events }) => events));
  return {
    id: "steps",
    type: "custom",
    clip: true,
    encode: { x: [0, 1], y: 2 },
    data: steps.map(({ from, to, lane, events }, position) => [from, to, lane + 1, events, position]),
    renderItem: (item: RenderItem, api: RenderApi) => {
      const [from, low] = api.coord([api.value(0), api.value(2)]);
      const [to] = api.coord([api.value(1), api.value(2)]);
      const share = 0.12 + (0.74 * Math.log1p(api.value(3))) / Math.log1p(top);
      const [, high] = api.coord([api.value(0), api.value(2) - share]);
      return {
        type: "rect",
        shape: { ...within(item, from, Math.max(from + 1, to)), y: high, height: low - high },
        style: { fill: palette.accent, opacity: 0.75 },
      };
    },
    z: 3,
  };
}

/** A bar for each session from its first process to its last, and a stroke for each of them. */
export function sessionSeries(
  sessions: readonly SessionBar[],
  times: BigInt64Array,
  palette: Palette,
): readonly object[] {
  return [
    {
      id: "sessions",
      type: "custom",
      clip: true,
      encode: { x: [0, 1], y: 2 },
      data: sessions.map(({ first, last }, lane) => [first, last, lane + 0.5]),
      renderItem: (item: RenderItem, api: RenderApi) => {
        const [from, y] = api.coord([api.value(0), api.value(2)]);
        const [to] = api.coord([api.value(1), api.value(2)]);
        return {
          type: "rect",
          shape: { ...within(item, from - 2, to + 2), y: y - 7, height: 14, r: 3 },
          style: { fill: palette.accent, opacity: 0.22, stroke: palette.accent, lineWidth: 1 },
        };
      },
      z: 2,
    },
    {
      id: "starts",
      type: "scatter",
      symbol: "rect",
      symbolSize: [1.5, 8],
      silent: true,
      data: sessions.flatMap(({ events }, lane) => events.map((event) => [Number(times[event]!) / 1000, lane + 0.5])),
      itemStyle: { color: palette.accent, opacity: 0.8 },
      z: 3,
    },
  ];
}

/** How thick the bars of rows may be, and how tall the strokes of events, in lanes of so many pixels. */
export function strokes(
  { lanes }: Pick<Timelines, "lanes">,
  laneHeight: number,
): { readonly thick: number; readonly tall: number } {
  const densest = Math.max(1, ...lanes.map(({ rows }) => rows));
  const room = (0.8 * laneHeight) / densest;
  return { thick: Math.min(6, Math.max(1.5, room * 0.7)), tall: Math.min(12, Math.max(4, room)) };
}
