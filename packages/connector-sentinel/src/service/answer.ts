import type { ColumnInfo } from "@winnow/core";
import { partialFailure, unreadableAnswer } from "./errors.ts";
import type { QueryAnswer } from "./query-service.ts";
import type { Secrets } from "./secrets.ts";

/** What the service writes about a failure, however deep. */
export interface ServiceError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly details?: unknown;
  readonly innererror?: unknown;
}

interface Table {
  readonly name?: unknown;
  readonly columns?: unknown;
  readonly rows?: unknown;
}

/** The answer of a workspace that holds nothing (HTTP 204). */
export const EMPTY_ANSWER: QueryAnswer = { columns: [], rows: 0, values: [] };

/**
 * The answer in a parsed body.
 * @throws {@link partialFailure} where the body says, in whatever place, that it is not whole
 */
export function answerOf(body: unknown, secrets: Secrets): QueryAnswer {
  const { error, tables } = (body ?? {}) as { readonly error?: unknown; readonly tables?: unknown };
  if (error !== undefined && error !== null) throw partialFailure({ reason: secrets.redact(describeError(error)) });
  const { columns, rows } = tableOf(tables);
  const values = columns.map(() => new Array<string | null>(rows.length));
  const texts = columns.map(({ name, type }) => textOf(name, type));
  for (const [row, cells] of rows.entries()) {
    // A failure that shows while rows are being sent stands among them, as an object where a row should be.
    if (!Array.isArray(cells)) throw partialFailure({ reason: secrets.redact(describeRow(cells)) });
    if (cells.length !== columns.length) {
      throw unreadableAnswer({ reason: "a row is shorter or longer than the others" });
    }
    for (let column = 0; column < columns.length; column++) values[column]![row] = texts[column]!(cells[column]);
  }
  return { columns, rows: rows.length, values };
}

/** The table with the answer; others, of statistics, may stand beside it. */
function tableOf(tables: unknown): { readonly columns: readonly ColumnInfo[]; readonly rows: readonly unknown[] } {
  if (!Array.isArray(tables) || tables.length === 0) throw unreadableAnswer({ reason: "there are no tables in it" });
  const all = tables as readonly (Table | null)[];
  const table = all.find((each) => each?.name === "PrimaryResult") ?? all[0];
  const { columns, rows } = table ?? {};
  if (!Array.isArray(columns) || !Array.isArray(rows)) {
    throw unreadableAnswer({ reason: "a table has no columns or no rows" });
  }
  const infos = (columns as readonly (Partial<ColumnInfo> | null)[]).map((column) => {
    const { name, type } = column ?? {};
    if (typeof name !== "string" || typeof type !== "string") {
      throw unreadableAnswer({ reason: "a column has no name or no type" });
    }
    return { name, type };
  });
  return { columns: infos, rows };
}

function textOf(name: string, type: string): (cell: unknown) => string | null {
  const isBool = type === "bool" || type === "boolean";
  return (cell) => {
    if (typeof cell === "string") return cell;
    if (cell === null || cell === undefined) return null;
    if (typeof cell === "boolean") return cell ? "true" : "false";
    if (typeof cell !== "number") return JSON.stringify(cell);
    if (isBool) return cell === 0 ? "false" : "true";
    if (Number.isInteger(cell) && !Number.isSafeInteger(cell) && type !== "real") {
      throw unreadableAnswer({ reason: `column ${name} holds an integer that only text carries exactly` });
    }
    return String(cell);
  };
}

function describeRow(row: unknown): string {
  const { Exceptions, OneApiErrors } = (row ?? {}) as {
    readonly Exceptions?: unknown;
    readonly OneApiErrors?: unknown;
  };
  // What has no JSON is no row either.
  const written = JSON.stringify(Exceptions ?? OneApiErrors ?? row ?? null);
  return `a failure stands among the rows: ${written.slice(0, 1000)}`;
}

/** Every message in an error, the outer first, each once: the reason stands in the innermost. */
export function describeError(error: unknown): string {
  const said = new Set<string>();
  collect(error, said, 0);
  const code = codesOf(error).findLast((each) => /^E_[A-Z_]+$/.test(each));
  const named = code === undefined || [...said].some((text) => text.includes(code)) ? [] : [`(${code})`];
  return [...said, ...named].join(" ") || "no reason is given";
}

/** Every code in an error, the outer first. */
export function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== "object" || error === null || depth > 8) return [];
  const { code, details, innererror } = error as ServiceError;
  const inner = [...(Array.isArray(details) ? details : []), innererror];
  return [...(typeof code === "string" ? [code] : []), ...inner.flatMap((each) => codesOf(each, depth + 1))];
}

function collect(error: unknown, said: Set<string>, depth: number): void {
  if (typeof error !== "object" || error === null || depth > 8) return;
  const { message, details, innererror } = error as ServiceError;
  if (typeof message === "string" && message !== "") said.add(message.replace(/([^.!?])$/, "$1."));
  for (const detail of Array.isArray(details) ? details : []) collect(detail, said, depth + 1);
  collect(innererror, said, depth + 1);
}
