import { describe, expect, it } from "vitest";
import { count, counted, short } from "../../src/terminal/numbers.ts";
import { styleFor, widthFor } from "../../src/terminal/style.ts";
import { Written } from "../io.ts";

describe("colours", () => {
  const coloured = (terminal: boolean, environment: Record<string, string>): boolean =>
    styleFor(new Written(terminal ? { columns: 80 } : undefined), environment).red("x") !== "x";

  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: "1" }, false],
    [true, { NO_COLOR: "" }, true],
    [true, { TERM: "dumb" }, false],
    [false, { FORCE_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  ])("on a terminal: %s, with %j: %s", (terminal, environment, expected) => {
    expect(coloured(terminal, environment as Record<string, string>)).toBe(expected);
  });
});

describe("the width to fill", () => {
  it("is the terminal's, else COLUMNS, else 120, and at least 40", () => {
    expect(widthFor(new Written({ columns: 93 }), { COLUMNS: "70" })).toBe(93);
    expect(widthFor(new Written(), { COLUMNS: "70" })).toBe(70);
    expect(widthFor(new Written(), {})).toBe(120);
    expect(widthFor(new Written(), { COLUMNS: "wide" })).toBe(120);
    expect(widthFor(new Written({ columns: 10 }), {})).toBe(40);
  });
});

describe("numbers", () => {
  it("are grouped by thousands", () => {
    expect([0, 999, 1000, 1_234_567].map(count)).toEqual(["0", "999", "1,000", "1,234,567"]);
  });

  it("agree with their noun", () => {
    expect([counted(1, "row"), counted(2, "row"), counted(2, "rarity", "rarities")]).toEqual([
      "1 row",
      "2 rows",
      "2 rarities",
    ]);
  });

  it("are short in rates", () => {
    expect([950.4, 9999, 12_345, 1_432_000, 25_000_000].map(short)).toEqual(["950", "9,999", "12 k", "1.4 M", "25 M"]);
  });
});
