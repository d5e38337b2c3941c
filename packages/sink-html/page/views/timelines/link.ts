import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ChartInstance } from "../../charts/library.ts";

/** What part of the whole time is in view, in percent of it. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

const WHOLE: Part = { start: 0, end: 100 };
/** Percent: a minute of nineteen years. */
const SMALLEST = 1e-5;

/** Percent of the whole time that is shown around a moment, where not less is in view already. */
const CLOSE = 4;

/** Keeps all timelines at the same part of the time, whichever of them the reader moves. */
export class TimeLink {
  readonly #charts = new Set<ChartInstance>();
  readonly #part: Signal<Part> = signal(WHOLE);
  #spreading = false;

  get part(): ReadonlySignal<Part> {
    return this.#part;
  }

  /** @returns what takes the chart out again */
  add(chart: ChartInstance): () => void {
    this.#charts.add(chart);
    chart.on("dataZoom", () => this.#moved(chart));
    return () => this.#charts.delete(chart);
  }

  /** After a chart was drawn: one that is new, or that the library set back, is brought where the others are. */
  settle(chart: ChartInstance): void {
    if (!same(partOf(chart), this.#part.peek())) this.#send(chart, this.#part.peek());
  }

  set(part: Part): void {
    const width = Math.min(100, Math.max(SMALLEST, part.end - part.start));
    const start = Math.min(100 - width, Math.max(0, part.start));
    this.#spread({ start, end: start + width }, null);
  }

  showAll(): void {
    this.set(WHOLE);
  }

  /** About the middle. @param factor above 1 to see less of the time */
  zoom(factor: number): void {
    const { start, end } = this.#part.peek();
    const half = (end - start) / (2 * factor);
    const middle = (start + end) / 2;
    this.set({ start: middle - half, end: middle + half });
  }

  /** @param by of what is in view, later where above 0 */
  move(by: number): void {
    const { start, end } = this.#part.peek();
    this.set({ start: start + by * (end - start), end: end + by * (end - start) });
  }

  /** Brings a moment to the middle, near enough to tell its neighbours apart. @param at percent of the whole time */
  around(at: number): void {
    const { start, end } = this.#part.peek();
    const half = Math.min(end - start, CLOSE) / 2;
    this.set({ start: at - half, end: at + half });
  }

  #moved(chart: ChartInstance): void {
    if (this.#spreading) return;
    const part = partOf(chart);
    if (!same(part, this.#part.peek())) this.#spread(part, chart);
  }

  #spread(part: Part, from: ChartInstance | null): void {
    this.#spreading = true;
    this.#part.value = part;
    for (const chart of this.#charts) if (chart !== from && !chart.isDisposed()) this.#send(chart, part);
    this.#spreading = false;
  }

  #send(chart: ChartInstance, { start, end }: Part): void {
    chart.dispatchAction({ type: "dataZoom", dataZoomIndex: 0, start, end });
  }
}

export function partOf(chart: ChartInstance): Part {
  const [zoom] = (chart.getOption() as { dataZoom?: readonly Part[] }).dataZoom ?? [];
  return zoom ?? WHOLE;
}

function same(a: Part, b: Part): boolean {
  return Math.abs(a.start - b.start) < 1e-9 && Math.abs(a.end - b.end) < 1e-9;
}
