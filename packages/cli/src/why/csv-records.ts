/** A record by the names of its columns; `null` for a cell without a value. */
export type CsvRecord = ReadonlyMap<string, string | null>;

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;

/**
 * Reads the CSV that Winnow writes: a header line, LF line ends, and quotes as in RFC 4180, where `""` is the empty text.
 * Holds one record at a time.
 */
export async function* csvRecords(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let header: readonly (string | null)[] | undefined;
  for await (const text of recordTexts(chunks)) {
    const cells = cellsOf(text);
    if (header === undefined) header = cells;
    else yield new Map(header.map((name, column) => [name ?? "", cells[column] ?? null]));
  }
}

/** The records as they are written, without their line ends. */
async function* recordTexts(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let parts: string[] = [];
  let isQuoted = false;
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      // A doubled quote leaves the quotes and enters them again.
      if (code === QUOTE) isQuoted = !isQuoted;
      else if (code === LINE_FEED && !isQuoted) {
        yield parts.join("") + chunk.slice(start, at);
        parts = [];
        start = at + 1;
      }
    }
    parts.push(chunk.slice(start));
  }
  const rest = parts.join("");
  if (rest !== "") yield rest;
}

function cellsOf(record: string): (string | null)[] {
  const cells: (string | null)[] = [];
  for (let start = 0; start <= record.length;) {
    const end = endOfCell(record, start);
    const cell = record.slice(start, end);
    if (cell.startsWith('"')) cells.push(cell.slice(1, -1).replaceAll('""', '"'));
    else cells.push(cell === "" ? null : cell);
    start = end + 1;
  }
  return cells;
}

function endOfCell(record: string, start: number): number {
  let isQuoted = false;
  let at = start;
  for (; at < record.length; at++) {
    const code = record.charCodeAt(at);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (code === COMMA && !isQuoted) break;
  }
  return at;
}
