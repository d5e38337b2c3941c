import { readFileSync } from "node:fs";
import type { ColumnTable } from "arquero";
import {
  callPlugin,
  clusterScaled,
  rowsInReadingOrder,
  summariseGuard,
  type Clustered,
  type Points,
} from "@winnow/analysis";
import {
  throwIfAborted,
  type EventEngine,
  type Manifest,
  type Mark,
  type RunContext,
  type RunCounts,
  type RunResult,
} from "@winnow/core";
import { adviceFor } from "../cluster/advice.ts";
import { describeChosen } from "../cluster/chosen.ts";
import { boundSources, describePlan, type PlanDescription } from "../plan/describe.ts";
import type { Plan } from "../plan/types.ts";
import { profileOrThrow, type LoadedProfile } from "../profile/load.ts";
import type { Profile, Use } from "../profile/types.ts";
import { checkedFiles } from "../registry/answers.ts";
import { frozen, frozenOptions } from "../registry/plugin-calls.ts";
import { redactedEngine } from "../redact/redacted-engine.ts";
import { withoutPluginSecrets } from "../redact/plugin-secrets.ts";
import { redactedGroups, Redactor, withoutKey } from "../redact/redactor.ts";
import { hashInputs } from "./input-hashes.ts";
import { makeResult } from "./result.ts";
import { openSource } from "./source.ts";
import { clusterRequest, nameOf, planFor, reduce, Stages, type RunOptions } from "./stages.ts";
import { resultTable, type ResultTable } from "./tables.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** A finished run. The engine stays open for drill-downs until `close`. */
export interface RunOutcome extends RunResult {
  /** What the sinks wrote, relative to the output directory. */
  readonly files: readonly string[];
  /** A result table as an arquero table. */
  table(name: ResultTable): Promise<ColumnTable>;
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
    const result = await analyse(profile, loaded, engine, stages, options.marks ?? []);
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

/** Enough of a stream to meet its columns. */
const PLANNED_EVENTS = 10_000;

/** Plans a profile against its source and reads no more of it than a few events. */
export async function plan(loaded: LoadedProfile, options: RunOptions = {}): Promise<PlanDescription> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  const { context } = new Stages(loaded, options);
  const engine = await openSource(profile, loaded, { ...context, peek: true }, PLANNED_EVENTS);
  try {
    return describePlan(await planFor(profile, loaded, engine, context), loaded, profile);
  } finally {
    await engine.close();
  }
}

async function analyse(
  profile: Profile,
  loaded: LoadedProfile,
  engine: EventEngine,
  stages: Stages,
  marks: readonly Mark[],
): Promise<RunResult> {
  const { context } = stages;
  const inputs = hashInputs(engine, context.signal);
  const made = await stages.time("plan", () => planFor(profile, loaded, engine, context));
  const reduced = await stages.time("reduce", () => reduce(made, engine, context));
  const { points, ledger: counted } = reduced;
  // Masked before anything is made of the texts: a reason that cuts one short could cut a secret out of shape.
  const redactor = profile.redact === null ? null : new Redactor(profile.redact);
  const groups = redactor === null ? reduced.groups : redactedGroups(reduced.groups, redactor);
  const shown = redactor === null ? engine : redactedEngine(engine, redactor);
  const ledger = stages.gaps.length === 0 ? counted : { ...counted, gaps: stages.gaps };
  const clustered = await stages.time("cluster", () => cluster(points, made, profile, loaded, context));
  const { clusters } = clustered;
  const rows = await stages.time("rank", () => rowsInReadingOrder(groups, points, clustered, made));
  const guarded = summariseGuard(groups, rows, made);
  const counts: RunCounts = {
    groups: groups.size,
    points: points.matrix.rows,
    clusters: clusters.clusterCount,
    noise: rows.filter((row) => row.clusterId < 0).length,
    rows: rows.length,
  };
  const manifest: Manifest = {
    winnow: version,
    profile: { name: profile.name, hash: loaded.hash, document: withoutPluginSecrets(withoutKey(loaded.document)) },
    plugins: loaded.registry.list().map(({ plugin, origin, version: of }) => ({
      key: `${plugin.kind}:${plugin.name}`,
      origin,
      version: of,
    })),
    inputs: await inputs,
    fieldMap: { name: made.fieldMap.map.name, fields: boundSources(made) },
    parameters: {
      scale: profile.scale,
      cluster: profile.cluster,
      chosen: describeChosen(clusters.chosen, points, groups, made),
    },
    ledger,
    counts,
    warnings: stages.warnings,
  };
  return stages.time("fetch", () =>
    makeResult(shown, {
      plan: made,
      groups,
      rows,
      guarded,
      counts,
      ledger,
      manifest,
      scale: profile.scale,
      clusterer: { name: profile.cluster.use, options: clusterRequest(profile, loaded).options },
      marks: [...profile.marks, ...marks].sort((a, b) => Number(a.time - b.time)),
      seconds: stages.seconds,
    }),
  );
}

async function cluster(
  points: Points,
  made: Plan,
  profile: Profile,
  loaded: LoadedProfile,
  context: RunContext,
): Promise<Clustered> {
  const clustered = await clusterScaled(points, made, profile.scale, clusterRequest(profile, loaded), context);
  const advice = adviceFor(points, clustered.clusters, profile.cluster);
  if (advice !== undefined) context.warn(advice);
  return clustered;
}

async function writeAll(
  result: RunResult,
  profile: Profile,
  loaded: LoadedProfile,
  added: readonly Use[],
  { context }: Stages,
): Promise<string[]> {
  const files: string[] = [];
  // One sink cannot change what the next one sees.
  const shown = Object.freeze({
    ...result,
    ledger: frozen(result.ledger),
    counts: frozen(result.counts),
    rows: frozen(result.rows),
    exemplars: frozen(result.exemplars),
    foldedEvents: frozen(result.foldedEvents),
    // A copy: warnings of sinks still come in.
    manifest: frozen(structuredClone(result.manifest)),
  });
  for (const { use, with: options } of [...added, ...profile.sinks]) {
    throwIfAborted(context.signal);
    const sink = loaded.registry.get("sink", use)!;
    const call = { plugin: `sink "${use}"`, stage: "write" };
    const answer = await callPlugin(call, context, (watched) =>
      sink.write(shown, frozenOptions(sink, options), watched),
    );
    files.push(...checkedFiles(answer, call.plugin));
  }
  return files;
}
