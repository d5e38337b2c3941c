import type { Expression } from "@winnow/core";

/** An identifier in DuckDB's SQL. Column names of a source are written by others, so every one is quoted here. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in DuckDB's SQL. Attackers write log content, so every text is quoted here. */
export function literal(text: string): string {
  return text
    .toWellFormed()
    .split("\0")
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(" || chr(0) || ");
}

/** A file's path where DuckDB expects a glob pattern: wildcards are escaped. */
export function pathLiteral(path: string): string {
  return literal(path.replaceAll(/[[*?]/g, "[$&]"));
}

/** A value sent to JavaScript. The driver drops one byte order mark at the start of a text, so every text gets one. */
export function outgoing(sql: string, type: Expression["type"]): string {
  switch (type) {
    case "text":
      return `(chr(65279) || ${sql})`;
    case "boolean":
      return `(${sql})::double`;
    default:
      return sql;
  }
}

export function limitClause(limit: number | undefined): string {
  return limit === undefined ? "" : ` limit ${Math.max(0, Math.trunc(limit))}`;
}
