import {
  defineClusterer,
  defineConnector,
  defineExtractor,
  defineFieldMap,
  defineSink,
  pickFeatures,
  type Clustering,
  type EventEngine,
  type Feature,
  type OptionSchema,
  type Plugin,
  type PointMatrix,
  type RunResult,
} from "@winnow/core";
import { z } from "zod";
import { createRegistry, type Registry } from "../../src/index.ts";

const strict = <T extends z.ZodRawShape>(shape: T): OptionSchema<z.infer<z.ZodObject<T>>> =>
  z.strictObject(shape) as unknown as OptionSchema<z.infer<z.ZodObject<T>>>;

const FEATURES: readonly Feature[] = [
  { name: "pathScore", unit: "score", doc: "sum of code points", value: { charScore: "process.executable" } },
  { name: "commandLength", unit: "characters", doc: "length", value: { length: "process.command_line" } },
  { name: "hourOfDay", unit: "hour", doc: "hour", value: { hour: "@timestamp" } },
  {
    name: "isSuspicious",
    unit: "flag",
    doc: "a signal",
    says: "touches what intruders are after",
    which: "suspect",
    value: { flag: { matches: ["process.command_line", "shadow"] } },
  },
  { name: "suspect", unit: "text", doc: "which", value: { textAfter: ["process.command_line", " "] } },
  { name: "programName", unit: "text", doc: "name", value: { basename: "process.executable" } },
  {
    name: "doubled",
    unit: "score",
    doc: "a function",
    value: { inputs: [{ length: "process.command_line" }], compute: (length) => Number(length) * 2 },
  },
];

export const extractor = defineExtractor<{ pick?: string[] | undefined }>({
  name: "toy",
  summary: "features for tests",
  options: strict({ pick: z.array(z.string()).optional() }),
  accepts: ["process"],
  catalogue: FEATURES,
  features: ({ pick = ["pathScore", "commandLength"] }) => pickFeatures("toy", FEATURES, pick),
});

/** Single linkage within eps by brute force; clusters of fewer than `least` events are noise, of outlier score 1 if asked. */
export const clusterer = defineClusterer<{ eps: number; least: number; score: boolean }>({
  name: "linkage",
  summary: "brute-force single linkage for tests",
  options: strict({
    eps: z.number().min(0).default(0),
    least: z.int().min(1).default(2),
    score: z.boolean().default(false),
  }),
  traits: { weights: true },
  cluster: (points, { eps, least, score }) => {
    const labels = link(points, eps, least);
    return score ? { labels, outlierScores: Float64Array.from(labels, (label) => (label < 0 ? 1 : 0)) } : { labels };
  },
});

function link({ rows, columns, data, weights }: PointMatrix, eps: number, least: number): Int32Array {
  const width = columns.length;
  const labels = new Int32Array(rows).fill(-1);
  let next = 0;
  for (let seed = 0; seed < rows; seed++) {
    if (labels[seed]! >= 0) continue;
    const members = [seed];
    labels[seed] = next;
    for (const member of members) {
      for (let other = 0; other < rows; other++) {
        if (labels[other]! >= 0 || distance(data, width, member, other) > eps) continue;
        labels[other] = next;
        members.push(other);
      }
    }
    if (members.reduce((sum, member) => sum + weights[member]!, 0) >= least) next++;
    else for (const member of members) labels[member] = -2;
  }
  return labels.map((label) => Math.max(label, -1));
}

function distance(data: Float64Array, width: number, a: number, b: number): number {
  let sum = 0;
  for (let f = 0; f < width; f++) sum += (data[a * width + f]! - data[b * width + f]!) ** 2;
  return Math.sqrt(sum);
}

export const fieldMap = defineFieldMap({
  name: "toy-process",
  summary: "columns of the tests",
  event: "process",
  requires: ["Path"],
  fields: {
    "@timestamp": "Time",
    "process.executable": "Path",
    "process.name": { basename: "Path" },
    "process.command_line": "CommandLine",
    "user.name": "User",
  },
});

export interface Written {
  result?: RunResult;
}

export interface TestBench {
  readonly registry: Registry;
  /** What the sink `memory` was given. */
  readonly written: Written;
}

/** A registry whose connector `memory` gives `engine`, with further plugins on top. */
export function bench(engine: EventEngine, extra: readonly unknown[] = []): TestBench {
  const written: Written = {};
  const connector = defineConnector({
    name: "memory",
    summary: "events of a test",
    options: strict({}),
    connect: () => Promise.resolve(engine),
  });
  const sink = defineSink({
    name: "memory",
    summary: "keeps the result",
    options: strict({}),
    write: (result) => {
      written.result = result;
      return Promise.resolve(["memory"]);
    },
  });
  const plugins = [connector, extractor, clusterer, fieldMap, sink, ...extra] as Plugin[];
  return {
    registry: createRegistry(plugins.map((plugin) => ({ plugin, origin: "tests", version: "0.0.0" }))),
    written,
  };
}

export function brokenClusterer(cluster: (points: PointMatrix) => Clustering): Plugin {
  return defineClusterer({
    name: "broken",
    summary: "broken",
    options: strict({}),
    traits: { weights: true },
    cluster,
  }) as Plugin;
}
