import { datetimeLiteral, parseTicks, stringLiteral, textOf, timeText } from "../../kql/quote.ts";
import { followed } from "../../kql/statements.ts";
import type { Slice } from "../../pull/slice.ts";
import { shortHash } from "./group-id.ts";
import { boundsOf, freePrefix, type QuerySource } from "./query-source.ts";
import { type ReductionTable, STATE } from "./reduction-table.ts";

/** The first instant of a group. */
export interface FirstInstant {
  readonly id: string;
  /** As the service writes it; empty for null. */
  readonly time: string;
}

/** The events at the first instants of some groups, equal ones once: id, then all columns. */
export function firstsQuery(table: ReductionTable, slice: Slice, firsts: readonly FirstInstant[]): string {
  const [id, time] = [table.name("id"), table.name("t")];
  const instants = [...new Set(firsts.map((first) => first.time))].filter((text) => text !== "");
  const wanted = firsts.map((first) => stringLiteral(first.id + first.time));
  // The time alone excludes nearly all events before anything is computed from them.
  const atOnce = [
    ...(instants.length > 0 ? [`${time} in (${instants.map(datetimeText).join(", ")})`] : []),
    ...(firsts.some((first) => first.time === "") ? [`isnull(${time})`] : []),
  ];
  return table.query(slice, table.source.columns, [
    `where ${atOnce.join(" or ")}`,
    ...table.groupingSteps(),
    ...table.withId(),
    `where strcat(${id}, ${timeText(time)}) in (${wanted.join(", ")})`,
    `distinct ${[id, ...table.allColumns()].join(", ")}`,
  ]);
}

/**
 * The events of some groups or (`null`) of all: time, hash of the content, then all columns. With a `limit`, the first
 * ones by time and then by hash.
 */
export function membersQuery(
  table: ReductionTable,
  slice: Slice,
  ids: readonly string[] | null,
  limit: number | undefined,
): string {
  const [time, hash] = [table.name("t"), table.name("h")];
  const first =
    limit === undefined
      ? []
      : [`sort by ${time} asc nulls first, ${hash} asc`, `take ${Math.max(0, Math.trunc(limit))}`];
  return table.query(slice, table.source.columns, [
    ...table.groupingSteps(),
    ...table.ofGroups(ids),
    `extend ${hash} = ${shortHash(table.contentKql())}`,
    ...first,
    `project ${[`${time} = ${timeText(time)}`, hash, ...table.allColumns()].join(", ")}`,
  ]);
}

/** The events that lack a time: all columns. */
export function timelessQuery(table: ReductionTable, slice: Slice): string {
  return table.query(slice, table.source.columns, [
    ...table.groupingSteps(),
    `where ${table.name("s")} == ${STATE.timeMissing}`,
    `project ${table.allColumns().join(", ")}`,
  ]);
}

/** Some events of a slice, all columns. */
export function sampleQuery({ base, columns }: QuerySource, slice: Slice, limit: number): string {
  const prefix = freePrefix(base);
  const projected = columns.map((column, index) => `${prefix}c${index} = ${textOf(column)}`);
  const take = `take ${Math.max(0, Math.trunc(limit))}`;
  return followed(base, [`where ${boundsOf(slice)}`, take, `project ${projected.join(", ")}`]);
}

/** A time that the service wrote, as a literal. */
function datetimeText(time: string): string {
  return datetimeLiteral(parseTicks(time)!);
}
