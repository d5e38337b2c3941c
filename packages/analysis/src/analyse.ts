import type { AnalysisPlan, GuardSummary, PointMatrix, ReducedGroups, RunContext } from "@winnow/core";
import { clusterPoints, type ClusterRequest, type PointClusters } from "./cluster/cluster.ts";
import { measureStability, type Stability } from "./cluster/stability.ts";
import { oncePer } from "./once-per.ts";
import { makePoints, type Points } from "./points/points.ts";
import { rankRows, type RankedRow } from "./rank/rank.ts";
import { scalePoints } from "./scale/scale.ts";
import { summariseGuard } from "./summarise/guard-summary.ts";
import { makeRows } from "./summarise/rows.ts";
import type { Scale } from "./plan.ts";

/** Where groups come from: a reduction, a merge of several, or a report page. */
export interface GroupSource {
  groups(): ReducedGroups | Promise<ReducedGroups>;
}

/** What is done with groups: everything that a profile, or the reader of a page, can set. */
export interface AnalysisSettings {
  readonly plan: AnalysisPlan;
  readonly scale: Scale;
  readonly request: ClusterRequest;
}

/** Watches an analysis. */
export interface Observer {
  /** Its signal stops the analysis; progress and warnings go there. */
  readonly context: RunContext;
  /** Runs a stage: `cluster` or `rank`. A place to measure and to stop. */
  stage<T>(name: string, work: () => T | Promise<T>): Promise<T>;
  /** Whether rows are wanted before their order is settled, after a clustering that took this many milliseconds. */
  wantsUnsettled?(clusterMilliseconds: number): boolean;
}

/** Points of the groups, and the same as the clusterer sees them. */
export interface Space {
  readonly points: Points;
  readonly scaled: PointMatrix;
}

/** Everything that follows from groups. */
export interface Analysed extends Space {
  readonly groups: ReducedGroups;
  readonly clusters: PointClusters;
  /** In reading order. */
  readonly rows: readonly RankedRow[];
  readonly guarded: readonly GuardSummary[];
  /** Whether the order of the rows is final: it may rest on how stable each cluster is, which takes long to measure. */
  readonly settled: boolean;
}

/**
 * The only way from groups to rows in reading order: points, scale, cluster, summarise, rank. Yields the settled answer
 * last; before it an unsettled one, with the same clusters and rows in another order, where the observer wants it.
 * @throws what the clusterer throws, `WN1318` when a guarded value would be hidden, `WN1001` once the signal is aborted
 */
export async function* analyse(
  source: GroupSource,
  { plan, scale, request }: AnalysisSettings,
  observer: Observer,
): AsyncGenerator<Analysed, void, void> {
  const { context } = observer;
  const groups = await source.groups();
  const began = performance.now();
  const { space, clusters } = await observer.stage("cluster", async () => {
    const made = spaceOf(groups, plan, scale);
    return { space: made, clusters: await clusterPoints(made.points, made.scaled, request, context) };
  });
  const milliseconds = performance.now() - began;
  const answer = (stability: Stability | null, settled: boolean): Promise<Analysed> =>
    observer.stage("rank", () => ranked(groups, plan, { space, clusters, stability, settled }, context));
  if (plan.rank.stability > 0) {
    if (observer.wantsUnsettled?.(milliseconds) === true) yield await answer(null, false);
    const stability = await observer.stage("stability", () =>
      measureStability(space.points, space.scaled, request, context),
    );
    yield await answer(stability, true);
  } else yield await answer(null, true);
}

/** The last, settled answer of {@link analyse}. */
export async function analyseToEnd(
  source: GroupSource,
  settings: AnalysisSettings,
  observer: Observer,
): Promise<Analysed> {
  let last: Analysed | undefined;
  for await (const answer of analyse(source, settings, observer)) last = answer;
  return last!;
}

/** Rows between two reports of progress. */
const ROWS_PER_REPORT = 4096;

function rowCounter(progress: RunContext["progress"]): () => void {
  let done = 0;
  return () => {
    if (++done % ROWS_PER_REPORT === 0) progress({ stage: "rank", done, unit: "rows" });
  };
}

interface Clustered {
  readonly space: Space;
  readonly clusters: PointClusters;
  readonly stability: Stability | null;
  readonly settled: boolean;
}

function ranked(
  groups: ReducedGroups,
  plan: AnalysisPlan,
  { space, clusters, stability, settled }: Clustered,
  { progress }: RunContext,
): Analysed {
  const events = groups.counts.reduce((sum, count) => sum + count, 0);
  const made = makeRows(groups, space.points, clusters, stability, plan, rowCounter(progress));
  const rows = rankRows(made, groups, plan, events, rowCounter(progress));
  return { groups, ...space, clusters, rows, guarded: summariseGuard(groups, rows, plan), settled };
}

/** The points that groups collapse to under a plan, and the scaled ones. Remembered: most settings leave them as they are. */
export function spaceOf(groups: ReducedGroups, plan: AnalysisPlan, scale: Scale): Space {
  const points = pointsOf(groups)(plan);
  const spaces = scaledSpaces(points);
  const known = spaces.get(scale);
  if (known !== undefined) return known;
  const space = { points, scaled: scalePoints(points.matrix, scale) };
  spaces.set(scale, space);
  return space;
}

const pointsOf = oncePer((groups: ReducedGroups) =>
  oncePer(({ features, within }: AnalysisPlan) => {
    const names = features.map((feature) => feature.name);
    return makePoints(groups, names, within);
  }),
);

const scaledSpaces = oncePer((_points: Points) => new Map<Scale, Space>());
