import { join } from "node:path";
import type { ColumnTable } from "arquero";
import { analyseToEnd, type Analysed } from "@winnow/analysis";
import type { Manifest, Mark, RunResult } from "@winnow/core";
import { adviceFor } from "../cluster/advice.ts";
import { clusterRequest } from "../cluster/request.ts";
import { inputPaths } from "../output/input-paths.ts";
import { openOutput, type Output } from "../output/open-output.ts";
import { nameOf, profileOrThrow, type LoadedProfile } from "../profile/load.ts";
import type { Profile, Use } from "../profile/types.ts";
import { reduceSource, type Reduced } from "../reduce/reduce.ts";
import { validated } from "../registry/plugin-calls.ts";
import { makeManifest } from "./manifest.ts";
import { RunObserver } from "./observer.ts";
import type { RunOptions } from "./options.ts";
import { makeResult } from "./result.ts";
import { resultTable, type ResultTable } from "./tables.ts";

/** A finished run. Its source stays open for drill-downs until `close`. */
export interface RunOutcome extends RunResult {
  /** The written files, relative to the output directory; the manifest last. */
  readonly files: readonly string[];
  /** A result table as an arquero table. */
  table(name: ResultTable): Promise<ColumnTable>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Runs a profile from source to sinks: reduce, cluster, rank, write.
 * @throws the profile's problems, and whatever a stage reports; then the output directory is as it was before
 */
export async function run(loaded: LoadedProfile, options: RunOptions = {}): Promise<RunOutcome> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  const sinks = options.outputDirectory === null ? [] : [...(options.sinks ?? []), ...profile.sinks];
  const output = await outputOf(sinks, profile, loaded, options);
  const observer = new RunObserver(loaded, options, output?.directory ?? process.cwd());
  const reduced = await reduceSource({ profile, loaded, observer, eventSink: sinkOfEvents(sinks, loaded) });
  try {
    const { result, manifest } = await analyseReduced(reduced, profile, loaded, observer, options.marks ?? []);
    const files =
      output === null
        ? []
        : await observer.stage("write", () => output.write(result, { context: observer.context, manifest }));
    const close = (): Promise<void> => reduced.close();
    return {
      ...result,
      files,
      table: (name) => resultTable(result, name),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await reduced.close();
    throw error;
  }
}

/** Where the run writes to; `null` where it writes nothing. */
async function outputOf(
  sinks: readonly Use[],
  profile: Profile,
  loaded: LoadedProfile,
  { outputDirectory = join("winnow-out", profile.name) }: RunOptions,
): Promise<Output | null> {
  if (outputDirectory === null) return null;
  return openOutput({
    directory: outputDirectory,
    sinks,
    registry: loaded.registry,
    inputs: await inputPaths(profile, loaded.directory),
  });
}

/** The first sink that needs single events. */
function sinkOfEvents(sinks: readonly Use[], { registry }: LoadedProfile): string | undefined {
  const found = sinks.find(({ use, with: options }) => {
    const sink = registry.get("sink", use);
    return sink?.needsEvents?.(validated(sink, options)) === true;
  });
  return found?.use;
}

async function analyseReduced(
  reduced: Reduced,
  profile: Profile,
  loaded: LoadedProfile,
  observer: RunObserver,
  marks: readonly Mark[],
): Promise<{ readonly result: RunResult; readonly manifest: () => Manifest }> {
  const { plan, reduction, ledger } = reduced;
  const request = clusterRequest(profile, loaded);
  const analysed = await analyseToEnd(reduction, { plan, scale: profile.scale, request }, observer);
  const advice = adviceFor(analysed.points, analysed.clusters, profile.cluster);
  if (advice !== undefined) observer.context.warn(advice);
  const counts = countsOf(analysed);
  const inputs = await reduction.inputs();
  // Made when it is asked for: sinks add warnings.
  const manifest = (): Manifest =>
    makeManifest({ profile, loaded, reduced, analysed, counts, inputs, warnings: observer.warnings });
  const result = await observer.stage("fetch", () =>
    makeResult(reduction, {
      plan,
      analysed,
      counts,
      ledger,
      manifest: manifest(),
      scale: profile.scale,
      clusterer: { name: profile.cluster.use, options: request.options },
      marks: [...profile.marks, ...marks].sort((a, b) => Number(a.time - b.time)),
      seconds: observer.seconds,
    }),
  );
  return { result, manifest };
}

function countsOf({ groups, points, clusters, rows }: Analysed): Manifest["counts"] {
  return {
    groups: groups.size,
    points: points.matrix.rows,
    clusters: clusters.clusterCount,
    noise: rows.filter((row) => row.clusterId < 0).length,
    rows: rows.length,
  };
}
