import type { Analysis, AnalysisPlan, GuardSummary, ReducedGroups, RunContext } from "@winnow/core";
import { clusterPoints, type ClusterRequest, type PointClusters } from "./cluster/cluster.ts";
import { measureStability, type Stability } from "./cluster/stability.ts";
import { makePoints, type Points } from "./points/points.ts";
import { rankRows, type RankedRow } from "./rank/rank.ts";
import { scalePoints } from "./scale/scale.ts";
import { summariseGuard } from "./summarise/guard-summary.ts";
import { makeRows } from "./summarise/rows.ts";

/** What the clusterer made of the points. */
export interface Clustered {
  readonly clusters: PointClusters;
  /** Measured only where the ranking weighs it. */
  readonly stability: Stability | null;
}

/** Everything that follows from reduced groups. */
export interface Analysed extends Clustered {
  readonly points: Points;
  /** In reading order. */
  readonly rows: readonly RankedRow[];
  readonly guarded: readonly GuardSummary[];
}

/**
 * The whole way from groups to ranked rows: what a run does once the events are reduced, and what a report does when
 * the reader changes a setting.
 * @throws what the clusterer throws, and `WN1318` when a guarded value would be hidden
 */
export async function analyse(
  { groups, plan, scale }: Pick<Analysis, "groups" | "plan" | "scale">,
  request: ClusterRequest,
  context: RunContext,
): Promise<Analysed> {
  const points = pointsOf(groups, plan);
  const clustered = await clusterScaled(points, plan, scale, request, context);
  const rows = rowsInReadingOrder(groups, points, clustered, plan);
  return { points, ...clustered, rows, guarded: summariseGuard(groups, rows, plan) };
}

/** The points that the groups of a plan collapse to. */
export function pointsOf(groups: ReducedGroups, { features, within }: AnalysisPlan): Points {
  const names = features.map((feature) => feature.name);
  return makePoints(groups, names, within);
}

/** Scales the points, clusters them and, where the ranking weighs it, measures how stable that is. */
export async function clusterScaled(
  points: Points,
  { rank }: AnalysisPlan,
  scale: Analysis["scale"],
  request: ClusterRequest,
  context: RunContext,
): Promise<Clustered> {
  const scaled = scalePoints(points.matrix, scale);
  const clusters = await clusterPoints(points, scaled, request, context);
  const stability = rank.stability > 0 ? await measureStability(points, scaled, request, context) : null;
  return { clusters, stability };
}

/** One row per cluster and per noise point, in the order worth reading. */
export function rowsInReadingOrder(
  groups: ReducedGroups,
  points: Points,
  { clusters, stability }: Clustered,
  plan: AnalysisPlan,
): RankedRow[] {
  const events = groups.counts.reduce((sum, count) => sum + count, 0);
  return rankRows(makeRows(groups, points, clusters, stability, plan), groups, plan, events);
}
