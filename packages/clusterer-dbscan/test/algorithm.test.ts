import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dbscan } from "../src/index.ts";
import { problems } from "./arbitrary.ts";
import { bruteDbscan } from "./reference.ts";

describe("dbscan", () => {
  it("agrees with the definition, labels included", () => {
    fc.assert(
      fc.property(problems(90), ({ points, ...options }) => {
        const { labels, core } = dbscan(points, options);
        const expected = bruteDbscan(points, options);
        expect([...core]).toEqual(expected.core);
        expect([...labels]).toEqual(expected.labels);
      }),
      { numRuns: 3000 },
    );
  });
});
