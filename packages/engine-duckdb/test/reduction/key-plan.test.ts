import { expressionKey } from "@winnow/expressions";
import { describe, expect, it } from "vitest";
import { planKeys } from "../../src/reduction/key-plan.ts";
import { plan } from "../support/engine.ts";

function planned(keys: Parameters<typeof plan>[0]): unknown {
  const { base, derived, canonical } = planKeys(plan(keys).keys);
  return {
    base: base.map(({ index, from }) => [index, from]),
    derived: derived.map(({ expression, inputs }) => [expressionKey(expression), inputs]),
    canonical,
  };
}

describe("a plan of keys", () => {
  it("groups by the parts from which other keys follow, through others, too", () => {
    const template = { replace: ["command", "[0-9]+", "#"] };
    expect(
      planned({
        length: { length: template },
        template,
        family: { lower: template },
        family2: { length: { lower: template } },
        path: "path",
        both: { concat: [{ basename: "path" }, { lower: template }] },
        again: "path",
      }),
    ).toEqual({
      base: [
        [1, "dictionary"],
        [4, "column"],
      ],
      derived: [
        ["length(key:1)", [1]],
        ["lower(key:1)", [1]],
        ["length(lower(key:1))", [1]],
        ["concat(basename(key:4),lower(key:1))", [4, 1]],
      ],
      canonical: [0, 1, 2, 3, 4, 5, 4],
    });
  });

  it("computes row by row only what is cheap, needs the time, or needs several columns", () => {
    expect(
      planned({
        cheap: { lower: "a" },
        costly: { charScore: "b" },
        besides: { lower: "b" },
        hour: { hour: "@time" },
        several: { concat: ["a", "c"] },
        constant: { optional: "a" },
      }),
    ).toEqual({
      base: [
        [0, "scan"],
        [1, "dictionary"],
        [2, "dictionary"],
        [3, "scan"],
        [4, "scan"],
        [5, "scan"],
      ],
      derived: [],
      canonical: [0, 1, 2, 3, 4, 5],
    });
  });
});
