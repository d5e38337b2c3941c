import type { ColumnInfo, Dialect } from "@winnow/core";
import { datetimeLiteral, identifier } from "../../kql/quote.ts";
import type { BaseQuery } from "../../kql/statements.ts";
import { TIME_COLUMN } from "../../pull/queries.ts";
import type { Slice } from "../../pull/slice.ts";

/** The source that queries read. */
export interface QuerySource {
  /** Name in messages. */
  readonly name: string;
  readonly base: BaseQuery;
  readonly columns: readonly ColumnInfo[];
  readonly dialect: Dialect;
  /** Start of the range of time, in ticks since 1970. */
  readonly from: bigint;
}

/** Name of all groups within the query for them. */
export const ALL_GROUPS = "all_groups";

/** Condition for the events of a slice. */
export function boundsOf({ range }: Slice): string {
  const time = identifier(TIME_COLUMN);
  if (range === null) return `isnull(${time})`;
  return `${time} >= ${datetimeLiteral(range.from)} and ${time} < ${datetimeLiteral(range.to)}`;
}

/** A prefix that no name in the query starts with, so that its `let` names cannot shadow a column of a reduction. */
export function freePrefix({ statements, expression }: BaseQuery): string {
  const text = [...statements, expression].join("\n");
  if (statements.length === 0 && !text.includes(ALL_GROUPS)) return "";
  let prefix = "w_";
  for (let i = 1; text.includes(prefix); i++) prefix = `w${i}_`;
  return prefix;
}
