const LF = 10;
const CR = 13;

/**
 * Picks lines out of a byte stream, without their line ends, by ascending 0-based number, and counts all lines. One
 * pass at the speed of memory: nothing but line ends is looked at.
 */
export async function pickLines(
  bytes: AsyncIterable<Buffer>,
  wanted: readonly number[],
): Promise<{ picked: Buffer[]; total: number }> {
  const picked: Buffer[] = [];
  let line = 0;
  /** Pieces of the wanted line that began in earlier chunks. */
  let pieces: Buffer[] = [];
  let last = LF;
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      if (line === wanted[picked.length]) {
        picked.push(withoutCr(Buffer.concat([...pieces, chunk.subarray(start, end)])));
        pieces = [];
      }
      line++;
      start = end + 1;
    }
    if (line === wanted[picked.length]) pieces.push(Buffer.from(chunk.subarray(start)));
    last = chunk.at(-1) ?? last;
  }
  if (last === LF) return { picked, total: line };
  if (pieces.length > 0) picked.push(withoutCr(Buffer.concat(pieces)));
  return { picked, total: line + 1 };
}

function withoutCr(line: Buffer): Buffer {
  return line.at(-1) === CR ? line.subarray(0, -1) : line;
}
