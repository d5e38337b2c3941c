import { type ColumnInfo, isWinnowError } from "@winnow/core";
import type { SentinelSource } from "../engine/request.ts";
import { columnMissing } from "../pull/errors.ts";
import { nameOf, schemaQuery, TIME_COLUMN } from "../pull/queries.ts";
import { partialFailure } from "../service/errors.ts";
import type { QueryAnswer, QueryService, TickRange } from "../service/query-service.ts";

/** The source's columns, with KQL's words for their types. None where the workspace holds nothing at all. */
export async function readSchema(
  service: QueryService,
  source: SentinelSource,
  range: TickRange,
): Promise<readonly ColumnInfo[]> {
  const ask = (): Promise<QueryAnswer> => service.query(schemaQuery(source), range);
  const first = await ask().catch((error: unknown) => {
    if (!isWinnowError(error) || error.code !== partialFailure.spec.code) throw error;
    return undefined;
  });
  // HTTP 204: what would make a whole run empty, or end it, is asked for twice.
  const { rows, values } = first !== undefined && first.rows > 0 ? first : await ask();
  const [names = [], types = []] = values;
  return Array.from({ length: rows }, (_, row) => ({ name: names[row] ?? "", type: types[row] ?? "" }));
}

/**
 * The columns to read, `TimeGenerated` among them.
 * @throws `WN1577` where one is not there
 */
export function selectColumns(
  source: SentinelSource,
  schema: readonly ColumnInfo[],
  wanted: readonly string[] | undefined,
): readonly ColumnInfo[] {
  const known = schema.map(({ name }) => name);
  const time = schema.find(({ name, type }) => name === TIME_COLUMN && type === "datetime");
  if (time === undefined) throw columnMissing({ source: nameOf(source), column: TIME_COLUMN, known });
  if (wanted === undefined) return schema;
  for (const column of wanted) {
    if (!known.includes(column)) throw columnMissing({ source: nameOf(source), column, known });
  }
  return schema.filter(({ name }) => name === TIME_COLUMN || wanted.includes(name));
}
