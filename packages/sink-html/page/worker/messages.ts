import type { GuardSummary } from "@winnow/core";
import type { ReportAnalysis } from "../../src/data/report-data.ts";
import type { Failure } from "./failure.ts";
import type { Settings } from "./settings.ts";

/** The rows of the run, as far as others are compared with them. Entry `i` is the row at position `i`. */
export interface BaseRows {
  readonly sizes: Float64Array;
  /** Data rows of the exemplars. */
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
  /** Newest wins: what is under way for an earlier one is dropped. `space` is the key of the points that the page has. */
  | { readonly kind: "cluster"; readonly id: number; readonly settings: Settings; readonly space: string | null }
  /** Where to start looking for a value of the option that the clusterer is tuned by. */
  | { readonly kind: "start"; readonly id: number; readonly settings: Settings };

export type FromWorker =
  | { readonly kind: "ready"; readonly clusterers: readonly ClustererDescription[] }
  | { readonly kind: "answer"; readonly id: number; readonly answer: Answer }
  | { readonly kind: "start"; readonly id: number; readonly start: Start | null }
  | { readonly kind: "failed"; readonly id: number; readonly failure: Failure };

/** What a page needs to know of a clusterer to offer its options. */
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

/** What came of a request to cluster. */
export interface Answer {
  readonly settings: Settings;
  /** Whether the rows stand in their final order; if not, another answer follows. */
  readonly settled: boolean;
  readonly counts: {
    readonly groups: number;
    readonly points: number;
    readonly clusters: number;
    readonly noise: number;
  };
  readonly labels: Int32Array;
  /** Left out where the page has it already. */
  readonly space: AnswerSpace | null;
  readonly spaceKey: string;
  readonly rows: AnswerRows;
  readonly change: Change;
  /** Rare values beside rows: how many, how many of them the run has not beside a row, and the first of them. */
  readonly folded: { readonly count: number; readonly fresh: number; readonly listed: readonly Folded[] };
  readonly rarities: readonly RaritySummary[];
  readonly guarded: readonly GuardSummary[];
  /** What the clusterer chose itself: for a single partition its values, else how many partitions chose. */
  readonly chosen: { readonly partitions: number; readonly values: Readonly<Record<string, unknown>> } | null;
  readonly warnings: readonly string[];
  /** ms, in the worker. */
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
  /** Data rows. */
  readonly exemplars: Float64Array;
  /** Groups of the report's analysis: those of row `i` stand at `starts[i]` to `starts[i + 1]`, the exemplar's first. */
  readonly groups: Int32Array;
  readonly starts: Int32Array;
}

/** How rows differ from those of the run. A row is known by the event that stands for it. */
export interface Change {
  /** Rows that stood in the run's answer under another exemplar. `from`: the run's row in which the event was; `reasons`: of the first hundred. */
  readonly gained: readonly { readonly row: number; readonly from: number; readonly reasons: readonly string[] }[];
  /** Rows of the run whose exemplar no longer stands for a row. `to`: the row that it is in now. */
  readonly lost: readonly { readonly row: number; readonly to: number }[];
  /** Rows that kept their exemplar and hold more, or fewer, events. */
  readonly grown: number;
  readonly shrunk: number;
}

/** A rare value that no row's exemplar shows, and that is shown beside a row for that. */
export interface Folded {
  readonly field: string;
  readonly value: string;
  readonly events: number;
  /** Row that it stands beside. */
  readonly row: number;
  /** Data row of the event that shows it. */
  readonly event: number;
  /** Whether the run has it beside a row, too. */
  readonly before: boolean;
}

/** What becomes of the values of one kept field that occur once. */
export interface RaritySummary {
  readonly field: string;
  readonly guarded: boolean;
  readonly once: number;
  /** Shown by the exemplar of a row. */
  readonly shown: number;
  /** Shown beside one. */
  readonly beside: number;
}
