import type { ReducedGroups } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentOrder, reorderGroups } from "../../src/groups/content-order.ts";

const doubles = (...values: number[]): Float64Array => Float64Array.from(values);

/** Groups whose numbers say which one they are: group 3 has 3 in all columns. */
function numbered(size: number, sharesPeaks: boolean): ReducedGroups {
  const numbers = Array.from({ length: size }, (_, i) => i);
  const times = BigInt64Array.from(numbers, BigInt);
  const exemplars = doubles(...numbers);
  const pairs = doubles(...numbers.flatMap((i) => [i, i]));
  return {
    size,
    features: pairs,
    kept: Int32Array.from(numbers),
    dictionaries: [numbers.map(String)],
    counts: doubles(...numbers),
    firstTimes: times,
    lastTimes: times.slice(),
    exemplars,
    signals: pairs.slice(),
    signalSums: pairs.slice(),
    peaks: sharesPeaks ? exemplars : exemplars.slice(),
    peakTimes: sharesPeaks ? times : times.slice(),
  };
}

describe("`reorderGroups`", () => {
  it("moves every column of a group to its new number", () => {
    const permutation = fc.integer({ min: 0, max: 12 }).chain((size) =>
      fc.shuffledSubarray(
        Array.from({ length: size }, (_, i) => i),
        { minLength: size },
      ),
    );
    fc.assert(
      fc.property(permutation, fc.boolean(), (order, sharesPeaks) => {
        const groups = reorderGroups(numbered(order.length, sharesPeaks), Int32Array.from(order));
        const twice = order.flatMap((i) => [i, i]);
        for (const column of ["counts", "firstTimes", "lastTimes", "exemplars", "peaks", "peakTimes"] as const) {
          expect([...groups[column]].map(Number)).toEqual(order);
        }
        for (const column of ["features", "signals", "signalSums"] as const) expect([...groups[column]]).toEqual(twice);
        expect(Array.from(groups.kept, (value) => groups.dictionaries[0]![value])).toEqual(order.map(String));
      }),
    );
  });

  it("numbers kept values in the order in which they appear", () => {
    const groups = reorderGroups(numbered(3, false), Int32Array.of(2, 0, 1));
    expect([[...groups.kept], groups.dictionaries]).toEqual([[0, 1, 2], [["2", "0", "1"]]]);
  });
});

describe("`contentOrder`", () => {
  it("orders by first time, then by kept texts, then by features", () => {
    const groups = {
      size: 4,
      firstTimes: BigInt64Array.of(5n, 1n, 5n, 5n),
      features: doubles(2, 0, 1, 1),
      kept: Int32Array.of(1, 0, 1, 0),
      dictionaries: [["b", "a"]],
    };
    expect([...contentOrder(groups)]).toEqual([1, 2, 0, 3]);
  });
});
