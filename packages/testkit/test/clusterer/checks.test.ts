import { describe, expect, it } from "vitest";
import type { ClustererPlugin, Clustering, OptionSchema, PointMatrix } from "@winnow/core";
import { clustererRules } from "../../src/clusterer/checks.ts";
import { matrixOf, rowsOf } from "../../src/clusterer/samples.ts";
import { clustererChecks, referenceDbscan, referenceHdbscan } from "../../src/index.ts";
import type { ClustererSettings } from "../../src/index.ts";
import { pause, schemaObject, soundCluster, soundClusterer, soundDefaults, soundSchema } from "./sound-clusterer.ts";
import type { SoundOptions } from "./sound-clusterer.ts";

type Cluster = ClustererPlugin<SoundOptions>["cluster"];

const options = { eps: 0.05 };
const withReference: ClustererSettings = {
  options,
  reference: { kind: "dbscan", options: ({ eps, minPoints }) => ({ eps, minPoints }) },
};

async function failuresOf(plugin: ClustererPlugin, settings: ClustererSettings): Promise<string[]> {
  const failures: string[] = [];
  for (const check of clustererChecks(plugin, settings)) await check.run().catch(() => failures.push(check.id));
  return failures;
}

/** A clusterer that spoils the sound answer. */
function answering(spoil: (clustering: Clustering, points: PointMatrix) => Clustering): ClustererPlugin {
  return soundClusterer({
    cluster: async (points, given, context) => spoil(await soundCluster(points, given, context), points),
  });
}

/** A clusterer that is given other points. */
function seeing(change: (points: PointMatrix) => PointMatrix): ClustererPlugin {
  return soundClusterer({ cluster: (points, given, context) => soundCluster(change(points), given, context) });
}

function withSchema(part: Partial<OptionSchema<SoundOptions>["~standard"]>): ClustererPlugin {
  return soundClusterer({ options: { "~standard": { ...soundSchema["~standard"], ...part } } });
}

/** Fails on points of which this holds. */
function failingOn(holds: (points: PointMatrix) => boolean): ClustererPlugin {
  return seeing((points) => {
    if (holds(points)) throw new Error("cannot cluster these");
    return points;
  });
}

const noCheckOfSignal: Cluster = async (points, given, context) =>
  soundCluster(points, given, { signal: points.rows > 1000 ? context.signal : new AbortController().signal });

const finishesFirst: Cluster = async (points, given, context) => {
  if (points.rows <= 1000) return soundCluster(points, given, context);
  await pause(250);
  return { labels: new Int32Array(points.rows) };
};

const blocksThread: Cluster = (points, given, context) => {
  if (points.rows <= 1000) return soundCluster(points, given, context);
  const end = performance.now() + 250;
  while (performance.now() < end);
  return { labels: new Int32Array(points.rows) };
};

/** Strict comparison: points at exactly eps are missed. */
const strictEps: Cluster = (points, given, context) =>
  soundCluster(points, { ...given, eps: Math.max(0, given.eps * (1 - 1e-9)) }, context);

/** Divides every column by the number of its values, less one: by zero where it has one value. */
function divided(points: PointMatrix): PointMatrix {
  const rows = rowsOf(points);
  const constant = points.columns.map((_, j) => new Set(rows.map((row) => row[j]!)).size === 1);
  const divisible = rows.map((row) => row.map((value, j) => (constant[j] ? value / 0 : value)));
  return matrixOf(divisible, [...points.weights], points.columns.length);
}

let calls = 0;

const broken: readonly { fault: string; plugin: ClustererPlugin; fails: readonly string[]; reference?: true }[] = [
  {
    fault: "accepts unknown options",
    plugin: withSchema({
      validate: (value) => ({ value: { ...soundDefaults, ...(value as Partial<SoundOptions>) } }),
    }),
    fails: ["options-strict"],
  },
  {
    fault: "fills in a default that it refuses",
    plugin: withSchema({
      validate: async (value) => {
        const result = await soundSchema["~standard"].validate(value);
        if (result.issues || Object.hasOwn(value as object, "minPoints")) {
          return { issues: [{ message: "minPoints is out of range" }] };
        }
        return result;
      },
    }),
    fails: ["options-defaults"],
  },
  {
    fault: "changes options that are complete",
    plugin: withSchema({
      validate: async (value) => {
        const result = await soundSchema["~standard"].validate(value);
        return result.issues ? result : { value: { ...result.value, seed: result.value.seed + 1 } };
      },
    }),
    fails: ["options-defaults"],
  },
  {
    fault: "describes an open object",
    plugin: withSchema({
      jsonSchema: { input: () => ({ ...schemaObject(), additionalProperties: true }), output: schemaObject },
    }),
    fails: ["options-json-schema"],
  },
  {
    fault: "leaves an option out of its description",
    plugin: withSchema({
      jsonSchema: { input: () => ({ ...schemaObject(), properties: { seed: {} } }), output: schemaObject },
    }),
    fails: ["options-json-schema"],
  },
  {
    fault: "describes itself in a newer draft",
    plugin: withSchema({ jsonSchema: { input: () => ({ ...schemaObject(), $defs: {} }), output: schemaObject } }),
    fails: ["options-json-schema"],
  },
  {
    fault: "starts although it was stopped",
    plugin: soundClusterer({ cluster: noCheckOfSignal }),
    fails: ["abort-before"],
  },
  {
    fault: "ignores the signal once at work",
    plugin: soundClusterer({ cluster: finishesFirst }),
    fails: ["abort-prompt"],
  },
  {
    fault: "holds the thread",
    plugin: soundClusterer({ cluster: blocksThread }),
    fails: ["abort-prompt"],
  },
  {
    fault: "fails with an error of its own when stopped",
    plugin: soundClusterer({
      cluster: async (points, given, context) => {
        try {
          return await soundCluster(points, given, context);
        } catch {
          throw new Error("stopped");
        }
      },
    }),
    fails: ["abort-before", "abort-prompt"],
  },
  {
    fault: "changes the points",
    plugin: answering((clustering, points) => {
      points.data.reverse();
      return clustering;
    }),
    fails: ["input-untouched"],
  },
  {
    fault: "leaves gaps between numbers",
    plugin: answering(({ labels, core }) => ({ labels: labels.map((label) => label * 2), core: core! })),
    // Doubled noise is −2.
    fails: ["labels-contiguous", "one-point"],
  },
  {
    fault: "gives plain arrays",
    plugin: answering(({ labels, core }) => ({ labels: [...labels] as unknown as Int32Array, core: core! })),
    fails: ["labels-contiguous", "no-points", "one-point", "constant-column"],
  },
  {
    fault: "leaves noise without the trait",
    plugin: soundClusterer({ traits: { weights: true, noise: false, seeded: true } }),
    fails: ["labels-contiguous", "one-point"],
  },
  { fault: "fails on no points", plugin: failingOn(({ rows }) => rows === 0), fails: ["no-points"] },
  { fault: "fails on one point", plugin: failingOn(({ rows }) => rows === 1), fails: ["one-point"] },
  {
    fault: "parts equal points",
    // Every second of the equal points at the end of the sample becomes noise.
    plugin: answering((clustering, points) => ({
      labels: clustering.labels.map((label, row) => (points.rows > 65 && row > 62 && row % 2 === 0 ? -1 : label)),
    })),
    fails: ["duplicates-together", "weights-repetition", "order-independent"],
  },
  {
    fault: "divides by zero where a column has one value",
    plugin: seeing((points) => (points.rows > 1000 ? points : divided(points))),
    fails: ["constant-column"],
  },
  {
    fault: "ignores weights",
    plugin: seeing((points) => ({ ...points, weights: new Float64Array(points.rows).fill(1) })),
    fails: ["weights-repetition"],
  },
  {
    fault: "goes by the order of points",
    plugin: answering(({ labels }) => ({
      labels: labels.map((label, row) => (labels.length > 65 && row < 7 ? 0 : label)),
    })),
    fails: ["order-independent"],
  },
  {
    fault: "numbers clusters differently each time",
    plugin: answering(({ labels }) => {
      const clusters = new Set(labels).size - (labels.includes(-1) ? 1 : 0);
      calls++;
      return { labels: labels.map((label) => (label === -1 ? -1 : (label + calls) % clusters)) };
    }),
    fails: ["repeatable"],
  },
  {
    fault: "has no seed",
    plugin: withSchema({
      validate: (value) => {
        const { seed: _, ...rest } = { ...soundDefaults, ...(value as Partial<SoundOptions>) };
        const unknown = Object.keys(rest).find((key) => !["eps", "minPoints"].includes(key));
        return unknown === undefined ? { value: rest as SoundOptions } : { issues: [{ message: "unknown option" }] };
      },
      jsonSchema: {
        input: () => ({ ...schemaObject(), properties: { eps: {}, minPoints: {} } }),
        output: schemaObject,
      },
    }),
    fails: ["seed-option"],
  },
  {
    fault: "gives strengths that are not numbers",
    plugin: answering((clustering) => ({ ...clustering, strength: clustering.strength!.map(() => NaN) })),
    fails: ["scores-in-range"],
  },
  {
    fault: "gives outlier scores above 1",
    plugin: answering((clustering) => ({ ...clustering, outlierScores: clustering.outlierScores!.map(() => 1.5) })),
    fails: ["scores-in-range"],
  },
  {
    fault: "predicts the first cluster for everything",
    plugin: answering((clustering) => ({ ...clustering, predict: () => 0 })),
    fails: ["predict-agrees"],
  },
  {
    fault: "compares strictly with eps",
    plugin: soundClusterer({ cluster: strictEps }),
    reference: true,
    fails: ["golden"],
  },
];

describe("clustererChecks", () => {
  it("passes a sound clusterer in everything", async () => {
    await expect(failuresOf(soundClusterer(), withReference)).resolves.toEqual([]);
  });

  for (const { fault, plugin, fails, reference } of broken) {
    it(`finds out a clusterer that ${fault}`, async () => {
      await expect(failuresOf(plugin, reference ? withReference : { options })).resolves.toEqual(fails);
    });
  }

  it("has a broken clusterer for every check", () => {
    const found = new Set(broken.flatMap(({ fails }) => fails));
    expect(clustererRules.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
  });

  it("skips what does not concern a plugin", () => {
    const plugin = soundClusterer({ traits: { weights: false, noise: true, seeded: false } });
    const ids = new Set(clustererChecks(plugin, { options }).map(({ id }) => id));
    expect(clustererRules.map(({ id }) => id).filter((id) => !ids.has(id))).toEqual([
      "weights-repetition",
      "seed-option",
      "golden",
    ]);
  });

  it("accepts a failure that was declared", async () => {
    const plugin = failingOn(({ rows }) => rows === 0);
    await expect(failuresOf(plugin, { options, expectedFailures: { "no-points": "a known fault" } })).resolves.toEqual(
      [],
    );
  });

  it("says what is wrong and what is asked", async () => {
    const check = clustererChecks(
      failingOn(({ rows }) => rows === 0),
      { options },
    ).find(({ id }) => id === "no-points")!;
    await expect(check.run().catch((error: unknown) => (error as { format(): string }).format())).resolves.toBe(
      'WN2101 clusterer "sound" fails "no-points": it threw Error: cannot cluster these\n' +
        "  No points MUST give no labels, not an error.",
    );
  });

  it("refuses a declared failure that does not happen", async () => {
    const settings = { options, expectedFailures: { "no-points": "a fault of long ago" } };
    const check = clustererChecks(soundClusterer(), settings).find(({ id }) => id === "no-points")!;
    await expect(check.run().catch((error: unknown) => (error as { format(): string }).format())).resolves.toBe(
      'WN2102 clusterer "sound" passes "no-points", which was expected to fail because: a fault of long ago\n' +
        '  Good news: take "no-points" out of expectedFailures, and out of the plugin\'s documentation.',
    );
  });

  it("refuses a declared failure of a check that there is not", () => {
    let text = "";
    try {
      clustererChecks(soundClusterer(), { options, expectedFailures: { "no-point": "a slip" } });
    } catch (error) {
      text = (error as { format(): string }).format();
    }
    const ids = clustererRules.map(({ id }) => id).filter((id) => id !== "golden");
    expect(text).toBe(
      'WN2103 expectedFailures: there is no check "no-point" for clusterer "sound"\n' +
        `  Did you mean "no-points"? Checks: ${ids.join(", ")}.`,
    );
  });

  it("says so when the options given do not suit the plugin", async () => {
    const check = clustererChecks(soundClusterer(), { options: { eps: -1 } }).find(({ id }) => id === "no-points")!;
    await expect(check.run().catch((error: unknown) => (error as { format(): string }).format())).resolves.toContain(
      'it threw WN2104 options: clusterer "sound" does not accept them: out of range',
    );
  });
});

describe("referenceDbscan", () => {
  it("counts points at exactly eps and the point itself", () => {
    const { labels, core } = referenceDbscan(matrixOf([[0], [3], [7]]), { eps: 3, minPoints: 2 });
    expect([...labels]).toEqual([0, 0, -1]);
    expect([...core]).toEqual([1, 1, 0]);
  });

  it("gives a border point to the lowest cluster that reaches it", () => {
    const line = matrixOf([[2], [4], [6], [0], [-2]], [1, 1, 3, 1, 3]);
    const { labels, core } = referenceDbscan(line, { eps: 2, minPoints: 5 });
    expect([...core]).toEqual([0, 1, 0, 1, 0]);
    expect([...labels]).toEqual([0, 0, 0, 1, 1]);
  });
});

describe("referenceHdbscan", () => {
  it("finds groups of different density and leaves what is far from both as noise", () => {
    const line = matrixOf([[0], [1], [2], [-300], [100], [100.1], [100.2]]);
    expect([...referenceHdbscan(line, { minPoints: 2, minClusterSize: 3 })]).toEqual([0, 0, 0, -1, 1, 1, 1]);
  });

  it("never takes the whole for a cluster", () => {
    const line = matrixOf([[0], [1], [2], [3]]);
    expect([...referenceHdbscan(line, { minPoints: 2, minClusterSize: 2 })]).toEqual([-1, -1, -1, -1]);
  });

  it("counts a point as its weight", () => {
    const parameters = { minPoints: 2, minClusterSize: 3 };
    expect([...referenceHdbscan(matrixOf([[0], [1], [9]], [3, 1, 4]), parameters)]).toEqual([0, 0, 1]);
    expect([...referenceHdbscan(matrixOf([[0], [1], [9]], [1, 1, 4]), parameters)]).toEqual([-1, -1, -1]);
  });

  it("finds nothing where all weight together is below minPoints", () => {
    expect([...referenceHdbscan(matrixOf([[0], [1]]), { minPoints: 3, minClusterSize: 2 })]).toEqual([-1, -1]);
  });
});
