import { isWinnowError, type ExpressionInput, type ReducePlan } from "@winnow/core";
import type { SentinelSource } from "../../src/engine/request.ts";
import type { QueryAnswer, QueryService, TickRange } from "../../src/service/query-service.ts";
import { parsed } from "../../../expressions/test/support/expressions.ts";

export const RANGE: TickRange = { from: 17_000_000_000_000_000n, to: 17_000_000_600_000_000n };
export const TABLE: SentinelSource = { kind: "table", name: "T" };
export const HTTP_204: QueryAnswer = { columns: [], rows: 0, values: [] };
export const COLUMNS = { TimeGenerated: "datetime", Seen: "string", Started: "long", Text: "string", Score: "real" };
export const TIME = "2023-11-14T22:13:20.0000000Z";
/** The same time as the service writes it for a group. */
export const COMPACT = "20231114221320000000";

/** Whether a query is for groups of the range. */
export function asksForGroups(kql: string): boolean {
  return kql.includes("materialize(") && !kql.includes("isnull(TimeGenerated)\n");
}

export function answer(...rows: readonly (readonly (string | null)[])[]): QueryAnswer {
  // An answer without rows has columns, too.
  const width = rows[0]?.length ?? 1;
  const columns = Array.from({ length: width }, (_, i) => ({ name: `v${i}`, type: "string" }));
  return { columns, rows: rows.length, values: columns.map((_, column) => rows.map((row) => row[column]!)) };
}

/** An answer with groups of one text key, of one event each. */
export function groupsOf(...keys: readonly string[]): QueryAnswer {
  const codes = keys.map((_, i) => String(i).padStart(7, "0"));
  return answer(
    ...keys.map((key, i) => [`t0,${codes[i]!}${key}`]),
    ...codes.map((code) => [`g0,1,${COMPACT},${COMPACT},${code}`]),
  );
}

/** Answers the query for the columns, and any other by the script. */
export function scripted(
  script: (kql: string) => QueryAnswer,
  columns: Readonly<Record<string, string>> = COLUMNS,
): QueryService {
  const schema = answer(...Object.entries(columns));
  return { query: async (kql) => (kql.includes("getschema") ? schema : script(kql)) };
}

/** Answers the query for groups with some, the one for events without a time with none, and any other by the script. */
export function scriptedGroups(
  groups: QueryAnswer,
  script: (kql: string) => QueryAnswer = () => answer(),
): QueryService {
  return scripted((kql) => {
    if (!kql.includes("materialize(")) return script(kql);
    return asksForGroups(kql) ? groups : answer();
  });
}

export function planOf(
  key: ExpressionInput,
  time: ReducePlan["time"] = { column: "TimeGenerated", format: "auto" },
): ReducePlan {
  return { time, where: null, keys: [{ name: "key0", expression: parsed(key) }] };
}

/** The message of the error that some work fails with. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "no error";
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    return error.format();
  }
}
