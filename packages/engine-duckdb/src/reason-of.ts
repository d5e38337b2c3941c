/** The first paragraph of what DuckDB says: after it come suggestions that do not fit our command line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split(/\n\s*\n|\nPossible|\nLINE /)[0]!.trim();
}
