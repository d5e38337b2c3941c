import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInside, outlineOf } from "../../../../page/views/map/lasso.ts";

describe("what is drawn around points", () => {
  const horseshoe = [
    [0, 0],
    [9, 0],
    [9, 9],
    [6, 9],
    [6, 3],
    [3, 3],
    [3, 9],
    [0, 9],
  ] as const;

  it.each([
    [1, 5, true],
    [8, 5, true],
    [4.5, 1, true],
    [4.5, 5, false],
    [4.5, 12, false],
    [-1, 1, false],
  ])("holds (%d, %d) of a horseshoe: %s", (x, y, inside) => {
    expect(isInside([x, y], horseshoe)).toBe(inside);
  });

  it("holds, as a box, exactly what lies between its sides", () => {
    const place = fc.double({ min: 0, max: 100, noNaN: true });
    const side = fc.tuple(place, place).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(side, side, place, place, ([left, right], [top, bottom], x, y) => {
        fc.pre(![left, right].includes(x) && ![top, bottom].includes(y));
        const outline = outlineOf({
          brushType: "rect",
          range: [
            [left, right],
            [top, bottom],
          ],
        });
        expect(isInside([x, y], outline)).toBe(x > left && x < right && y > top && y < bottom);
      }),
    );
  });

  it("holds nothing as a line", () => {
    expect(
      isInside(
        [1, 1],
        [
          [0, 0],
          [2, 2],
        ],
      ),
    ).toBe(false);
    expect(isInside([1, 1], [])).toBe(false);
  });
});
