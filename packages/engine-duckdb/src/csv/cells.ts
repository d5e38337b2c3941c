/** More cells than a text can have. */
const MAX_CELLS = 2 ** 32 - 1;

/**
 * The cells of one well-quoted record. Unquoted cells are taken as they stand, spaces and quotes inside included;
 * of quoted ones, what is between the quotes, doubled quotes halved.
 * @param most cells after which reading ends
 */
export function cellsOf(record: string, delimiter: string, most: number = MAX_CELLS): string[] {
  if (!record.includes('"')) return record.split(delimiter, most);
  const cells: string[] = [];
  let at = 0;
  while (cells.length < most) {
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
    if (at >= record.length) return cells.length < most ? [...cells, ""] : cells;
  }
  return cells;
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
