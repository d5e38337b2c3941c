import { datetimeLiteral, timeText } from "../../kql/quote.ts";
import type { Slice } from "../../pull/slice.ts";
import { groupIdKql } from "./group-id.ts";
import type { ReductionTable } from "./reduction-table.ts";

/** Equal steps of time. */
export interface TimeSteps {
  /** Start of the first step, µs since 1970. */
  readonly start: bigint;
  /** µs. */
  readonly width: bigint;
}

const TICKS_PER_MICROSECOND = 10n;

/** First and last time of all events, of whichever state. */
export function boundsQuery(table: ReductionTable, slice: Slice): string {
  const [a, b, t] = ["a", "b", "t"].map((name) => table.name(name)) as [string, string, string];
  return table.query(
    slice,
    [],
    [`summarize ${a} = min(${t}), ${b} = max(${t})`, `project ${a} = ${timeText(a)}, ${b} = ${timeText(b)}`],
  );
}

/** Events by step of time: step, events. Of some groups or (`null`) of all events, of whichever state. */
export function histogramQuery(
  table: ReductionTable,
  slice: Slice,
  ids: readonly string[] | null,
  steps: TimeSteps,
): string {
  const [step, n] = [table.name("step"), table.name("n")];
  return table.query(slice, ids === null ? [] : table.neededColumns(), [
    ...(ids === null ? [] : [...table.groupingSteps(), ...table.ofGroups(ids)]),
    `where isnotnull(${table.name("t")})`,
    `summarize ${n} = count() by ${step} = ${stepKql(table, steps)}`,
    `project ${step} = tostring(${step}), ${n} = tostring(${n})`,
  ]);
}

/** Events by group and step of time: the first `digits` of the id, step, events. */
export function activityQuery(table: ReductionTable, slice: Slice, digits: number, steps: TimeSteps): string {
  const [id, step, n] = [table.name("id"), table.name("step"), table.name("n")];
  const keys = table.keyNames();
  return table.query(slice, table.neededColumns(), [
    ...table.groupingSteps(),
    `where ${table.isGrouped()} and isnotnull(${table.name("t")})`,
    `summarize ${n} = count() by ${[...keys, `${step} = ${stepKql(table, steps)}`].join(", ")}`,
    `project ${id} = substring(${groupIdKql(keys)}, 0, ${digits}), ${step} = tostring(${step}), ${n} = tostring(${n})`,
  ]);
}

function stepKql(table: ReductionTable, { start, width }: TimeSteps): string {
  const origin = datetimeLiteral(start * TICKS_PER_MICROSECOND);
  return `(tolong((${table.name("t")} - ${origin}) / 1microsecond) / ${width})`;
}
