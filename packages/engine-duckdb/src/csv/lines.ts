const LF = 10;
const CR = 13;

/**
 * Picks lines out of a byte stream, without their line ends, by ascending 0-based number: one pass at the speed of
 * memory, for nothing but line ends is looked at.
 */
export async function pickLines(bytes: AsyncIterable<Buffer>, wanted: readonly number[]): Promise<Buffer[]> {
  const picked: Buffer[] = [];
  let line = 0;
  /** Pieces of the wanted line that began in earlier chunks. */
  let pieces: Buffer[] = [];
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0 && picked.length < wanted.length; end = chunk.indexOf(LF, start)) {
      if (line === wanted[picked.length]) {
        picked.push(withoutCr(Buffer.concat([...pieces, chunk.subarray(start, end)])));
        pieces = [];
      }
      line++;
      start = end + 1;
    }
    if (picked.length === wanted.length) return picked;
    if (line === wanted[picked.length]) pieces.push(Buffer.from(chunk.subarray(start)));
  }
  if (pieces.length > 0) picked.push(withoutCr(Buffer.concat(pieces)));
  return picked;
}

function withoutCr(line: Buffer): Buffer {
  return line.at(-1) === CR ? line.subarray(0, -1) : line;
}
