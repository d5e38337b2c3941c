import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { readUnpacked } from "@winnow/engine-duckdb";
import { DETECTION_BYTES } from "../readers/detect.ts";
import { leave, peek } from "../readers/peek.ts";

/** How a file begins, and all of it. */
export interface Beginning {
  readonly head: Uint8Array;
  /** The whole file; what readers do not unpack themselves is unpacked. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** The first bytes of a file; none where it is empty or cannot be read, which the engine then reports. */
export async function beginningOf(path: string): Promise<Beginning> {
  const head = await firstBytes(path).catch(() => new Uint8Array());
  if (!needsUnpacking(head)) return { head, chunks: readAsItIs(path) };
  const begun = await peek(readUnpacked(path), DETECTION_BYTES);
  await leave(begun.chunks);
  return { head: begun.head, chunks: readUnpacked(path) };
}

/** Opens the file only once it is read. */
async function* readAsItIs(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Buffer>;
}

async function firstBytes(path: string): Promise<Uint8Array> {
  // What has no size is no file that could be read twice, and opening a pipe might wait for ever.
  if ((await stat(path)).size === 0) return new Uint8Array();
  const file = await open(path);
  try {
    const head = Buffer.alloc(DETECTION_BYTES);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const ZSTD = "28b52ffd";

/** Whether the bytes are packed or encoded in a way that only the engine knows. */
function needsUnpacking(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 4)).toString("hex");
  return start === ZSTD || start.startsWith("fffe") || start.startsWith("feff");
}
