import {
  analyse,
  membersOf,
  selectRows,
  spaceOf,
  tuningStart,
  type Analysed,
  type ClusterRequest,
} from "@winnow/analysis";
import { throwIfAborted, type AnalysisPlan, type ClustererTuning, type EventEngine, type Ledger } from "@winnow/core";
import type { MergeableReduction } from "@winnow/reduction";
import { clusterRequest } from "../cluster/request.ts";
import { nothingToTune } from "../errors.ts";
import type { Plan } from "../plan/types.ts";
import { nameOf, profileOrThrow, type LoadedProfile } from "../profile/load.ts";
import type { Profile } from "../profile/types.ts";
import { planFor, reduceSource } from "../reduce/reduce.ts";
import { RunObserver } from "../run/observer.ts";
import type { RunOptions } from "../run/options.ts";
import { countRarities, rarityGuard, storedGuard, usualGuard } from "./rarities.ts";
import { recommend } from "./recommend.ts";
import type { TuneResult, TuneSetting } from "./types.ts";

/**
 * Clusters the profile's events once for each of several values of the option that its clusterer is tuned by, compares the
 * results, and recommends a value. Reduces once, as a run does; writes nothing.
 * @throws the profile's problems, `WN1317` for a clusterer that has no option to tune, and whatever a stage reports
 */
export async function tune(loaded: LoadedProfile, options: RunOptions = {}): Promise<TuneResult> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  const request = clusterRequest(profile, loaded);
  const { tuning } = request.plugin;
  if (tuning === undefined) {
    const able = request.others.filter((other) => other.tuning !== undefined).map(({ name }) => name);
    throw nothingToTune({ clusterer: request.plugin.name, able });
  }
  const observer = new RunObserver(loaded, options, process.cwd());
  const planEvents = (engine: EventEngine): Promise<Plan> => planToWatch(profile, loaded, engine, observer);
  const { reduction, groupsFiles, ...reduced } = await reduceSource({ profile, loaded, observer, planEvents });
  try {
    const plan = groupsFiles === undefined ? reduced.plan : { ...reduced.plan, guard: storedGuard(reduced.plan) };
    return await observer.stage("tune", () => compare({ profile, plan, reduction, request, tuning, observer }));
  } finally {
    await reduced.close();
  }
}

/** The profile's plan, with rare values shown beside rows and something watched in any case. */
async function planToWatch(
  profile: Profile,
  loaded: LoadedProfile,
  engine: EventEngine,
  { context }: RunObserver,
): Promise<Plan> {
  const plan = await planFor({ ...profile, guard: rarityGuard(profile) }, loaded, engine, context);
  if (plan.guard.fields.length > 0) return plan;
  return planFor({ ...profile, guard: usualGuard(profile, plan) }, loaded, engine, context);
}

interface Comparison {
  readonly profile: Profile;
  readonly plan: AnalysisPlan;
  readonly reduction: MergeableReduction;
  readonly request: ClusterRequest;
  readonly tuning: ClustererTuning;
  readonly observer: RunObserver;
}

async function compare(comparison: Comparison): Promise<TuneResult> {
  const { profile, plan, reduction, request, tuning, observer } = comparison;
  const { context } = observer;
  const groups = await reduction.groups();
  const ledger = await reduction.ledger();
  const { points, scaled } = spaceOf(groups, plan, profile.scale);
  const partitions = membersOf(points).map((members) => selectRows(scaled, members));
  const start = await tuningStart(partitions, request, context);
  const current = (request.options as Readonly<Record<string, unknown>>)[tuning.option];
  const values = start === undefined ? [] : candidates(start.value, current, request, profile, tuning);
  const settings: TuneSetting[] = [];
  for (const [i, { value, options }] of values.entries()) {
    throwIfAborted(context.signal);
    settings.push(settingOf(value, await firstAnswer(comparison, { ...request, options }), ledger));
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

/** Clusters and rows with other options, in whatever order: nobody reads these rows. */
async function firstAnswer(
  { plan, profile, reduction, observer }: Comparison,
  request: ClusterRequest,
): Promise<Analysed> {
  const context = { ...observer.context, warn: () => {}, progress: () => {} };
  const quiet = {
    context,
    stage: async <T>(_: string, work: () => T | Promise<T>) => work(),
    wantsUnsettled: () => true,
  };
  for await (const answer of analyse(reduction, { plan, scale: profile.scale, request }, quiet)) return answer;
  throw new TypeError("an analysis gives at least one answer");
}

function settingOf(value: number, { clusters, rows, points }: Analysed, { clustered }: Ledger): TuneSetting {
  const noise = rows.filter(({ clusterId }) => clusterId < 0).length;
  return {
    value,
    clusters: clusters.clusterCount,
    noise,
    rows: rows.length,
    folded: rows.reduce((sum, row) => sum + row.folded.reduce((all, { values: of }) => all + of.length, 0), 0),
    largestShare: rows.reduce((largest, { size }) => Math.max(largest, size), 0) / clustered,
    separates: clusters.clusterCount > 0 && (noise > 0 || rows.length > points.partitionCount),
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
