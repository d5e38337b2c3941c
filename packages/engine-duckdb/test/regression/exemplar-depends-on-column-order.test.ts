import { expect, it } from "vitest";
import { type EventRow, exemplarsOf, plan, reduced, withFiles } from "../support/engine.ts";
import { testDirectory } from "../support/files.ts";

const directory = testDirectory();

it("an exemplar does not depend on the order of files whose columns are in another order", async () => {
  const left = await directory.write("left.csv", "t,a,b\n2024-01-01,1,9\n");
  const right = await directory.write("right.csv", "b,a,t\n1,9,2024-01-01\n");
  const exemplars: EventRow[][] = [];
  for (const paths of [
    [left, right],
    [right, left],
  ]) {
    await withFiles(paths, async (engine) => {
      const { reduction, groups } = await reduced(engine, plan({}, { time: "t" }));
      exemplars.push(await exemplarsOf(reduction, groups));
    });
  }
  expect(exemplars[0]).toHaveLength(1);
  expect(exemplars[1]).toEqual(exemplars[0]);
});
