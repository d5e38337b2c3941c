/**
 * The columns of several headers, each once: those of the longest header in its order, then what others add. The order of the
 * headers has no influence.
 */
export function unitedColumns(headers: Iterable<readonly string[]>): readonly string[] {
  const distinct = new Map(Array.from(headers, (header) => [JSON.stringify(header), header]));
  if (distinct.size === 1) return [...distinct.values()][0]!;
  const ordered = [...distinct].sort(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1));
  return [...new Set(ordered.flatMap(([, header]) => header))];
}
