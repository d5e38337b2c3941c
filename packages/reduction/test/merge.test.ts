import { expect, it } from "vitest";
import { mergeReductions, type MergeableReduction, type PlanIdentity } from "../src/index.ts";

const IDENTITY: PlanIdentity = { version: 1, masks: 1, redaction: null, where: null, keys: [], measures: [] };

/** A reduction without events. */
function part(parts: Partial<MergeableReduction> = {}): MergeableReduction {
  return {
    identity: IDENTITY,
    absent: [],
    timed: true,
    sources: [],
    headers: [],
    columns: [],
    hasEvents: true,
    groups: async () => ({
      size: 0,
      features: new Float64Array(0),
      kept: new Int32Array(0),
      dictionaries: [],
      counts: new Float64Array(0),
      firstTimes: new BigInt64Array(0),
      lastTimes: new BigInt64Array(0),
      exemplars: new Float64Array(0),
      signals: new Float64Array(0),
      signalSums: new Float64Array(0),
      peaks: new Float64Array(0),
      peakTimes: new BigInt64Array(0),
    }),
    async *exemplars() {},
    digests: async () => [],
    ledger: async () => ({ read: 0, rejected: 0, filtered: 0, clustered: 0, reasons: {} }),
    inputs: async () => [],
    slices: async () => [],
    [Symbol.asyncDispose]: async () => undefined,
    ...parts,
  };
}

it("a merge of more parts than events can be numbered for is refused", async () => {
  const parts = Array.from({ length: 8193 }, () => part());
  await expect(mergeReductions(parts)).rejects.toMatchObject({
    code: "WN1359",
    message: "8193 reductions cannot be merged at once: the limit is 8192",
  });
  expect((await (await mergeReductions(parts.slice(1))).groups()).size).toBe(0);
});

it("a merge stops when its signal fires", async () => {
  const controller = new AbortController();
  const stopping = part({
    groups: async () => {
      controller.abort();
      return part().groups();
    },
  });
  const merged = mergeReductions([stopping, part()], { signal: controller.signal });
  await expect(merged).rejects.toMatchObject({ code: "WN1001" });
});

it("reductions under random keys are not merged, though their identities are equal", async () => {
  const masked = (): MergeableReduction => part({ identity: { ...IDENTITY, redaction: "random" } });
  await expect(mergeReductions([masked(), masked()])).rejects.toMatchObject({
    code: "WN1350",
    message: "these reductions cannot be merged: they differ in the redaction key, which is random",
  });
});

it("a value is absent from a merge where all parts lack it", async () => {
  const merged = await mergeReductions([part({ absent: ["a", "b"] }), part({ absent: ["b", "c"] })]);
  expect(merged.absent).toEqual(["b"]);
});
