import type { Analysis, GuardSummary, Histogram, Ledger, Manifest } from "@winnow/core";

/**
 * Everything that a report page knows, as plain data that a page and its worker can exchange. Rows, groups and events are
 * identified by their positions in the tables below.
 */
export interface ReportData {
  readonly version: 1;
  readonly profile: {
    readonly name: string;
    readonly description: string;
    readonly hash: string;
    /** As it ran, merged with what it extends and with `--set`. */
    readonly document: unknown;
  };
  readonly winnow: string;
  readonly ledger: Ledger;
  readonly counts: Manifest["counts"];
  readonly inputs: Manifest["inputs"];
  readonly fieldMap: string;
  readonly parameters: Manifest["parameters"];
  readonly warnings: readonly string[];
  readonly guarded: readonly GuardSummary[];
  /** The time that axes show; `null` where the source has no time. */
  readonly range: ReportRange | null;
  readonly marks: readonly ReportMark[];
  /** Input for reclustering. */
  readonly analysis: ReportAnalysis;
  /** In reading order: row `i` has rank `i + 1`. */
  readonly rows: readonly ReportRow[];
  readonly events: EventTable;
  readonly activity: ReportActivity | null;
  /** All events over time, where there is no `activity` and not every event is held; absent where the source cannot count them. */
  readonly overall?: Histogram;
  /** Slot values of each row's command lines; `null` where there are no command lines or too many events. */
  readonly slots: SlotTable | null;
}

/** From the first to the last clustered event, µs since 1970, UTC, but for the few that are years away from all others. */
export interface ReportRange {
  readonly first: bigint;
  readonly last: bigint;
  /** Events outside, and the first and the last event of all; absent where there are none. */
  readonly outside?: { readonly before: number; readonly after: number; readonly first: bigint; readonly last: bigint };
}

export interface ReportMark {
  readonly time: bigint;
  readonly label: string;
}

export interface ReportAnalysis extends Analysis {
  /**
   * How many groups the run had, where the page holds fewer: merging keeps clusters, rows and rare values; common values of
   * a merged group are those of its earliest event. Absent where the page holds all groups.
   */
  readonly mergedFrom?: number;
}

export interface ReportRow {
  /** −1 for noise. */
  readonly clusterId: number;
  readonly size: number;
  /** µs since 1970, UTC; `null` where the source has no time. */
  readonly firstTime: bigint | null;
  readonly lastTime: bigint | null;
  readonly reasons: readonly string[];
  /** Groups of the analysis, the exemplar's first. */
  readonly groups: Int32Array;
  /** The event that represents the row. */
  readonly exemplar: number;
  readonly folded: readonly {
    readonly event: number;
    readonly values: readonly { readonly field: string; readonly value: string; readonly events: number }[];
  }[];
  /** Events of the row that the page holds, by time; complete where there are `size`. */
  readonly events: Int32Array;
}

/**
 * The events that the page holds: all of a small run, else the shown events and the first few of every row. Each text is
 * stored once: a cell is a position in `texts`, −1 where the source has no value.
 */
export interface EventTable {
  readonly size: number;
  /** Whether every clustered event is here. */
  readonly complete: boolean;
  /** Set where the result has no single events, so that the table contains only the shown ones. */
  readonly shownOnly?: true;
  /** Number of each event: its 0-based data row where the source has data rows. */
  readonly dataRows: Float64Array;
  /** µs since 1970, UTC; 0 where the source has no time. */
  readonly times: BigInt64Array;
  /** Row of the report that the event belongs to. */
  readonly rows: Int32Array;
  readonly texts: readonly string[];
  /** Canonical fields that the source has, by name: `user.name`, `process.command_line`, … */
  readonly fields: Readonly<Record<string, Int32Array>>;
  /** All columns of the source, in its order. A list, because names from a source are unsafe as keys. */
  readonly columns: readonly { readonly name: string; readonly cells: Int32Array }[];
}

/** Events of each group per step of time. Step `s` starts at `start + s · width` µs. */
export interface ReportActivity {
  readonly start: bigint;
  readonly width: bigint;
  readonly groups: Int32Array;
  readonly steps: Int32Array;
  readonly counts: Float64Array;
}

/** Entries of one row's slots, row by row. Columns of equal length; texts as in {@link EventTable}. */
export interface SlotTable {
  readonly rows: Int32Array;
  readonly templates: Int32Array;
  /** Which slot of the template, counted from 0. */
  readonly places: Int32Array;
  readonly slots: Int32Array;
  /** −1 for all values beyond the most frequent ones. */
  readonly values: Int32Array;
  readonly events: Float64Array;
}
