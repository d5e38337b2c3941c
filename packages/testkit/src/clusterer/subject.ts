import type { ClustererPlugin, Clustering, PointMatrix, RunContext } from "@winnow/core";
import type { ExpectedFailures } from "../check.ts";
import { pluginOptions } from "../options/validation.ts";
import type { DbscanParameters } from "./reference-dbscan.ts";
import type { HdbscanParameters } from "./reference-hdbscan.ts";

/** The definition that a density clusterer is held to, and how its options say the definition's parameters. */
export type Reference =
  | { readonly kind: "dbscan"; readonly options: (parameters: DbscanParameters) => unknown }
  | { readonly kind: "hdbscan"; readonly options: (parameters: HdbscanParameters) => unknown };

/** How a clusterer is to be checked. */
export interface ClustererSettings {
  /**
   * Options as a profile would give them, under which the plugin finds three groups of width 0.08 about 0.7 apart in the
   * unit square.
   */
  readonly options: Readonly<Record<string, unknown>>;
  /** For density clusterers: what their answers are compared with. */
  readonly reference?: Reference;
  /** Checks that the plugin fails, with the reasons. One that passes after all is a failure, too. */
  readonly expectedFailures?: ExpectedFailures;
  /** Rows on which the plugin takes far more than 100 ms; 200,000 unless told, and never more than `maxPoints`. */
  readonly largeRows?: number;
}

/** What the rules are put to. */
export interface Subject {
  readonly plugin: ClustererPlugin;
  readonly settings: ClustererSettings;
}

/** Runs the plugin as the orchestrator would, on a copy: a plugin that changes its input fails that check alone. */
export async function run(
  { plugin, settings }: Subject,
  points: PointMatrix,
  options: unknown = settings.options,
  signal: AbortSignal = new AbortController().signal,
): Promise<Clustering> {
  const copy = { ...points, data: points.data.slice(), weights: points.weights.slice() };
  return plugin.cluster(copy, await pluginOptions(plugin, options), contextWith(signal));
}

export function contextWith(signal: AbortSignal): RunContext {
  return { signal, profileDirectory: ".", outputDirectory: ".", progress: () => {}, warn: () => {}, gap: () => {} };
}
