import { expect, it } from "vitest";
import { runSteps } from "@winnow/spatial";
import { randomNumbers } from "../../src/kmeans/random.ts";
import { sortedOrder } from "../../src/kmeans/sorted-order.ts";

it.each([0, 1, 4096, 4097, 50_000])("sorts %i numbers, ties in their order", (count) => {
  const random = randomNumbers(count);
  const values = Array.from({ length: count }, () => Math.floor(random() * 1000));
  const order = runSteps(sortedOrder(count, (a, b) => values[a]! - values[b]!));
  expect([...order]).toEqual([...values.keys()].sort((a, b) => values[a]! - values[b]! || a - b));
});
