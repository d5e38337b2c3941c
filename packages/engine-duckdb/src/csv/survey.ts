import { isUtf8 } from "node:buffer";

const LF = 10;

/** What one look at every byte of a file tells. */
export interface Survey {
  readonly isUtf8: boolean;
  /** Lines, the last one counted whether or not it has a line end. */
  readonly lines: number;
}

/** Surveys a byte stream at the speed of memory. */
export async function surveyOf(bytes: AsyncIterable<Buffer>): Promise<Survey> {
  let rest: Buffer = Buffer.alloc(0);
  let valid = true;
  let lines = 0;
  let last = LF;
  for await (const chunk of bytes) {
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) lines++;
    last = chunk.at(-1) ?? last;
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = completeUntil(data);
    valid &&= isUtf8(data.subarray(0, end));
    rest = data.subarray(end);
  }
  return { isUtf8: valid && isUtf8(rest), lines: last === LF ? lines : lines + 1 };
}

/** Where the last sequence starts, if it goes on after these bytes; else their end. */
function completeUntil(data: Buffer): number {
  for (let back = 1; back <= Math.min(3, data.length); back++) {
    const byte = data[data.length - back]!;
    if (byte < 0x80) return data.length;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? data.length - back : data.length;
  }
  return data.length;
}
