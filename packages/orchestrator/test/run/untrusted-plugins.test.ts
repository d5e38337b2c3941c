import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineClusterer, defineConnector, defineExtractor, defineSink, noOptions, type Plugin } from "@winnow/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createRegistry, loadProfile, type RunOptions, type RunOutcome } from "../../src/index.ts";
import { run } from "../support/run.ts";
import { MemoryEngine, type Event } from "../support/memory-engine.ts";
import { bench } from "../support/plugins.ts";

const EVENTS: readonly Event[] = ["a", "a", "bb"].map((command, minute) => ({
  Time: new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString(),
  Path: "/bin/x",
  CommandLine: command,
  User: "alice",
}));

const base = { summary: "of a stranger", options: noOptions, name: "strange" };
const never = new Promise<never>(() => {});

/** The same engine, whose reductions cannot count. */
function forgetful(engine: MemoryEngine): MemoryEngine {
  const honest = engine.reduce.bind(engine);
  engine.reduce = async (plan) => ({ ...(await honest(plan)), ledger: undefined as never });
  return engine;
}

/** A run in which the plugin takes part, in the place of its kind. */
async function runWith(plugin: Plugin | object, options: RunOptions = {}): Promise<RunOutcome> {
  const { registry } = bench(new MemoryEngine(EVENTS), [plugin]);
  const { kind } = plugin as Plugin;
  const data = {
    profile: "winnow/v1",
    name: "toy",
    source: { use: kind === "connector" ? "strange" : "memory" },
    features: [{ use: kind === "extractor" ? "strange" : "toy" }],
    cluster: kind === "clusterer" ? { use: "strange" } : { use: "linkage" },
    sinks: kind === "sink" ? [{ use: "strange" }, { use: "memory" }] : [],
    fields: { "@timestamp": "Time", "process.executable": "Path", "process.command_line": "CommandLine" },
  };
  const outputDirectory = kind === "sink" ? await mkdtemp(join(tmpdir(), "untrusted-")) : null;
  return run(await loadProfile({ data }, { registry }), { outputDirectory, ...options });
}

async function failure(plugin: object, options: RunOptions = {}): Promise<string> {
  const error = await runWith(plugin, options).then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  );
  return (error as { format(): string }).format().split("\n")[0]!;
}

/** A stream of one batch, well-formed but for the changes. */
const streaming = (batch: object): object =>
  defineConnector({
    ...base,
    connect: async () => ({
      kind: "stream" as const,
      async *batches() {
        yield { columns: ["Time", "Path", "CommandLine"], rows: 1, values: [["2024-01-01"], ["/x"], ["x"]], ...batch };
      },
    }),
  });

/** What a sink could try to write to. */
interface Result {
  readonly ledger: { read: number };
  readonly counts: { rows: number };
  readonly exemplars: { readonly values: string[][] };
  readonly manifest: { readonly warnings: string[]; readonly profile: { readonly document: { name: string } } };
}

/** A stream that answers so when it is asked for its batches. */
const streamOf = (batches: (onReject: never) => unknown): object =>
  defineConnector({ ...base, connect: async () => ({ kind: "stream", batches }) as never });

const extracting = (value: object): object =>
  defineExtractor({
    ...base,
    accepts: [],
    catalogue: [],
    features: () => [{ name: "f", unit: "score", doc: "", value }] as never,
  });

const clustering = (cluster: (points: { readonly rows: number }) => unknown): object =>
  defineClusterer({ ...base, traits: { weights: true }, cluster: cluster as never });

const schemaOf = (validate: () => unknown): object => ({ "~standard": { ...noOptions["~standard"], validate } });

const breaks = (message: string) => (): never => {
  throw new Error(message);
};

afterEach(() => void vi.useRealTimers());

describe("a plugin that answers nonsense", () => {
  it.each<[string, object, string]>([
    [
      "a connector that gives nothing",
      defineConnector({ ...base, connect: () => undefined as never }),
      'connector "strange" failed while the run was at "open": connect() gave neither a stream nor an engine.',
    ],
    [
      "a stream without batches",
      defineConnector({ ...base, connect: () => ({ kind: "stream" }) as never }),
      'connector "strange" failed while the run was at "open": its stream has no method batches().',
    ],
    [
      "an engine that cannot reduce",
      defineConnector({ ...base, connect: () => Object.assign(new MemoryEngine([]), { reduce: undefined }) as never }),
      'connector "strange" failed while the run was at "open": its engine has no method reduce().',
    ],
    [
      "an engine whose reduction has no ledger",
      defineConnector({
        ...base,
        connect: async () => forgetful(new MemoryEngine([{ Time: "2024-01-01", Path: "/x", CommandLine: "x" }])),
      }),
      'connector "strange" failed while the run was at "reduce": its reduction has no method ledger().',
    ],
    [
      "a batch with a column too few",
      streaming({ values: [["2024-01-01"], ["/x"]] }),
      'connector "strange" failed while the run was at "open": a batch has 3 columns, and values for 2.',
    ],
    [
      "a batch with a short column",
      streaming({ values: [["2024-01-01"], [], ["x"]] }),
      'connector "strange" failed while the run was at "open": column "Path" has 0 values in a batch of 1 rows.',
    ],
    [
      "a batch with numbers",
      streaming({ values: [["2024-01-01"], [7], ["x"]] }),
      'connector "strange" failed while the run was at "open": column "Path" holds a value that is neither text nor null.',
    ],
    [
      "a batch with a column twice",
      streaming({ columns: ["Time", "Path", "Path"] }),
      'connector "strange" failed while the run was at "open": two columns of a batch have the same name.',
    ],
    [
      "a batch with rows and no columns",
      streaming({ columns: [], rows: 5, values: [] }),
      'connector "strange" failed while the run was at "open": a batch has 5 rows and no columns.',
    ],
    [
      "a batch of no number of rows",
      streaming({ columns: [], rows: NaN, values: [] }),
      'connector "strange" failed while the run was at "open": a batch has NaN rows.',
    ],
    [
      "a batch with holes",
      streaming({ values: [["2024-01-01"], Object.assign([], { length: 1 }), ["x"]] }),
      'connector "strange" failed while the run was at "open": column "Path" holds a value that is neither text nor null.',
    ],
    [
      "a batch without a column's values",
      streaming({ values: [["2024-01-01"], null, ["x"]] }),
      'connector "strange" failed while the run was at "open": column "Path" has no list of values.',
    ],
    [
      "a batch with a nameless column",
      streaming({ columns: ["Time", "", "CommandLine"] }),
      'connector "strange" failed while the run was at "open": a column\'s name is empty or no text.',
    ],
    [
      "a stream that throws a text when it is asked",
      streamOf(() => {
        throw "no access" as unknown as Error;
      }),
      'connector "strange" failed while the run was at "open": no access.',
    ],
    [
      "a stream whose batches are a list",
      streamOf(() => []),
      'connector "strange" failed while the run was at "open": it gave nothing to iterate over.',
    ],
    [
      "a stream whose iterator gives nothing",
      streamOf(() => ({ [Symbol.asyncIterator]: () => ({ next: async () => undefined }) })),
      'connector "strange" failed while the run was at "open": it gave no result of an iterator.',
    ],
    [
      "a stream that cannot be left",
      streamOf(() => ({ [Symbol.asyncIterator]: () => ({ next: breaks("at its end"), return: breaks("when left") }) })),
      'connector "strange" failed while the run was at "open": at its end.',
    ],
    [
      "a reject that says nothing",
      streamOf(async function* (onReject: (reject: unknown) => void) {
        onReject({ file: "a.log" });
        yield* [];
      }),
      'connector "strange" failed while the run was at "open": a reject lacks its file, line, reason or text.',
    ],
    [
      "an extractor with an expression that is none",
      extracting({ nope: "process.executable" }),
      'extractor "strange" failed while the run was at "plan": the feature "f": there is no operator "nope".',
    ],
    [
      "an extractor with a function of nothing",
      extracting({ inputs: 5, compute: () => 1 }),
      'extractor "strange" failed while the run was at "plan": the feature "f": its inputs are no list.',
    ],
    [
      "a feature that throws",
      extracting({ inputs: ["process.executable"], compute: breaks("no such letter") }),
      'feature "f" failed while the run was at "reduce": no such letter.',
    ],
    [
      "an extractor whose feature has no value",
      defineExtractor({
        ...base,
        accepts: [],
        catalogue: [],
        features: () => [{ name: "f", unit: "score", doc: "" }] as never,
      }),
      'extractor "strange" failed while the run was at "plan": the feature "f" has no value.',
    ],
    [
      "an extractor that gives no list",
      defineExtractor({ ...base, accepts: [], catalogue: [], features: () => "pathScore" as never }),
      'extractor "strange" failed while the run was at "plan": features() gave no list.',
    ],
    [
      "a clusterer with scores out of range",
      defineClusterer({
        ...base,
        traits: { weights: true },
        cluster: ({ rows }) => ({ labels: new Int32Array(rows), outlierScores: new Float64Array(rows).fill(NaN) }),
      }),
      'clusterer "strange" failed while the run was at "cluster": it gave outlier scores that are not between 0 and 1.',
    ],
    [
      "a clusterer with noise against its traits",
      defineClusterer({
        ...base,
        traits: { weights: true, noise: false },
        cluster: ({ rows }) => ({ labels: new Int32Array(rows).fill(-1) }),
      }),
      'clusterer "strange" failed while the run was at "cluster": it left points unclustered, which its traits rule out.',
    ],
    [
      "a clusterer with core flags for others",
      clustering(({ rows }) => ({ labels: new Int32Array(rows), core: new Uint8Array(9) })),
      'clusterer "strange" failed while the run was at "cluster": it gave 9 core flags for 2 points.',
    ],
    [
      "a clusterer whose answer fails when it is asked",
      clustering(() => Object.defineProperty({}, "labels", { get: breaks("not yet") })),
      'clusterer "strange" failed while the run was at "cluster": not yet.',
    ],
    [
      "a clusterer that throws nothing",
      clustering(() => {
        throw undefined as unknown as Error;
      }),
      'clusterer "strange" failed while the run was at "cluster": it did not say why.',
    ],
    [
      "a clusterer that throws what cannot be shown",
      clustering(() => {
        throw Object.defineProperty(new Error("x"), "message", { get: breaks("no message") });
      }),
      'clusterer "strange" failed while the run was at "cluster": it threw something that cannot be shown.',
    ],
    [
      "a clusterer that throws an error by Winnow's name",
      clustering(() => {
        throw Object.assign(new Error("false"), { name: "WinnowError", code: "WN1001" });
      }),
      'clusterer "strange" failed while the run was at "cluster": false.',
    ],
    [
      "a clusterer that validates its options in its own time",
      { ...clustering(() => ({})), options: schemaOf(async () => ({ value: {} })) },
      'clusterer "strange" failed while the run was at "check": it validates its options asynchronously, which no profile check can wait for.',
    ],
    [
      "a clusterer that throws when its options are checked",
      { ...clustering(() => ({})), options: schemaOf(breaks("no schema today")) },
      'clusterer "strange" failed while the run was at "check": no schema today.',
    ],
    [
      "a sink that says nothing of its files",
      defineSink({ ...base, write: async () => undefined as never }),
      'sink "strange" failed while the run was at "write": write() gave no list of the files it made.',
    ],
  ])("%s is named, with its stage", async (_, plugin, text) => {
    expect(await failure(plugin)).toBe(`WN1304 ${text}`);
  });
});

describe("a plugin that changes what it is given", () => {
  it("cannot change its options", async () => {
    const schema = { "~standard": { ...noOptions["~standard"], validate: () => ({ value: { eps: 1 } }) } };
    const cluster = (_: unknown, options: { eps: number }): never => {
      options.eps = 2;
      throw new Error("it could");
    };
    const text = await failure(defineClusterer({ ...base, options: schema as never, cluster: cluster as never }));
    expect(text).toMatch(
      /^WN1304 clusterer "strange" failed while the run was at "cluster": Cannot assign to read only property 'eps'/,
    );
  });

  it("is found out when it changes the points", async () => {
    const cluster = ({ rows, data }: { rows: number; data: Float64Array }): { labels: Int32Array } => {
      data[0] = 99;
      return { labels: new Int32Array(rows) };
    };
    const text = await failure(defineClusterer({ ...base, traits: { weights: true }, cluster }));
    expect(text).toBe(
      'WN1304 clusterer "strange" failed while the run was at "cluster": it changed the points that it was given.',
    );
  });

  it.each<[string, (result: Result) => unknown]>([
    ["the ledger", ({ ledger }) => (ledger.read = 0)],
    ["the counts", ({ counts }) => (counts.rows = 0)],
    ["an exemplar", ({ exemplars }) => (exemplars.values[0]![0] = "other")],
    ["the profile in the manifest", ({ manifest }) => (manifest.profile.document.name = "other")],
    ["the warnings", ({ manifest }) => manifest.warnings.push("other")],
  ])("cannot change %s for the next sink", async (_, change) => {
    const write = async (result: Result): Promise<string[]> => {
      change(result);
      return [];
    };
    const text = await failure(defineSink({ ...base, write: write as never }));
    expect(text).toMatch(/^WN1304 sink "strange" failed while the run was at "write": Cannot (assign|add)/);
  });

  it("cannot change what the next sink sees", async () => {
    const write = async (result: { rows: { size: number }[] }): Promise<string[]> => {
      result.rows[0]!.size = 0;
      return [];
    };
    const text = await failure(defineSink({ ...base, write: write as never }));
    expect(text).toMatch(
      /^WN1304 sink "strange" failed while the run was at "write": Cannot assign to read only property 'size'/,
    );
  });
});

describe("a plugin that hangs", () => {
  const hanging = {
    connector: defineConnector({ ...base, connect: () => never }),
    stream: defineConnector({
      ...base,
      connect: async () => ({
        kind: "stream",
        batches: () => ({ [Symbol.asyncIterator]: () => ({ next: () => never }) }),
      }),
    }),
    clusterer: defineClusterer({ ...base, traits: { weights: true }, cluster: () => never }),
    sink: defineSink({ ...base, write: () => never }),
  };

  it.each(Object.entries(hanging))("does not keep a run from being stopped: %s", async (_, plugin) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const controller = new AbortController();
    const text = failure(plugin, { signal: controller.signal });
    setTimeout(() => controller.abort(), 10_000);
    await vi.advanceTimersByTimeAsync(13_000);
    expect(await text).toBe("WN1001 the run was stopped before it finished");
  });

  it("is named after two minutes of silence, once for each silence", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const controller = new AbortController();
    const warnings: string[] = [];
    const text = failure(hanging.clusterer, { signal: controller.signal, warn: (warning) => warnings.push(warning) });
    await vi.advanceTimersByTimeAsync(300_000);
    expect(warnings).toEqual([
      'clusterer "strange" has said nothing for 120 s while the run is at "cluster". It may be waiting; Ctrl-C stops the run.',
    ]);
    controller.abort();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await text).toMatch(/^WN1001/);
  });

  it("is heard as long as it reports progress", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const warnings: string[] = [];
    const slow = defineClusterer({
      ...base,
      traits: { weights: true },
      cluster: async ({ rows }, _, { progress }) => {
        for (let done = 0; done < 5; done++) {
          progress({ stage: "cluster", done, unit: "steps" });
          await new Promise((resolve) => setTimeout(resolve, 100_000));
        }
        return { labels: new Int32Array(rows) };
      },
    });
    const outcome = runWith(slow, { warn: (warning) => warnings.push(warning) });
    await vi.advanceTimersByTimeAsync(600_000);
    expect((await outcome).rows.length).toBe(1);
    expect(warnings).toEqual([]);
  });

  it("is not missed any more once it was read", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const warnings: string[] = [];
    const connector = defineConnector({
      ...base,
      connect: async (_, { progress }) => ({
        kind: "stream" as const,
        async *batches() {
          progress({ stage: "pull", done: 1, unit: "events" });
          yield { columns: ["Time", "Path", "CommandLine"], rows: 1, values: [["2024-01-01"], ["/x"], ["x"]] };
        },
      }),
    });
    await runWith(connector, { warn: (warning) => warnings.push(warning) });
    await vi.advanceTimersByTimeAsync(300_000);
    expect(warnings.filter((warning) => warning.includes("has said nothing"))).toEqual([]);
  });
});

describe("a registry", () => {
  it("refuses a plugin of another contract", () => {
    const future = { ...defineSink({ ...base, write: async () => [] }), api: 2 } as never;
    expect(() => createRegistry([{ plugin: future, origin: "x", version: "1" }])).toThrowError(
      expect.objectContaining({
        code: "WN1302",
        message: '"x" is not a Winnow plugin: it speaks contract 2, this Winnow speaks 1.',
      }),
    );
  });
});

describe("what stands where a plugin should", () => {
  const sound = clustering(() => ({}));
  it.each<[string, object, string]>([
    ["no summary", { ...sound, summary: undefined }, 'clusterer "strange" has no summary'],
    ["no options", { ...sound, options: undefined }, 'clusterer "strange" has no schema of its options'],
    [
      "options without a JSON Schema",
      { ...sound, options: { "~standard": { validate: () => ({ value: {} }) } } },
      'clusterer "strange" has a schema of options that gives no JSON Schema',
    ],
    ["nothing to call", { ...sound, cluster: undefined }, 'clusterer "strange" has no cluster()'],
    ["no traits", { ...sound, traits: undefined }, 'clusterer "strange" has no traits'],
    ["no kinds of events", { ...extracting({}), accepts: undefined }, 'extractor "strange" has no list `accepts`'],
    ["no catalogue", { ...extracting({}), catalogue: undefined }, 'extractor "strange" has no list `catalogue`'],
    ["traps", new Proxy({}, { get: breaks("trap") }), "it fails when it is looked at"],
  ])("is refused when it has %s", (_, plugin, problem) => {
    expect(() => createRegistry([{ plugin: plugin as Plugin, origin: "./x.mjs", version: "1.0.0" }])).toThrowError(
      expect.objectContaining({ code: "WN1302", message: `"./x.mjs" is not a Winnow plugin: ${problem}.` }),
    );
  });
});
