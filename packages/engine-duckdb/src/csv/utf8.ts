import { isUtf8 } from "node:buffer";

/** Whether a byte stream is valid UTF-8. A look at every byte, at the speed of memory. */
export async function holdsUtf8(bytes: AsyncIterable<Buffer>): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = completeUntil(data);
    if (!isUtf8(data.subarray(0, end))) return false;
    rest = data.subarray(end);
  }
  return isUtf8(rest);
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
