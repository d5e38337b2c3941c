/**
 * The cells of one well-quoted record. Unquoted cells are taken as they stand, spaces and quotes inside included;
 * of quoted ones, what is between the quotes, doubled quotes halved.
 */
export function cellsOf(record: string, delimiter: string): string[] {
  if (!record.includes('"')) return record.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const opening = at === 0 ? 0 : skipSpaces(record, at);
    if (record[opening] === '"') {
      const closing = closingQuote(record, opening + 1);
      cells.push(record.slice(opening + 1, closing).replaceAll('""', '"'));
      at = skipSpaces(record, closing + 1);
    } else {
      const end = record.indexOf(delimiter, at);
      cells.push(record.slice(at, end < 0 ? undefined : end));
      at = end < 0 ? record.length : end;
    }
    if (at >= record.length) return cells;
    at++;
    // The delimiter was the last character: an empty cell follows it.
    if (at >= record.length) return [...cells, ""];
  }
}

function closingQuote(record: string, from: number): number {
  let at = record.indexOf('"', from);
  while (at >= 0 && record[at + 1] === '"') at = record.indexOf('"', at + 2);
  return at < 0 ? record.length : at;
}

function skipSpaces(record: string, from: number): number {
  let at = from;
  while (record[at] === " ") at++;
  return at;
}
