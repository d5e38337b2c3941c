import { defineClusterer, throwIfAborted } from "@winnow/core";
import type { ClustererPlugin, Clustering, OptionSchema, PointMatrix, RunContext } from "@winnow/core";
import { referenceDbscan } from "../../src/index.ts";
import { squaredDistance } from "../../src/clusterer/reference-dbscan.ts";
import { rowsOf } from "../../src/clusterer/samples.ts";

export interface SoundOptions {
  readonly eps: number;
  readonly minPoints: number;
  readonly seed: number;
}

export const soundDefaults: SoundOptions = { eps: 0.05, minPoints: 2, seed: 0 };
const LARGE = 1000;

/** Options by hand, so that a test can spoil one part of them. */
export const soundSchema: OptionSchema<SoundOptions> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) => {
      const options = { ...soundDefaults, ...(value as Partial<SoundOptions>) };
      const unknown = Object.keys(options).find((key) => !Object.hasOwn(soundDefaults, key));
      if (unknown !== undefined) return { issues: [{ message: `unknown option ${unknown}` }] };
      if (options.eps < 0 || options.minPoints < 1) return { issues: [{ message: "out of range" }] };
      return { value: options };
    },
    jsonSchema: { input: () => schemaObject(), output: () => schemaObject() },
  },
};

export function schemaObject(): Record<string, unknown> {
  const number = { type: "number" };
  return { type: "object", properties: { eps: number, minPoints: number, seed: number }, additionalProperties: false };
}

/** DBSCAN that is slow but does everything right; on large inputs it only waits until it is stopped. */
export async function soundCluster(
  points: PointMatrix,
  options: SoundOptions,
  { signal }: Pick<RunContext, "signal">,
): Promise<Clustering> {
  throwIfAborted(signal);
  if (points.rows > LARGE) await waitForAbort(signal);
  const { labels, core } = referenceDbscan(points, options);
  const rows = rowsOf(points);
  return {
    labels,
    core,
    strength: Float64Array.from(labels, (label) => (label === -1 ? 0 : 1)),
    outlierScores: Float64Array.from(labels, (label) => (label === -1 ? 1 : 0)),
    predict: (vector) => {
      const near = rows.findIndex(
        (row, i) => core[i] === 1 && squaredDistance([...vector], row) <= options.eps * options.eps,
      );
      return near === -1 ? -1 : labels[near]!;
    },
  };
}

async function waitForAbort(signal: AbortSignal): Promise<void> {
  for (let i = 0; i < 200; i++) {
    await pause(5);
    throwIfAborted(signal);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** The sound clusterer, or one that is spoilt in the parts given. */
export function soundClusterer(
  spoilt: Partial<Pick<ClustererPlugin<SoundOptions>, "traits" | "options" | "cluster">> = {},
): ClustererPlugin {
  return defineClusterer<SoundOptions>({
    name: "sound",
    summary: "For tests",
    options: soundSchema,
    traits: { weights: true, noise: true, seeded: true },
    cluster: soundCluster,
    ...spoilt,
  }) as ClustererPlugin;
}
