import {
  clusterPoints,
  membersOf,
  selectRows,
  type ClusterRequest,
  scalePoints,
  makeRows,
  tuningStart,
} from "@winnow/analysis";
import { throwIfAborted, type ClustererTuning, type EventEngine, type RunContext } from "@winnow/core";
import { nothingToTune } from "../errors.ts";
import type { Plan } from "../plan/types.ts";
import { profileOrThrow, type LoadedProfile } from "../profile/load.ts";
import type { Profile } from "../profile/types.ts";
import { openSource } from "../run/source.ts";
import { clusterRequest, nameOf, planFor, reduce, Stages, type Reduced, type RunOptions } from "../run/stages.ts";
import { countRarities, rarityGuard, usualGuard } from "./rarities.ts";
import { recommend } from "./recommend.ts";
import type { TuneResult, TuneSetting } from "./types.ts";

/**
 * Clusters the profile's events once for each of several values of the option that its clusterer is tuned by, compares what
 * comes out, and recommends a value. Reduces once, as a run does; writes nothing.
 * @throws the profile's problems, `WN1317` a clusterer that says of no option how to tune it, and whatever a stage reports
 */
export async function tune(loaded: LoadedProfile, options: RunOptions = {}): Promise<TuneResult> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  const request = clusterRequest(profile, loaded);
  const { tuning } = request.plugin;
  if (tuning === undefined) {
    const able = request.others.filter((other) => other.tuning !== undefined).map(({ name }) => name);
    throw nothingToTune({ clusterer: request.plugin.name, able });
  }
  const stages = new Stages(loaded, options);
  const engine = await stages.time("open", () => openSource(profile, loaded, stages.context));
  try {
    const plan = await stages.time("plan", () => planToWatch(profile, loaded, engine, stages.context));
    const reduced = await stages.time("reduce", () => reduce(plan, engine, stages.context));
    return await stages.time("tune", () => compare(profile, plan, reduced, request, tuning, stages.context));
  } finally {
    await engine.close();
  }
}

/** The profile's plan, with rare values shown beside rows and something watched in any case. */
async function planToWatch(
  profile: Profile,
  loaded: LoadedProfile,
  engine: EventEngine,
  context: RunContext,
): Promise<Plan> {
  const plan = await planFor({ ...profile, guard: rarityGuard(profile) }, loaded, engine, context);
  if (plan.guard.fields.length > 0) return plan;
  return planFor({ ...profile, guard: usualGuard(profile, plan) }, loaded, engine, context);
}

async function compare(
  profile: Profile,
  plan: Plan,
  reduced: Reduced,
  request: ClusterRequest,
  tuning: ClustererTuning,
  context: RunContext,
): Promise<TuneResult> {
  const { groups, points, ledger } = reduced;
  const scaled = scalePoints(points.matrix, profile.scale);
  const partitions = membersOf(points).map((members) => selectRows(scaled, members));
  const start = await tuningStart(partitions, request, context);
  const quiet = { ...context, warn: () => {}, progress: () => {} };
  const current = (request.options as Readonly<Record<string, unknown>>)[tuning.option];
  const values = start === undefined ? [] : candidates(start.value, current, request, profile, tuning);
  const settings: TuneSetting[] = [];
  for (const [i, { value, options }] of values.entries()) {
    throwIfAborted(context.signal);
    const clusters = await clusterPoints(points, scaled, { ...request, options }, quiet);
    const rows = makeRows(groups, points, clusters, null, plan);
    const noise = rows.filter(({ clusterId }) => clusterId < 0).length;
    settings.push({
      value,
      clusters: clusters.clusterCount,
      noise,
      rows: rows.length,
      folded: rows.reduce((sum, row) => sum + row.folded.reduce((all, { values: of }) => all + of.length, 0), 0),
      largestShare: rows.reduce((largest, { size }) => Math.max(largest, size), 0) / ledger.clustered,
      separates: clusters.clusterCount > 0 && (noise > 0 || rows.length > points.partitionCount),
    });
    context.progress({ stage: "tune", done: i + 1, total: values.length, unit: "settings" });
  }
  const rareValues = countRarities(groups, plan.guard);
  const recommended =
    start === undefined
      ? undefined
      : recommend(settings, { start: start.value, points: points.matrix.rows, rareValues });
  return {
    profile: profile.name,
    clusterer: request.plugin.name,
    option: tuning.option,
    current,
    within: profile.cluster.within,
    partitions: points.partitionCount,
    events: ledger.clustered,
    points: points.matrix.rows,
    watched: plan.guard.fields.map(({ position, by, atMost }) => ({
      field: plan.kept[position]!.name,
      by: plan.kept[by]!.name,
      atMost,
    })),
    rareValues,
    start: start ?? null,
    settings,
    recommended: recommended ?? null,
    cluster: recommended === undefined ? profile.cluster : withOption(profile, tuning.option, recommended.value),
  };
}

interface Candidate {
  readonly value: number;
  /** All options, as the clusterer's schema gives them back. */
  readonly options: unknown;
}

/** The values around the start and the profile's own, those that the clusterer takes beside its other options. */
function candidates(
  start: number,
  current: unknown,
  { plugin }: ClusterRequest,
  profile: Profile,
  tuning: ClustererTuning,
): readonly Candidate[] {
  const own = typeof current === "number" && current > 0 ? [current] : [];
  const values = [...new Set([...tuning.values(start), ...own])].sort((a, b) => a - b);
  return values.flatMap((value) => {
    const result = plugin.options["~standard"].validate({ ...profile.cluster.with, [tuning.option]: value });
    return result instanceof Promise || result.issues !== undefined ? [] : [{ value, options: result.value }];
  });
}

function withOption({ cluster }: Profile, option: string, value: number): Profile["cluster"] {
  return { ...cluster, with: { ...cluster.with, [option]: value } };
}
