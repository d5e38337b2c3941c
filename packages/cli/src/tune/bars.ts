import { count } from "../terminal/numbers.ts";
import { pad, widthOf } from "../terminal/width.ts";

/** One bar per label. */
export interface BarSeries {
  readonly title: string;
  /** 0 or more, one per label. */
  readonly values: readonly number[];
  readonly colour: (text: string) => string;
}

export interface BarChart {
  readonly header: string;
  readonly labels: readonly string[];
  /** Side by side; those that have no room are left out, the last first. */
  readonly series: readonly BarSeries[];
  /** Position of the label that stands out; −1 for none. */
  readonly marked: number;
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const GAP = "  ";
const LEAST_BAR = 10;
const MOST_BAR = 40;
const MARK = " ◀";
/** Where the largest value is this many times the smallest, small bars would all look alike. */
const LOGARITHMIC_FROM = 50;

/** Horizontal bars of block characters, no wider than `width` columns. */
export function renderBars(chart: BarChart, width: number): string[] {
  const labelWidth = Math.max(...[chart.header, ...chart.labels].map(widthOf));
  const room = width - labelWidth - widthOf(MARK);
  const series = withRoom(chart.series, room);
  const columns = series.map((one) => columnOf(one, Math.floor(room / series.length) - widthOf(GAP)));
  const line = (label: string, cells: readonly string[]): string =>
    [pad(label, labelWidth, "right"), ...cells].join(GAP);
  const titles = columns.map(({ title, width: wide }, i) => pad(title, i === columns.length - 1 ? 0 : wide, "left"));
  return [
    line(chart.header, titles),
    ...chart.labels.map((label, row) => {
      const cells = columns.map(({ cells: of, width: wide, colour }, i) =>
        cell(of[row]!, i === columns.length - 1 ? 0 : wide, colour),
      );
      return line(label, cells) + (row === chart.marked ? MARK : "");
    }),
  ];
}

function withRoom(series: readonly BarSeries[], room: number): readonly BarSeries[] {
  const needed = (one: BarSeries): number =>
    Math.max(widthOf(titleOf(one)), LEAST_BAR + 1 + numberWidth(one)) + GAP.length;
  const widest = Math.max(...series.map(needed));
  return series.length > 1 && widest * series.length > room ? withRoom(series.slice(0, -1), room) : series;
}

interface Bar {
  readonly blocks: string;
  readonly number: string;
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly cells: readonly Bar[];
  readonly colour: (text: string) => string;
}

function columnOf(series: BarSeries, width: number): Column {
  const most = Math.max(1, Math.min(MOST_BAR, width - 1 - numberWidth(series)));
  const share = shareOf(series.values);
  return {
    title: titleOf(series),
    width,
    colour: series.colour,
    cells: series.values.map((value) => ({ blocks: blocks(share(value) * most), number: count(value) })),
  };
}

function cell({ blocks: bar, number }: Bar, width: number, colour: (text: string) => string): string {
  const text = bar === "" ? number : `${bar} ${number}`;
  return colour(bar) + text.slice(bar.length) + " ".repeat(Math.max(0, width - widthOf(text)));
}

function blocks(eighthsOfEight: number): string {
  const eighths = Math.round(eighthsOfEight * 8);
  return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7]!;
}

function numberWidth({ values }: BarSeries): number {
  return Math.max(...values.map((value) => widthOf(count(value))));
}

function isLogarithmic(values: readonly number[]): boolean {
  const positive = values.filter((value) => value > 0);
  return positive.length > 1 && Math.max(...positive) / Math.min(...positive) >= LOGARITHMIC_FROM;
}

function titleOf({ title, values }: BarSeries): string {
  return isLogarithmic(values) ? `${title} (log scale)` : title;
}

/** Share of the longest bar, 0 to 1. */
function shareOf(values: readonly number[]): (value: number) => number {
  const most = Math.max(...values);
  if (most === 0) return () => 0;
  if (!isLogarithmic(values)) return (value) => value / most;
  return (value) => Math.log1p(value) / Math.log1p(most);
}
