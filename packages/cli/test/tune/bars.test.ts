import { describe, expect, it } from "vitest";
import { widthOf } from "../../src/terminal/width.ts";
import { renderBars, type BarChart } from "../../src/tune/bars.ts";

const plain = (text: string): string => text;
const chart = (values: readonly number[], others: readonly number[] = [], marked = -1): BarChart => ({
  header: "eps",
  labels: values.map((_, i) => `${i}`),
  series: [
    { title: "rows", values, colour: plain },
    ...(others.length > 0 ? [{ title: "folded", values: others, colour: plain }] : []),
  ],
  marked,
});

describe("a bar chart", () => {
  it("draws bars in proportion, with their numbers", () => {
    expect(renderBars(chart([8, 4, 1, 0]), 20)).toEqual([
      "eps  rows",
      "  0  ███████████ 8",
      "  1  █████▌ 4",
      "  2  █▍ 1",
      "  3  0",
    ]);
  });

  it("marks one line", () => {
    expect(renderBars(chart([2, 1], [], 1), 20)).toEqual(["eps  rows", "  0  ███████████ 2", "  1  █████▌ 1 ◀"]);
  });

  it("says where the scale is logarithmic", () => {
    const [title, most, least] = renderBars(chart([1000, 1]), 40);
    expect(title).toBe("eps  rows (log scale)");
    expect(widthOf(least!)).toBeGreaterThan(widthOf(most!) / 10);
  });

  it("puts series side by side, and leaves the last out where there is no room", () => {
    const both = chart([8, 4], [1, 2]);
    expect(renderBars(both, 60)[0]).toBe("eps  rows                       folded");
    expect(renderBars(both, 28)[0]).toBe("eps  rows");
  });

  it.each([24, 28, 40, 60, 80, 120])("is never wider than %i columns", (width) => {
    for (const values of [
      [123456, 7, 0],
      [3, 3, 3],
      [0, 0, 0],
    ]) {
      for (const line of renderBars(chart(values, [5, 0, 1000], 2), width))
        expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  });
});
