// @ts-check
import { defineClusterer, throwIfAborted } from "@winnow/core";
import { z } from "zod";

/** Points between two looks at the signal. */
const CHECK_EVERY = 4096;

/** Puts points of one cell of a grid together. Put your own algorithm here. */
export const clusterer = defineClusterer({
  name: "__NAME__",
  summary: "__SUMMARY__",
  options: z.strictObject({
    width: z.number().positive().default(0.25).describe("Width of a cell, in the unit of the scaled features."),
    minEvents: z.int().min(1).default(2).describe("Events that make a cell a cluster; fewer are noise."),
  }),
  // Weighted points count as that many events; points may be left unclustered; no random numbers.
  traits: { weights: true, noise: true, seeded: false },
  cluster: async ({ rows, columns, data, weights }, { width, minEvents }, { signal }) => {
    /** @type {Map<string, number[]>} */
    const cells = new Map();
    for (let row = 0; row < rows; row++) {
      if (row % CHECK_EVERY === 0) await pause(signal);
      const vector = data.subarray(row * columns.length, (row + 1) * columns.length);
      const cell = Array.from(vector, (value) => Math.floor(value / width)).join();
      const members = cells.get(cell);
      if (members === undefined) cells.set(cell, [row]);
      else members.push(row);
    }
    const labels = new Int32Array(rows).fill(-1);
    let next = 0;
    for (const members of cells.values()) {
      const events = members.reduce((sum, row) => sum + (weights[row] ?? 0), 0);
      if (events < minEvents) continue;
      for (const row of members) labels[row] = next;
      next++;
    }
    return { labels };
  },
});

/**
 * Lets others run, and stops when the run is told to.
 * @param {AbortSignal} signal
 */
async function pause(signal) {
  await new Promise((resolve) => setImmediate(resolve));
  throwIfAborted(signal);
}
