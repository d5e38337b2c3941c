import { expect, it } from "vitest";
import { paceOf } from "../../src/kmeans/pace.ts";
import { randomNumbers } from "../../src/kmeans/random.ts";
import { sortedOrder } from "../../src/kmeans/sorted-order.ts";

it.each([0, 1, 4096, 4097, 50_000])("sorts %i numbers, ties in their order", async (count) => {
  const random = randomNumbers(count);
  const values = Array.from({ length: count }, () => Math.floor(random() * 1000));
  const order = await sortedOrder(count, (a, b) => values[a]! - values[b]!, paceOf(new AbortController().signal));
  expect([...order]).toEqual([...values.keys()].sort((a, b) => values[a]! - values[b]! || a - b));
});
