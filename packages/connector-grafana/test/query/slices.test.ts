import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { queryFailed, serviceFailed, timedOut, unusableAnswer } from "../../src/errors.ts";
import type { Range } from "../../src/query/range.ts";
import { inSlices, type SliceAnswer, type Slicing } from "../../src/query/slices.ts";
import { isHeavyFailure } from "../../src/service/refusals.ts";

const heavy = timedOut({ what: "asking", seconds: 1 });

/** A source of sorted instants that gives at most `limit` at once, and finds spans of more than `heaviest` too heavy. */
function source(instants: readonly bigint[], limit: number, heaviest = 1n << 62n) {
  let asked = 0;
  const ask = async ({ from, to }: Range): Promise<SliceAnswer<bigint[]>> => {
    asked++;
    if (to - from > heaviest) return { kind: "too heavy", said: "", error: heavy };
    const items = instants.filter((instant) => instant >= from && instant < to);
    return items.length >= limit ? { kind: "cut", reason: "full" } : { kind: "whole", items, rows: items.length };
  };
  return { ask, asked: () => asked };
}

async function slice(
  range: Range,
  slicing: Pick<Slicing<bigint[]>, "tick" | "ask"> & { readonly limit?: number; readonly widest?: bigint },
): Promise<{ got: bigint[]; gaps: (Range & { readonly reason: string })[] }> {
  const gaps: (Range & { readonly reason: string })[] = [];
  const got: bigint[] = [];
  const slices = inSlices(range, {
    tick: slicing.tick,
    widest: slicing.widest ?? range.to - range.from,
    limit: () => slicing.limit ?? 5,
    ask: slicing.ask,
    onGap: (gap, reason) => void gaps.push({ ...gap, reason }),
    onProgress: () => {},
    hopeless: (reason) => unusableAnswer({ what: "asking", reason }),
  });
  for await (const items of slices) got.push(...items);
  return { got, gaps };
}

describe("slices of time", () => {
  it("give every instant once, in order, or name it among the gaps", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.bigInt(0n, 999n), { maxLength: 80 }),
        fc.integer({ min: 2, max: 9 }),
        fc.constantFrom(1n, 4n, 10n),
        fc.bigInt(10n, 1000n),
        async (times, limit, tick, widest) => {
          const instants = times.sort((a, b) => Number(a - b));
          const range = { from: 40n, to: 960n };
          const wide = (widest / tick) * tick;
          const { got, gaps } = await slice(range, { tick, widest: wide, limit, ask: source(instants, limit).ask });
          const isMissing = (t: bigint): boolean => gaps.some(({ from, to }) => t >= from && t < to);
          const inRange = instants.filter((t) => t >= range.from && t < range.to);
          expect(got).toEqual(inRange.filter((t) => !isMissing(t)));
          // A gap is no wider than it must be: each of its ticks is full.
          for (const { from, to } of gaps) {
            for (let t = from; t < to; t += tick) {
              expect(inRange.filter((i) => i >= t && i < t + tick).length).toBeGreaterThanOrEqual(limit);
            }
          }
        },
      ),
    );
  });

  it("put gaps that touch each other together", async () => {
    const instants = [100n, 100n, 101n, 101n, 105n, 105n];
    const { gaps } = await slice({ from: 0n, to: 200n }, { tick: 1n, ask: source(instants, 2).ask, limit: 2 });
    expect(gaps).toEqual([
      { from: 100n, to: 102n, reason: "full" },
      { from: 105n, to: 106n, reason: "full" },
    ]);
  });

  it("get narrower where it is too heavy, down to a second", async () => {
    const second = 1_000_000_000n;
    const instants = Array.from({ length: 50 }, (_, i) => BigInt(i) * 7n * second);
    const day = { from: 0n, to: 400n * second };
    const answered = await slice(day, { tick: 1n, ask: source(instants, 100, 60n * second).ask, limit: 100 });
    expect(answered).toEqual({ got: instants, gaps: [] });
  });

  it("leave out what stays too heavy, and stop when nothing is answered any more", async () => {
    const second = 1_000_000_000n;
    const instants = Array.from({ length: 100 }, (_, i) => BigInt(i) * second);
    const { ask } = source(instants, 1000);
    const poisoned = async (range: Range): Promise<SliceAnswer<bigint[]>> =>
      range.from <= 50n * second && range.to > 50n * second
        ? { kind: "too heavy", said: "", error: heavy }
        : ask(range);
    const { got, gaps } = await slice({ from: 0n, to: 100n * second }, { tick: 1n, ask: poisoned, limit: 1000 });
    expect(gaps).toHaveLength(1);
    expect(gaps[0]!.to - gaps[0]!.from).toBeLessThanOrEqual(second);
    expect(gaps[0]!.reason).toBe("Grafana: no whole answer within 1 s (while asking)");
    expect(got).toHaveLength(99);
    const down = async (): Promise<SliceAnswer<bigint[]>> => ({ kind: "too heavy", said: "", error: heavy });
    await expect(slice({ from: 0n, to: 1000n * second }, { tick: 1n, ask: down })).rejects.toBe(heavy);
  });

  it("are given up where every one of them is cut, however narrow", async () => {
    const ask = async (): Promise<SliceAnswer<bigint[]>> => ({ kind: "cut", reason: "it is limited" });
    await expect(slice({ from: 0n, to: 86_400_000n }, { tick: 1n, ask })).rejects.toMatchObject({
      code: "WN1544",
      message: "Grafana: the answer cannot be used: it is limited (while asking)",
    });
  });

  it("need few requests: about as many as there are full answers", async () => {
    const instants = Array.from({ length: 10_000 }, (_, i) => BigInt(i) * 1000n);
    const { ask, asked } = source(instants, 500);
    await slice({ from: 0n, to: 10_000_000n }, { tick: 1n, ask, limit: 500 });
    expect(asked()).toBeLessThan(60);
  });
});

it("a failure is put down to asking for too much where that may be the cause", () => {
  const what = "asking";
  expect(isHeavyFailure(serviceFailed({ what, status: 504, said: "" }))).toBe(true);
  expect(isHeavyFailure(serviceFailed({ what, status: 502, said: "upstream (504)" }))).toBe(false);
  expect(isHeavyFailure(queryFailed({ dataSource: "a", said: "timeout" }))).toBe(false);
});
