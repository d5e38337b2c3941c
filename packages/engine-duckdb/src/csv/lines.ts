const LF = 10;
const CR = 13;

/**
 * Picks lines out of a byte stream, without their line ends, by ascending 0-based number: one pass at the speed of
 * memory, for nothing but line ends is looked at. One line is held at a time.
 */
export async function* pickLines(bytes: AsyncIterable<Buffer>, wanted: readonly number[]): AsyncGenerator<Buffer> {
  let picked = 0;
  let line = 0;
  /** Pieces of the wanted line that began in earlier chunks. */
  let pieces: Buffer[] = [];
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0 && picked < wanted.length; end = chunk.indexOf(LF, start)) {
      if (line === wanted[picked]) {
        yield withoutCr(Buffer.concat([...pieces, chunk.subarray(start, end)]));
        picked++;
        pieces = [];
      }
      line++;
      start = end + 1;
    }
    if (picked === wanted.length) return;
    if (line === wanted[picked]) pieces.push(Buffer.from(chunk.subarray(start)));
  }
  if (pieces.length > 0) yield withoutCr(Buffer.concat(pieces));
}

function withoutCr(line: Buffer): Buffer {
  return line.at(-1) === CR ? line.subarray(0, -1) : line;
}
