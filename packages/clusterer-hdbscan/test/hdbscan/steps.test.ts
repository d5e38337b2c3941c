import { describe, expect, it } from "vitest";
import { hdbscan, hdbscanAsync, validityIndexAsync } from "../../src/index.ts";
import { toPoints } from "./cases.ts";

/** Pseudo-random points; enough of them keep a run going for seconds. */
function spread(rows: number, dimensions: number): ReturnType<typeof toPoints> {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return toPoints(Array.from({ length: rows }, () => Array.from({ length: dimensions }, next)));
}

describe("a running clustering", () => {
  it("gives the same result with and without turns of the event loop", async () => {
    const points = spread(3000, 3);
    const [plain, turned] = [hdbscan(points), await hdbscanAsync(points)];
    expect(turned.labels).toEqual(plain.labels);
    expect(turned.strength).toEqual(plain.strength);
  });

  it.each([60, 300, 700])("stops within 100 ms when aborted after %i ms", async (delay) => {
    const points = spread(40_000, 8);
    const controller = new AbortController();
    let atAbort = { clock: Infinity, work: process.cpuUsage() };
    setTimeout(() => {
      atAbort = { clock: performance.now(), work: process.cpuUsage() };
      controller.abort();
    }, delay);
    await expect(hdbscanAsync(points, {}, { signal: controller.signal })).rejects.toMatchObject({ code: "WN1001" });
    // On a crowded machine the clock also counts the time of others: there the processor time says how soon it stopped.
    const work = process.cpuUsage(atAbort.work);
    const stoppedAfter = Math.min(performance.now() - atAbort.clock, (work.user + work.system) / 1000);
    expect(stoppedAfter).toBeLessThan(100);
  });

  it("stops the validity index too", async () => {
    const points = spread(20_000, 3);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const started = performance.now();
    const run = validityIndexAsync(points, new Int32Array(20_000), { signal: controller.signal });
    await expect(run).rejects.toMatchObject({ code: "WN1001" });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it("lets the plain call be stopped by its progress callback", () => {
    const controller = new AbortController();
    const run = (): unknown =>
      hdbscan(spread(30_000, 4), {}, { signal: controller.signal, onProgress: () => controller.abort() });
    expect(run).toThrow(expect.objectContaining({ code: "WN1001" }));
  });

  it("does not start when the signal is aborted already", () => {
    expect(() => hdbscan(toPoints([[Number.NaN]]), {}, { signal: AbortSignal.abort() })).toThrow(
      expect.objectContaining({ code: "WN1001" }),
    );
  });

  it("reports progress that never falls and ends at 1", async () => {
    const seen: number[] = [];
    await hdbscanAsync(spread(20_000, 4), {}, { onProgress: (fraction) => seen.push(fraction) });
    expect(seen.length).toBeGreaterThan(3);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });
});
