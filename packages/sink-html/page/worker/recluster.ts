import {
  clusterPoints,
  measureStability,
  rowsInReadingOrder,
  summariseGuard,
  type Clustered,
  type ClusterRequest,
  type PointClusters,
  type RankedRow,
} from "@winnow/analysis";
import { throwIfAborted, type ClustererPlugin, type GuardSummary, type RunContext } from "@winnow/core";
import { badOptions, noFeatureLeft, unknownClusterer } from "../../src/page-errors.ts";
import type { Settings } from "./settings.ts";
import type { Space, Spaces } from "./spaces.ts";

/** What a run with other settings gives. */
export interface Reclustered {
  readonly space: Space;
  readonly clusters: PointClusters;
  /** In reading order; groups in the numbering of the space. */
  readonly rows: readonly RankedRow[];
  readonly guarded: readonly GuardSummary[];
  /** Whether `rows` stand in their final order: how stable they are is told by clustering many times over. */
  readonly settled: boolean;
  /** What the clusterer had to say. */
  readonly warnings: readonly string[];
  /** How long each stage took, in ms. */
  readonly took: Readonly<Record<"points" | "cluster" | "rank", number>>;
}

export interface ReclusterControl {
  readonly signal: AbortSignal;
  /** A clustering that took longer than this (ms) is shown before its rows are in their final order. */
  readonly patience?: number;
}

/** One clustering of this length, times the dozen that stability takes, is what a reader does not notice. */
const PATIENCE_MS = 4;

/**
 * Goes the whole way from groups to ranked rows, as a run with these settings does. Where the order of the rows takes long to
 * tell, there are two answers: the same clusters and rows in both, in their final order in the second.
 * @throws `WN1001` once the signal is aborted, `WN1961` to `WN1963` for settings that cannot be, and what clusterers throw
 */
export async function* recluster(
  spaces: Spaces,
  settings: Settings,
  clusterers: readonly ClustererPlugin[],
  { signal, patience = PATIENCE_MS }: ReclusterControl,
): AsyncGenerator<Reclustered, void, void> {
  const request = requestFor(settings, clusterers);
  const warnings: string[] = [];
  const context = contextFor(signal, (message) => warnings.push(message));
  const began = performance.now();
  const space = spaces.of(settings);
  const made = performance.now();
  const clusters = await clusterPoints(space.points, space.scaled, request, context);
  const done = performance.now();
  const took = { points: made - began, cluster: done - made };
  const weighsStability = space.plan.rank.stability > 0;
  const known = { space, clusters, warnings, took };
  if (!weighsStability || done - made > patience) yield answer(known, { clusters, stability: null }, !weighsStability);
  if (!weighsStability) return;
  await nextTurn();
  throwIfAborted(signal);
  const stability = await measureStability(space.points, space.scaled, request, context);
  yield answer(known, { clusters, stability }, true);
}

function answer(
  {
    took,
    ...known
  }: Pick<Reclustered, "space" | "clusters" | "warnings"> & { took: { points: number; cluster: number } },
  clustered: Clustered,
  settled: boolean,
): Reclustered {
  const { groups, points, plan } = known.space;
  const began = performance.now();
  const rows = rowsInReadingOrder(groups, points, clustered, plan);
  const guarded = summariseGuard(groups, rows, plan);
  return { ...known, rows, guarded, settled, took: { ...took, rank: performance.now() - began } };
}

/** The clusterer that settings name, with its options checked. */
export function requestFor({ features, clusterer }: Settings, clusterers: readonly ClustererPlugin[]): ClusterRequest {
  if (features.length === 0) throw noFeatureLeft({});
  const plugin = clusterers.find(({ name }) => name === clusterer.name);
  if (plugin === undefined) {
    throw unknownClusterer({ clusterer: clusterer.name, known: clusterers.map(({ name }) => name) });
  }
  const result = plugin.options["~standard"].validate(clusterer.options);
  if (result instanceof Promise) throw new TypeError(`the options of ${plugin.name} are checked asynchronously`);
  if (result.issues !== undefined) {
    const problems = result.issues.map(({ path = [], message }) => {
      const at = path.map((step) => String(typeof step === "object" ? step.key : step)).join(".");
      return at === "" ? message : `${at}: ${message}`;
    });
    throw badOptions({ clusterer: plugin.name, problems });
  }
  return { plugin: breathing(plugin), options: result.value, others: clusterers };
}

/** How long one thing may keep the worker from hearing that it is no longer wanted, in ms. */
const BREATH_MS = 25;

/** Many small partitions, none of which takes long, must not add up to a worker that hears nothing. */
function breathing(plugin: ClustererPlugin): ClustererPlugin {
  let heard = performance.now();
  return {
    ...plugin,
    cluster: async (points, options, context) => {
      if (performance.now() - heard > BREATH_MS) {
        await nextTurn();
        throwIfAborted(context.signal);
        heard = performance.now();
      }
      return plugin.cluster(points, options, context);
    },
  };
}

export function contextFor(signal: AbortSignal, warn: (message: string) => void): RunContext {
  return {
    signal,
    warn,
    profileDirectory: "",
    outputDirectory: "",
    progress: () => {},
    gap: () => {},
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
