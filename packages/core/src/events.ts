/** What an event records. Extractors say which kinds they accept; your own strings are welcome. */
export type EventKind = "process" | "logon" | (string & {});

/** A column of a source, as the source names it. */
export interface ColumnInfo {
  readonly name: string;
  /** The source's own word for the type (`VARCHAR`, `datetime`, …): for people, not for programs. */
  readonly type: string;
}

/**
 * Some events, column by column. Every value is text exactly as the source wrote it, or `null` where there is none.
 * `values[c][r]` belongs to `columns[c]`.
 */
export interface EventBatch {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly values: readonly (readonly (string | null)[])[];
  /** 0-based data row of each event, where the batch answers a question to an engine. */
  readonly dataRows?: Float64Array;
}

/** Events that arrive in batches and that the embedded engine must hold before it can reduce them. */
export interface EventStream {
  readonly kind: "stream";
  /**
   * Every event once. Batches may differ in columns. Throws rather than ends early.
   * @param onReject told of every record that is not among the events because it could not be read, while the batches are
   *   read; sources that cannot have such records never call it
   */
  batches(onReject?: (reject: Reject) => void): AsyncIterable<EventBatch>;
}

/** One record that could not be read, and why. */
export interface Reject {
  readonly file: string;
  /** 1-based line (or record) in `file`. */
  readonly line: number;
  readonly reason: string;
  /** The record as it stands there, cut to a readable length. */
  readonly text: string;
}

/** A part of a source whose events are missing from the result. A run with gaps ends with exit code 3. */
export interface Gap {
  /** A table, a data source, a file. */
  readonly source: string;
  /** Where in the source: `chunk 12 of 20, bytes 790528–856064`, `records 1041–1189`, `line 88`. */
  readonly place?: string;
  /** Bounds of the missing time, ISO 8601, `from` included and `to` not; absent where the part is no range of time. */
  readonly from?: string;
  readonly to?: string;
  readonly reason: string;
}
