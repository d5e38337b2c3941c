import type { GuardSummary } from "@winnow/core";
import type { ReportAnalysis } from "../../src/data/report-data.ts";
import type { Failure } from "./failure.ts";
import type { Settings } from "./settings.ts";

/** The rows of the run, for comparisons. Entry `i` is the row at position `i`. */
export interface BaseRows {
  readonly sizes: Float64Array;
  /** Event numbers of the exemplars. */
  readonly exemplars: Float64Array;
  /** Their groups, in the numbering of the report's analysis. */
  readonly exemplarGroups: Int32Array;
  /** Row of each group of the report's analysis. */
  readonly ofGroup: Int32Array;
  /** Rare values that are shown beside a row. */
  readonly folded: readonly { readonly field: string; readonly value: string }[];
}

export type ToWorker =
  | { readonly kind: "open"; readonly analysis: ReportAnalysis; readonly base: BaseRows }
  /** A newer request cancels an earlier one. `space` is the key of the points that the page has. */
  | { readonly kind: "cluster"; readonly id: number; readonly settings: Settings; readonly space: string | null }
  /** Requests a start value for the tuned option of the clusterer. */
  | { readonly kind: "start"; readonly id: number; readonly settings: Settings };

export type FromWorker =
  | { readonly kind: "ready"; readonly clusterers: readonly ClustererDescription[] }
  | { readonly kind: "answer"; readonly id: number; readonly answer: Answer }
  | { readonly kind: "start"; readonly id: number; readonly start: Start | null }
  | { readonly kind: "failed"; readonly id: number; readonly failure: Failure };

/** A clusterer and its options, for the controls of the page. */
export interface ClustererDescription {
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of the options: an object with properties. */
  readonly options: unknown;
  /** All options at their defaults. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** The option that it is tuned by. */
  readonly tuned: string | null;
}

export interface Start {
  readonly value: number;
  readonly reason: string;
  /** Values worth comparing, ascending. */
  readonly values: readonly number[];
}

/** The answer to a request to cluster. */
export interface Answer {
  readonly settings: Settings;
  /** Whether the order of the rows is final; if not, another answer follows. */
  readonly settled: boolean;
  readonly counts: {
    readonly groups: number;
    readonly points: number;
    readonly clusters: number;
    readonly noise: number;
  };
  readonly labels: Int32Array;
  /** `null` where the page has it already. */
  readonly space: AnswerSpace | null;
  readonly spaceKey: string;
  readonly rows: AnswerRows;
  readonly change: Change;
  /** Rare values beside rows: their number, the number of those that the run does not have beside a row, and a list of the first. */
  readonly folded: { readonly count: number; readonly fresh: number; readonly listed: readonly Folded[] };
  readonly rarities: readonly RaritySummary[];
  readonly guarded: readonly GuardSummary[];
  /** Options that the clusterer chose: the values for a single partition, else the number of partitions. */
  readonly chosen: { readonly partitions: number; readonly values: Readonly<Record<string, unknown>> } | null;
  readonly warnings: readonly string[];
  /** Duration of each stage in the worker, in ms. */
  readonly took: Readonly<Record<"points" | "cluster" | "rank", number>>;
}

/** The points themselves, for the map. */
export interface AnswerSpace {
  readonly columns: readonly string[];
  /** Row-major, as the features are. */
  readonly data: Float64Array;
  /** Row-major, as they were clustered. */
  readonly scaled: Float64Array;
  readonly weights: Float64Array;
  readonly partitions: number;
  /** Point of each group of the report's analysis. */
  readonly ofGroup: Int32Array;
}

/** Rows in reading order, column by column. */
export interface AnswerRows {
  readonly count: number;
  readonly clusterIds: Int32Array;
  readonly sizes: Float64Array;
  readonly firstTimes: BigInt64Array;
  readonly lastTimes: BigInt64Array;
  /** Event numbers. */
  readonly exemplars: Float64Array;
  /** Groups of the report's analysis: those of row `i` are at `starts[i]` to `starts[i + 1]`, the exemplar's first. */
  readonly groups: Int32Array;
  readonly starts: Int32Array;
}

/** How rows differ from those of the run. A row is identified by its exemplar. */
export interface Change {
  /** Rows with an exemplar that no row of the run has. `from`: the run's row with this event; `reasons`: of the first hundred. */
  readonly gained: readonly { readonly row: number; readonly from: number; readonly reasons: readonly string[] }[];
  /** Rows of the run whose exemplar is no longer the exemplar of a row. `to`: the row with this event now. */
  readonly lost: readonly { readonly row: number; readonly to: number }[];
  /** Rows with the same exemplar and more, or fewer, events. */
  readonly grown: number;
  readonly shrunk: number;
}

/** A rare value that no exemplar has, shown beside a row. */
export interface Folded {
  readonly field: string;
  readonly value: string;
  readonly events: number;
  /** The row. */
  readonly row: number;
  /** Number of an event with the value. */
  readonly event: number;
  /** Whether the run also has it beside a row. */
  readonly before: boolean;
}

/** Values of one kept field that occur once. */
export interface RaritySummary {
  readonly field: string;
  readonly guarded: boolean;
  readonly once: number;
  /** Shown by the exemplar of a row. */
  readonly shown: number;
  /** Shown beside a row. */
  readonly beside: number;
}
