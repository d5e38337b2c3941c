import { UnsupportedKql } from "../kql/unsupported.ts";
import {
  badArgument,
  faultyQuery,
  noWorkspace,
  partialError,
  type OneApiError,
  type SentinelAnswer,
} from "./answers.ts";
import type { SentinelLimits } from "./limits.ts";
import type { EvaluatedQuery, Store } from "./store.ts";
import { readTimespan } from "./timespan.ts";

/** The body of a request for a query. */
export interface QueryBody {
  readonly query?: unknown;
  readonly timespan?: unknown;
  readonly workspaces?: unknown;
}

/** What a query is put to, and how far. */
export interface QuerySurroundings {
  readonly store: Store;
  readonly known: ReadonlySet<string>;
  readonly limits: SentinelLimits;
  /** Ticks since 0001-01-01. */
  readonly now: bigint;
  readonly statistics: boolean;
  /** Rows after which the answer is to be partial. */
  readonly partialAfter?: number | "half";
}

/** Answers a query as the service does, its faults included. */
export async function answerQuery(
  workspace: string,
  body: QueryBody,
  surroundings: QuerySurroundings,
): Promise<SentinelAnswer> {
  const { known, store, now } = surroundings;
  if (!known.has(workspace)) return noWorkspace(workspace);
  if (typeof body.query !== "string" || body.query.trim() === "") {
    return badArgument({ code: "QueryValidationError", message: "Query should not be empty" });
  }
  const workspaces = [workspace, ...furtherOf(body)];
  const unknown = workspaces.find((id) => !known.has(id));
  if (unknown !== undefined) return noWorkspace(unknown);
  const timespan = typeof body.timespan === "string" ? readTimespan(body.timespan, now) : undefined;
  if (body.timespan !== undefined && timespan === undefined) {
    return badArgument({ code: "InvalidTimespan", message: `The timespan ${String(body.timespan)} is not valid` });
  }
  try {
    const analysed = store.analyse(body.query, workspaces);
    if (analysed.errors.length > 0) return faultyQuery(analysed.errors);
    return await written(await store.evaluate(analysed, workspaces, timespan, now), surroundings);
  } catch (error) {
    if (!(error instanceof UnsupportedKql)) throw error;
    return badArgument({ code: "NotInTheFake", message: error.message });
  }
}

function furtherOf({ workspaces }: QueryBody): readonly string[] {
  return Array.isArray(workspaces) ? workspaces.map(String) : [];
}

/** Writes rows until a limit is reached; what is beyond it is told, not sent. */
async function written(evaluated: EvaluatedQuery, surroundings: QuerySurroundings): Promise<SentinelAnswer> {
  const { limits } = surroundings;
  const rows: Buffer[] = [];
  let count = 0;
  let bytes = 0;
  let error: OneApiError | undefined;
  for await (const texts of evaluated.rows) {
    for (const text of texts) {
      const row = Buffer.from(text);
      error = beyond(count + 1, bytes + row.length, limits);
      if (error !== undefined) break;
      rows.push(row);
      count++;
      bytes += row.length;
    }
    if (error !== undefined) break;
  }
  const { partialAfter } = surroundings;
  if (partialAfter !== undefined) {
    rows.length = Math.min(rows.length, partialAfter === "half" ? rows.length >> 1 : partialAfter);
    error = partialError("Query execution lacks memory resources to complete (80DA0007).", "0x80DA0007");
  }
  return tables(evaluated, rows, error, surroundings.statistics);
}

function beyond(rows: number, bytes: number, limits: SentinelLimits): OneApiError | undefined {
  if (rows > limits.rows) {
    return partialError(`The results of this query exceed the set limit of ${limits.rows} records.`, "-2133196797");
  }
  if (bytes > limits.bytes) {
    return partialError(`The results of this query exceed the set limit of ${limits.bytes} bytes.`, "-2133196796");
  }
  return undefined;
}

const COMMA = Buffer.from(",");

function tables(
  { columns }: EvaluatedQuery,
  rows: readonly Buffer[],
  error: OneApiError | undefined,
  statistics: boolean,
): SentinelAnswer {
  const head = `{"tables":[{"name":"PrimaryResult","columns":${JSON.stringify(columns)},"rows":[`;
  const told = statistics ? `,"statistics":${JSON.stringify({ query: { executionTime: 0.0156 } })}` : "";
  const wrong = error === undefined ? "" : `,"error":${JSON.stringify(error)}`;
  const body = rows.flatMap((row, index) => (index === 0 ? [row] : [COMMA, row]));
  return {
    status: 200,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: [Buffer.concat([Buffer.from(head), ...body, Buffer.from(`]}]${told}${wrong}}`)])],
    rows: rows.length,
  };
}
