import { analyse, type ClusterRequest, type Observer, type PointClusters, type RankedRow } from "@winnow/analysis";
import { throwIfAborted, type ClustererPlugin, type GuardSummary, type RunContext } from "@winnow/core";
import { badOptions, noFeatureLeft, unknownClusterer } from "../../src/page-errors.ts";
import type { Settings } from "./settings.ts";
import type { Space, Spaces } from "./spaces.ts";

/** Result of a run with other settings. */
export interface Reclustered {
  readonly space: Space;
  readonly clusters: PointClusters;
  /** In reading order; groups in the numbering of the space. */
  readonly rows: readonly RankedRow[];
  readonly guarded: readonly GuardSummary[];
  /** Whether the order of `rows` is final: stability, which may change it, takes many clusterings to measure. */
  readonly settled: boolean;
  /** Warnings of the clusterer. */
  readonly warnings: readonly string[];
  /** Duration of each stage, in ms. */
  readonly took: Readonly<Record<Stage, number>>;
}

type Stage = "points" | "cluster" | "rank";

export interface ReclusterControl {
  readonly signal: AbortSignal;
  /** After a clustering that took longer than this (ms), rows are shown before their order is final. */
  readonly patience?: number;
}

/** Measuring stability takes about a dozen clusterings: nobody notices a dozen of this length. */
const PATIENCE_MS = 4;

/**
 * Analyses the groups of a report as a run with these settings does. Where measuring stability takes long, there are two
 * answers with the same clusters and rows; the second one has the final order.
 * @throws `WN1001` once the signal is aborted, `WN1961` to `WN1963` for invalid settings, and what clusterers throw
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
  const took = { points: 0, cluster: 0, stability: 0, rank: 0 };
  const observer: Observer = {
    context,
    stage: async (stage, work) => {
      if (stage === "stability") await nextTurn();
      throwIfAborted(signal);
      const began = performance.now();
      const result = await work();
      took[stage as keyof typeof took] = performance.now() - began;
      return result;
    },
    wantsUnsettled: (milliseconds) => milliseconds > patience,
  };
  const began = performance.now();
  const space = spaces.of(settings);
  took.points = performance.now() - began;
  const analysis = { plan: space.plan, scale: settings.scale, request };
  for await (const { clusters, rows, guarded, settled } of analyse(
    { groups: () => space.groups },
    analysis,
    observer,
  )) {
    const { stability: _, ...stages } = took;
    yield { space, clusters, rows, guarded, settled, warnings, took: stages };
  }
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

/** Most time between two turns of the event loop, which is when the worker receives a newer request, in ms. */
const BREATH_MS = 25;

/** Lets the event loop turn between partitions: many short clusterings must not block the worker. */
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
