import { constants, createGunzip, gunzipSync } from "node:zlib";
import { Readable } from "node:stream";
import { peek } from "../peek.ts";
import { ExpansionBudget, type ExpandOptions } from "./budget.ts";

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Unpacks gzip, one member or several; what is not packed passes through as it is.
 * @throws `WN1551` past `maxExpandedBytes`, `WN1552` where the data is damaged or cut off
 */
export async function* expandGzip(
  chunks: AsyncIterable<Uint8Array>,
  options: ExpandOptions,
): AsyncGenerator<Uint8Array> {
  const { head, chunks: whole } = await peek(chunks, 2);
  if (!isGzip(head)) {
    yield* whole;
    return;
  }
  const packed = Readable.from(whole);
  const unpacked = createGunzip();
  packed.on("error", (error) => unpacked.destroy(error));
  try {
    yield* new ExpansionBudget(options).watch(packed.pipe(unpacked), options.name);
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
}

/** Bytes of packed data that are looked at: they unpack to 8 MiB at most. */
const PREVIEW_BYTES = 8192;

/** The beginning of packed data, as much as can be unpacked; nothing where it is damaged. */
export function gzipPreview(head: Uint8Array): Uint8Array {
  try {
    return gunzipSync(head.subarray(0, PREVIEW_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array();
  }
}
