import { describe, expect, it } from "vitest";
import { partOf, TimeLink, type Part } from "../../../../page/views/timelines/link.ts";
import type { ChartInstance } from "../../../../page/charts/library.ts";

/** As much of a chart as the link knows. */
class FakeChart {
  part: Part = { start: 0, end: 100 };
  sent = 0;
  #moved: () => void = () => undefined;

  on(_: string, listener: () => void): void {
    this.#moved = listener;
  }
  getOption(): object {
    return { dataZoom: [this.part] };
  }
  isDisposed(): boolean {
    return false;
  }
  dispatchAction({ start, end }: Part): void {
    this.sent++;
    this.part = { start, end };
    this.#moved();
  }
}

function chart(link: TimeLink): FakeChart & ChartInstance {
  const made = new FakeChart() as FakeChart & ChartInstance;
  link.add(made);
  return made;
}

describe("linked timelines", () => {
  it("follow the one that the reader moves, each once", () => {
    const link = new TimeLink();
    const [a, b, c] = [chart(link), chart(link), chart(link)];
    a.dispatchAction({ type: "dataZoom", start: 20, end: 40 });
    expect([b.part, c.part]).toEqual([
      { start: 20, end: 40 },
      { start: 20, end: 40 },
    ]);
    expect([b.sent, c.sent]).toEqual([1, 1]);
    expect(link.part.value).toEqual({ start: 20, end: 40 });
  });

  it("zoom about the middle and stop at the ends", () => {
    const link = new TimeLink();
    const only = chart(link);
    link.zoom(2);
    expect(partOf(only)).toEqual({ start: 25, end: 75 });
    link.move(1);
    expect(partOf(only)).toEqual({ start: 50, end: 100 });
    link.zoom(0.5);
    expect(partOf(only)).toEqual({ start: 0, end: 100 });
    for (let i = 0; i < 100; i++) link.zoom(2);
    expect(only.part.end).toBeGreaterThan(only.part.start);
    link.showAll();
    expect(partOf(only)).toEqual({ start: 0, end: 100 });
  });

  it("bring a chart that comes later to where the others are", () => {
    const link = new TimeLink();
    chart(link);
    link.set({ start: 10, end: 12 });
    const late = chart(link);
    link.settle(late);
    expect(late.part).toEqual({ start: 10, end: 12 });
    const sent = late.sent;
    link.settle(late);
    expect(late.sent).toBe(sent);
  });

  it("leave a chart alone that has gone", () => {
    const link = new TimeLink();
    const gone = new FakeChart() as FakeChart & ChartInstance;
    link.add(gone)();
    link.zoom(4);
    expect(gone.sent).toBe(0);
  });
});
