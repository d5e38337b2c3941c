import { describe, expect, it } from "vitest";
import type { Palette } from "../../../../page/state/theme.ts";
import { boxOption } from "../../../../page/views/variability/box-option.ts";
import { boxOf } from "../../../../page/views/variability/quartiles.ts";

const palette = { series: ["#000000", "#111111"] } as unknown as Palette;

/** Where the axis of one program's values is told to begin; nothing where the chart chooses. */
function beginning(values: readonly number[]): unknown {
  const box = {
    ...boxOf(
      values,
      values.map(() => 1),
    ),
    kind: "all",
    outliers: [],
  } as const;
  const option = boxOption({ programs: [{ name: "a", events: 9, boxes: [box] }], names: 100 }, palette);
  return (option.xAxis as { readonly min?: unknown }).min;
}

describe("the axis of a box plot", () => {
  it("begins at 0 for counts that come near it, and never below", () => {
    expect(beginning([0, 10, 350])).toBe(0);
    expect(beginning([5, 10, 350])).toBe(0);
  });

  it("begins where the values do, where they are far from 0 or below it", () => {
    expect(beginning([4380, 4400, 4590])).toBeUndefined();
    expect(beginning([-3, 0, 3])).toBeUndefined();
    expect(beginning([41, 41])).toBeUndefined();
  });
});
