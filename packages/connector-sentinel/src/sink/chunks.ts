/** Rows that are sent in one call, as JSON and as they are. */
export interface Chunk<Row> {
  readonly rows: readonly Row[];
  /** Bytes of the call's body: the rows' JSON, commas and brackets. */
  readonly bytes: number;
}

/** Bytes of one call. The service allows 1 MB; a tenth is left to differences in how that is counted. */
export const CALL_BYTES = 900_000;

const BRACKETS = 2;

/**
 * Gathers rows, in their order, into calls of at most `most` bytes.
 * @param sizeOf bytes of a row's JSON, each at most `most` less the brackets
 */
export function* chunksOf<Row>(
  rows: Iterable<Row>,
  sizeOf: (row: Row) => number,
  most: number = CALL_BYTES,
): Generator<Chunk<Row>> {
  let gathered: Row[] = [];
  let bytes = BRACKETS;
  for (const row of rows) {
    const size = sizeOf(row);
    // A comma before every row but the first.
    if (gathered.length > 0 && bytes + 1 + size > most) {
      yield { rows: gathered, bytes };
      gathered = [];
      bytes = BRACKETS;
    }
    bytes += size + (gathered.length === 0 ? 0 : 1);
    gathered.push(row);
  }
  if (gathered.length > 0) yield { rows: gathered, bytes };
}

/** Whether a row of so many bytes can be sent at all. */
export function fitsCall(bytes: number, most: number = CALL_BYTES): boolean {
  return bytes + BRACKETS <= most;
}
