import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UnionFind } from "../src/index.ts";

describe("UnionFind", () => {
  it("joins as naive relabelling does", () => {
    const pairs = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 30 });
    fc.assert(
      fc.property(pairs, (joins) => {
        const sets = new UnionFind(20);
        const labels = Array.from({ length: 20 }, (_, i) => i);
        for (const [a, b] of joins) {
          const from = labels[a]!;
          const to = labels[b]!;
          for (let i = 0; i < 20; i++) if (labels[i] === from) labels[i] = to;
          expect(sets.union(a, b)).toBe(sets.find(a));
        }
        expect(sets.sets).toBe(new Set(labels).size);
        for (let i = 0; i < 20; i++) {
          expect(sets.sizeOf(i)).toBe(labels.filter((label) => label === labels[i]).length);
          for (let j = 0; j < i; j++) expect(sets.same(i, j)).toBe(labels[i] === labels[j]);
        }
      }),
    );
  });
});
