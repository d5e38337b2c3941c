import { readFileSync } from "node:fs";
import {
  assertLedger,
  throwIfAborted,
  type EventEngine,
  type Manifest,
  type Progress,
  type RunContext,
  type RunCounts,
  type RunResult,
} from "@winnow/core";
import { clusterPoints, type ClusterRequest, type PointClusters } from "../cluster/cluster.ts";
import { measureStability, type Stability } from "../cluster/stability.ts";
import { boundSources, describePlan, type PlanDescription } from "../plan/describe.ts";
import { makePlan } from "../plan/plan.ts";
import type { Plan } from "../plan/types.ts";
import { profileOrThrow, type LoadedProfile } from "../profile/load.ts";
import type { Profile, Use } from "../profile/types.ts";
import { asPluginFailure, validated } from "../registry/plugin-calls.ts";
import { rankRows } from "../rank/rank.ts";
import { foldGroups } from "../reduce/fold.ts";
import { makePoints, type Points } from "../reduce/points.ts";
import { scalePoints } from "../scale/scale.ts";
import { makeRows } from "../summarise/rows.ts";
import { hashInputs } from "./input-hashes.ts";
import { makeResult } from "./result.ts";
import { openSource } from "./source.ts";
import { resultTable, type ResultTable } from "./tables.ts";

const SAMPLE_EVENTS = 100;

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
  readonly warn?: (message: string) => void;
  /** Folder for what sinks write; the working directory when left out. */
  readonly outputDirectory?: string;
  /** Sinks besides the profile's own; they run first. */
  readonly sinks?: readonly Use[];
}

/** A finished run. The engine stays open for drill-downs until `close`. */
export interface RunOutcome extends RunResult {
  /** What the sinks wrote, relative to the output directory. */
  readonly files: readonly string[];
  /** A result table as an arquero table. */
  table(name: ResultTable): ReturnType<typeof resultTable>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Runs a profile from source to sinks: plan, reduce, points, scale, cluster, summarise, rank, write.
 * @throws the profile's problems, and whatever a stage reports; nothing is left half-written
 */
export async function run(loaded: LoadedProfile, options: RunOptions = {}): Promise<RunOutcome> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  const stages = new Stages(loaded, options);
  const engine = await stages.time("open", () => openSource(profile, loaded, stages.context));
  try {
    const result = await analyse(profile, loaded, engine, stages);
    const files = await stages.time("write", () => writeAll(result, profile, loaded, options.sinks ?? [], stages));
    const close = (): Promise<void> => engine.close();
    return {
      ...result,
      files,
      table: (name) => resultTable(result, name),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Plans a profile against its source and reads no more of it than a few events. */
export async function plan(loaded: LoadedProfile, options: RunOptions = {}): Promise<PlanDescription> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  const { context } = new Stages(loaded, options);
  const engine = await openSource(profile, loaded, context);
  try {
    return describePlan(await planFor(profile, loaded, engine, context), loaded, profile);
  } finally {
    await engine.close();
  }
}

function nameOf({ document }: LoadedProfile): string {
  return (document as { name?: string } | null)?.name ?? "given";
}

/** The context that plugins see, and the clock. */
class Stages {
  readonly context: RunContext;
  readonly seconds: Record<string, number> = {};
  readonly warnings: string[] = [];
  readonly #progress: (progress: Progress) => void;

  constructor({ directory }: LoadedProfile, options: RunOptions) {
    this.#progress = options.progress ?? (() => {});
    this.context = {
      signal: options.signal ?? new AbortController().signal,
      profileDirectory: directory,
      outputDirectory: options.outputDirectory ?? process.cwd(),
      progress: this.#progress,
      warn: (message) => {
        if (this.warnings.includes(message)) return;
        this.warnings.push(message);
        options.warn?.(message);
      },
    };
  }

  async time<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    throwIfAborted(this.context.signal);
    this.#progress({ stage, done: 0, unit: "" });
    const began = performance.now();
    try {
      return await work();
    } finally {
      this.seconds[stage] = Math.round(performance.now() - began) / 1000;
    }
  }
}

async function planFor(
  profile: Profile,
  loaded: LoadedProfile,
  engine: EventEngine,
  { warn }: RunContext,
): Promise<Plan> {
  const [columns, sample] = [await engine.columns(), await engine.sample(SAMPLE_EVENTS)];
  return makePlan(profile, loaded.registry, { columns, sample, dialect: engine.dialect }, warn);
}

async function analyse(
  profile: Profile,
  loaded: LoadedProfile,
  engine: EventEngine,
  stages: Stages,
): Promise<RunResult> {
  const { context } = stages;
  const inputs = hashInputs(engine, context.signal);
  const made = await stages.time("plan", () => planFor(profile, loaded, engine, context));
  const groups = await stages.time("reduce", () =>
    foldGroups(engine, { ...made, signals: made.rank.signals }, context.signal, (done) =>
      context.progress({ stage: "reduce", done, unit: "groups" }),
    ),
  );
  const ledger = await engine.ledger();
  assertLedger(ledger);
  const points = makePoints(
    groups,
    made.features.map((feature) => feature.name),
    made.within,
  );
  const { clusters, stability } = await stages.time("cluster", () => cluster(points, made, profile, loaded, context));
  const rows = await stages.time("rank", () =>
    rankRows(makeRows(groups, points, clusters, stability, made), groups, made, ledger.clustered),
  );
  const counts: RunCounts = {
    groups: groups.size,
    points: points.matrix.rows,
    clusters: clusters.clusterCount,
    noise: rows.filter((row) => row.clusterId < 0).length,
    rows: rows.length,
  };
  const manifest: Manifest = {
    winnow: version,
    profile: { name: profile.name, hash: loaded.hash, document: loaded.document },
    plugins: loaded.registry.list().map(({ plugin, origin, version: of }) => ({
      key: `${plugin.kind}:${plugin.name}`,
      origin,
      version: of,
    })),
    inputs: await inputs,
    fieldMap: { name: made.fieldMap.map.name, fields: boundSources(made) },
    parameters: { scale: profile.scale, cluster: profile.cluster, chosen: clusters.chosen },
    ledger,
    counts,
    warnings: stages.warnings,
  };
  return stages.time("fetch", () =>
    makeResult(engine, { plan: made, groups, rows, counts, ledger, manifest, seconds: stages.seconds }),
  );
}

interface Clustered {
  readonly clusters: PointClusters;
  /** Measured only where the ranking weighs it. */
  readonly stability: Stability | null;
}

async function cluster(
  points: Points,
  { rank }: Plan,
  profile: Profile,
  loaded: LoadedProfile,
  context: RunContext,
): Promise<Clustered> {
  const plugin = loaded.registry.get("clusterer", profile.cluster.use)!;
  const others = loaded.registry.list("clusterer").map((entry) => entry.plugin);
  const request: ClusterRequest = { plugin, options: validated(plugin, profile.cluster.with), others };
  const scaled = scalePoints(points.matrix, profile.scale);
  const clusters = await clusterPoints(points, scaled, request, context);
  const stability = rank.stability > 0 ? await measureStability(points, scaled, request, context) : null;
  return { clusters, stability };
}

async function writeAll(
  result: RunResult,
  profile: Profile,
  loaded: LoadedProfile,
  added: readonly Use[],
  { context }: Stages,
): Promise<string[]> {
  const files: string[] = [];
  for (const { use, with: options } of [...added, ...profile.sinks]) {
    throwIfAborted(context.signal);
    const sink = loaded.registry.get("sink", use)!;
    try {
      files.push(...(await sink.write(result, validated(sink, options), context)));
    } catch (cause) {
      throw asPluginFailure(cause, `sink "${use}"`, "write");
    }
  }
  return files;
}
