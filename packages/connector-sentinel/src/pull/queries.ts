import type { ColumnInfo } from "@winnow/core";
import type { SentinelSource } from "../engine/request.ts";
import { datetimeLiteral, identifier, isWrittenByJson, textOf, timeText } from "../kql/quote.ts";
import { baseQuery } from "../kql/statements.ts";
import type { TickRange } from "../service/query-service.ts";
import type { Slice } from "./slice.ts";

/** The column that events are asked for by. */
export const TIME_COLUMN = "TimeGenerated";
const TIME: string = identifier(TIME_COLUMN);
/** KQL takes at most 64 arguments. */
const ARGUMENTS = 60;

/** What messages call a source. */
export function nameOf(source: SentinelSource): string {
  return source.kind === "table" ? `table ${source.name}` : "the query";
}

/** The source as the beginning of a query, to which `| …` can be added on a line of its own. */
export function sourceText(source: SentinelSource): string {
  if (source.kind === "table") return identifier(source.name);
  const { statements, expression } = baseQuery(source.text);
  return [...statements, expression].join("\n");
}

/** Names and types of the source's columns: one row each. */
export function schemaQuery(source: SentinelSource): string {
  return lines(sourceText(source), "getschema", "project ColumnName, ColumnType");
}

/** The events of a slice, every column as exact text; where it is counted, the number of equal ones behind them. */
export function eventsQuery(source: SentinelSource, columns: readonly ColumnInfo[], slice: Slice): string {
  const projected = columns.map((column) => `${identifier(column.name)} = ${textOf(column)}`);
  const names = columns.map(({ name }) => identifier(name));
  // Numbers with fractions are no text, and two events that only they tell apart stay together.
  const hashed = joined(columns.filter((column) => !isWrittenByJson(column)).map(({ name }) => identifier(name)));
  const buckets = slice.buckets.map(({ count, index }) => `where hash(${hashed}, ${count}) == ${index}`);
  const number = identifier(numberColumn(columns));
  const counted = [
    `summarize ${number} = count() by ${names.join(", ")}`,
    `project ${names.join(", ")}, ${number} = tostring(${number})`,
  ];
  return lines(
    sourceText(source),
    bounds(slice.range),
    `project ${projected.join(", ")}`,
    ...buckets,
    ...(slice.counted ? counted : []),
  );
}

/** Some events of the range, whichever, as {@link eventsQuery} gives them. */
export function someEventsQuery(
  source: SentinelSource,
  columns: readonly ColumnInfo[],
  range: TickRange,
  most: number,
): string {
  const projected = columns.map((column) => `${identifier(column.name)} = ${textOf(column)}`);
  return lines(sourceText(source), bounds(range), `take ${most}`, `project ${projected.join(", ")}`);
}

/** A name that no column of the source has. */
export function numberColumn(columns: readonly ColumnInfo[]): string {
  let name = "Events";
  while (columns.some((column) => column.name === name)) name += "_";
  return name;
}

/** How many events there are in each step of the range: one row for every step that has any. */
export function histogramQuery(source: SentinelSource, range: TickRange, step: string): string {
  return lines(
    sourceText(source),
    bounds(range),
    `summarize Events = count() by Step = bin(${TIME}, ${step})`,
    `project Step = ${timeText("Step")}, Events = tostring(Events)`,
  );
}

/** How many events there are in the range: always one row. */
export function countQuery(source: SentinelSource, range: TickRange | null): string {
  return lines(sourceText(source), bounds(range), "summarize Events = count()", "project Events = tostring(Events)");
}

/** One row where there is an event in the range, none otherwise. */
export function anyEventQuery(source: SentinelSource, range: TickRange): string {
  return lines(sourceText(source), bounds(range), "take 1", `project ${TIME}`);
}

function bounds(range: TickRange | null): string {
  if (range === null) return `where isnull(${TIME})`;
  return `where ${TIME} >= ${datetimeLiteral(range.from)} and ${TIME} < ${datetimeLiteral(range.to)}`;
}

function lines(source: string, ...operators: readonly string[]): string {
  return [source, ...operators.map((operator) => `| ${operator}`)].join("\n");
}

/** The texts as one, in as many steps as the number of arguments allows. */
function joined(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0]!;
  if (texts.length <= ARGUMENTS) return `strcat(${texts.join(", ")})`;
  const groups = Array.from({ length: Math.ceil(texts.length / ARGUMENTS) }, (_, group) =>
    joined(texts.slice(group * ARGUMENTS, (group + 1) * ARGUMENTS)),
  );
  return joined(groups);
}
