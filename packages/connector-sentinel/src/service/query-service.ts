import type { ColumnInfo } from "@winnow/core";

/** What the service answered to one query, whole. */
export interface QueryAnswer {
  /** The columns in the order the query projects them, with the service's own word for each type (`string`, `long`, …). */
  readonly columns: readonly ColumnInfo[];
  readonly rows: number;
  /** Column-major, one list per column: exact text as the query projected it, or `null`. */
  readonly values: readonly (readonly (string | null)[])[];
}

/** A half-open range of time, in ticks of 100 ns since 1970-01-01 UTC: `from` is part of it, `to` is not. */
export interface TickRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** Answers KQL. */
export interface QueryService {
  /**
   * @param kql the query, bounds of time included
   * @param range sent along as the query's timespan, widened as the service's clock needs; `null` sends none. It limits
   *   what the service looks at and never takes the place of bounds in `kql`.
   * @throws coded errors only. A partial failure is an error of its own code, which says the reason, never an answer.
   */
  query(kql: string, range: TickRange | null): Promise<QueryAnswer>;
}
