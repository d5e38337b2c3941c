/** An identifier in DuckDB's SQL: a source's own names reach it too, so every one goes through here. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in DuckDB's SQL: attackers write log content, so every text goes through here. */
export function literal(text: string): string {
  return text
    .toWellFormed()
    .split("\0")
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(" || chr(0) || ");
}

/** A file's path where DuckDB takes a pattern: characters that would make it one stand for themselves. */
export function pathLiteral(path: string): string {
  return literal(path.replaceAll(/[[*?]/g, "[$&]"));
}
