import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import type { EventKind, EventStream, Gap } from "./events.ts";
import type { Feature } from "./features.ts";
import type { FieldMap } from "./fields.ts";
import type { Clustering, PointMatrix } from "./points.ts";
import type { EventEngine } from "./reduction.ts";
import type { RunResult } from "./results.ts";

/** The contract number that this version of the core speaks. Checked before anything else of a plugin. */
export const API = 1;

/** Options of a plugin: validates (Standard Schema) and describes itself (JSON Schema). A zod 4 object does both. */
export interface OptionSchema<O> {
  readonly "~standard": StandardSchemaV1.Props<unknown, O> & StandardJSONSchemaV1.Props<unknown, O>;
}

export type PluginKind = "connector" | "extractor" | "clusterer" | "sink" | "field-map";

export interface PluginBase<K extends PluginKind, O> {
  readonly api: typeof API;
  readonly kind: K;
  /** Lower case with hyphens; unique within its kind. */
  readonly name: string;
  readonly summary: string;
  readonly stability: "experimental" | "stable" | "deprecated";
  readonly options: OptionSchema<O>;
}

/** What a stage tells about how far it is. `total` is absent where nobody can know it. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total?: number;
  readonly unit: string;
}

/** What a plugin may use of its surroundings. */
export interface RunContext {
  readonly signal: AbortSignal;
  /** Directory that relative paths of the profile start from. */
  readonly profileDirectory: string;
  /** Directory of the results. For a sink: the directory of this run's files, see {@link SinkContext}. */
  readonly outputDirectory: string;
  readonly progress: (progress: Progress) => void;
  /** Something the analyst should know; kept in the manifest and printed. */
  readonly warn: (message: string) => void;
  /** A part of the source that could not be had. The run goes on; ledger, manifest and exit code say so. */
  readonly gap: (gap: Gap) => void;
  /**
   * The source is only looked at, to plan by it: its columns and some of its events will do, and nothing is to be kept. A
   * source that gives all of them is ended early.
   */
  readonly peek?: boolean;
}

/**
 * What a sink may use. Its `outputDirectory` is empty at first and holds the files of one run; they appear under their
 * names in the user's directory together, once the run is complete. A sink that fails changes nothing there.
 */
export interface SinkContext extends RunContext {
  /**
   * Where to write the file that an option names: below `outputDirectory` for a path inside the user's directory. Any
   * other file moves to its place once the run is complete. Either way a plain write is enough.
   */
  readonly outputPath: (path: string) => string;
  /** Directory of files that outlive a run, such as a receipt of what was sent. They are in use: replace them atomically. */
  readonly stateDirectory: string;
}

/** One thing that a plugin found out about the system it talks to, for `winnow check --connect`. */
export interface Probe {
  /** What was tried: `credentials`, `workspace`, `table SecurityEvent`, … */
  readonly subject: string;
  readonly ok: boolean;
  /** What was found; where it is not well, what to do. */
  readonly detail: string;
}

export interface ConnectorPlugin<O = unknown> extends PluginBase<"connector", O> {
  connect(options: O, context: RunContext): Promise<EventStream | EventEngine>;
  /** Tries credentials, reachability and permissions, and changes nothing. Later probes may hang on earlier ones. */
  probe?(options: O, context: RunContext): AsyncIterable<Probe>;
}

export interface ExtractorPlugin<O = unknown> extends PluginBase<"extractor", O> {
  readonly accepts: readonly EventKind[];
  /** Every feature of the set, for `winnow plugins show`. */
  readonly catalogue: readonly Feature[];
  /** The features that these options ask for, in vector order. */
  features(options: O): readonly Feature[];
}

export interface ClustererPlugin<O = unknown> extends PluginBase<"clusterer", O> {
  readonly traits: {
    /** Counts a point's weight as that many points. Without it the points are expanded, up to `maxPoints`. */
    readonly weights: boolean;
    /** May leave points unclustered. */
    readonly noise: boolean;
    /** Takes a seed; the same seed gives the same labels. */
    readonly seeded: boolean;
    readonly maxPoints?: number;
  };
  cluster(points: PointMatrix, options: O, context: RunContext): Clustering | Promise<Clustering>;
  /** Which option `winnow tune`, and the ranking's stability, vary. Without it there is nothing to tune. */
  readonly tuning?: ClustererTuning<O>;
}

/** How a clusterer is tuned: by one option whose larger values give coarser clusters. */
export interface ClustererTuning<O = unknown> {
  /** Name of the option. */
  readonly option: string;
  /** A value to start from and, in a sentence, why: by these points alone; `undefined` where they show none. */
  start(
    points: PointMatrix,
    options: O,
    context: RunContext,
  ): Promise<{ readonly value: number; readonly reason: string } | undefined>;
  /** Values worth comparing around a start, ascending, `start` among them. */
  values(start: number): readonly number[];
}

export interface SinkPlugin<O = unknown> extends PluginBase<"sink", O> {
  /**
   * Writes the result and returns the files it made, relative to the output directory. A failed write leaves no file.
   * An option `path` is a file to write, relative to the output directory: two sinks cannot have the same.
   */
  write(result: RunResult, options: O, context: SinkContext): Promise<readonly string[]>;
  /** Whether it needs single events. A run of groups files, which have none, is then refused before anything is read. */
  needsEvents?(options: O): boolean;
  /** Tries credentials, reachability and permissions, and changes nothing. */
  probe?(options: O, context: RunContext): AsyncIterable<Probe>;
}

export interface FieldMapPlugin extends PluginBase<"field-map", Record<string, never>> {
  readonly map: FieldMap;
}

export type Plugin = ConnectorPlugin | ExtractorPlugin | ClustererPlugin | SinkPlugin | FieldMapPlugin;

/** What a plugin's author writes: kind, contract number and the usual stability are filled in. */
export type PluginDefinition<P extends { api: unknown; kind: unknown; stability: unknown }> = Omit<
  P,
  "api" | "kind" | "stability"
> & { readonly stability?: Plugin["stability"] };

export function defineConnector<O>(definition: PluginDefinition<ConnectorPlugin<O>>): ConnectorPlugin<O> {
  return { stability: "stable", ...definition, api: API, kind: "connector" };
}

export function defineExtractor<O>(definition: PluginDefinition<ExtractorPlugin<O>>): ExtractorPlugin<O> {
  return { stability: "stable", ...definition, api: API, kind: "extractor" };
}

/** A clusterer's traits may be left out: no weights, noise allowed, not seeded. */
export function defineClusterer<O>(
  definition: Omit<PluginDefinition<ClustererPlugin<O>>, "traits"> & {
    readonly traits?: Partial<ClustererPlugin["traits"]>;
  },
): ClustererPlugin<O> {
  const traits = { weights: false, noise: true, seeded: false, ...definition.traits };
  return { stability: "stable", ...definition, traits, api: API, kind: "clusterer" };
}

export function defineSink<O>(definition: PluginDefinition<SinkPlugin<O>>): SinkPlugin<O> {
  return { stability: "stable", ...definition, api: API, kind: "sink" };
}

export function defineFieldMap(map: FieldMap, stability: Plugin["stability"] = "stable"): FieldMapPlugin {
  return { api: API, kind: "field-map", name: map.name, summary: map.summary, stability, options: noOptions, map };
}

/** The schema of plugins that take no options. */
export const noOptions: OptionSchema<Record<string, never>> = {
  "~standard": {
    version: 1,
    vendor: "winnow",
    validate: (value) =>
      typeof value === "object" && value !== null && Object.keys(value).length === 0
        ? { value: {} }
        : { issues: [{ message: "takes no options" }] },
    jsonSchema: {
      input: () => ({ type: "object", additionalProperties: false }),
      output: () => ({ type: "object", additionalProperties: false }),
    },
  },
};
