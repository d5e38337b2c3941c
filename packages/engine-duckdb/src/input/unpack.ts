import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { isWinnowError, LIMITS } from "@winnow/core";
import { reasonOf } from "../reason-of.ts";
import { damagedArchive, expandsTooFar } from "../errors.ts";
import { ZstdFrames } from "./zstd-frames.ts";

export type Compression = "none" | "gzip" | "zstd";
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** Bytes that may end early. */
export interface SourceBytes extends AsyncIterable<Uint8Array> {
  /** Why they ended early, or may be wrong; undefined before they have ended, and where they are sound. */
  readonly damage?: string | undefined;
}

/** How bytes are packed. */
export interface Packing {
  readonly compression: Compression;
  readonly encoding: Encoding;
}

export interface UnpackOptions {
  /** What messages call the file. */
  readonly name: string;
  /** Bytes that it may unpack to; `LIMITS.expandedBytes` by default. */
  readonly maxExpandedBytes?: number | undefined;
}

const CHUNK_BYTES = 1 << 20;
/** Packed bytes given to gunzip at once: what they unpack to is lost where they are damaged. */
const GZIP_SLICE_BYTES = 32 * 1024;
/** Packed bytes given to unzstd at once: at most 256 blocks, so 32 MB. */
const ZSTD_SLICE_BYTES = 1024;

/** Finds how bytes are packed and encoded by the first of them: names lie. */
export function packingOf(head: Uint8Array): Packing {
  return { compression: compressionOf(head), encoding: encodingOf(head) };
}

function compressionOf([a, b, c, d]: Uint8Array): Compression {
  if (a === 0x1f && b === 0x8b) return "gzip";
  return a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd ? "zstd" : "none";
}

/** UTF-16 starts with a byte order mark, as PowerShell's output does. */
function encodingOf([a, b]: Uint8Array): Encoding {
  if (a === 0xff && b === 0xfe) return "utf-16le";
  return a === 0xfe && b === 0xff ? "utf-16be" : "utf-8";
}

/**
 * The unpacked bytes of a stream, in UTF-8. Packed data that is damaged or cut off ends the stream early, and then `damage`
 * is set: the bytes before the damage are good. Of damage in the middle, up to {@link GZIP_SLICE_BYTES} packed bytes before
 * it are lost too.
 */
export class UnpackedBytes implements AsyncIterable<Buffer> {
  /** Why the stream ended before the data did; undefined before it has ended, and where it is complete. */
  damage: string | undefined;
  readonly #bytes: () => SourceBytes;
  readonly #packing: Packing;
  readonly #options: UnpackOptions;

  constructor(bytes: () => SourceBytes, packing: Packing, options: UnpackOptions) {
    this.#bytes = bytes;
    this.#packing = packing;
    this.#options = options;
  }

  /**
   * @throws `WN1416` past the limit of unpacked bytes, `WN1413` where nothing can be unpacked; the errors of the source
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const { compression, encoding } = this.#packing;
    const source = this.#bytes();
    const bytes = buffers(source);
    const unpacked = compression === "none" ? bytes : this.#expanded(bytes, compression);
    yield* encoding === "utf-8" ? unpacked : recoded(unpacked, encoding);
    this.damage ??= source.damage;
  }

  async *#expanded(bytes: AsyncIterable<Buffer>, compression: "gzip" | "zstd"): AsyncGenerator<Buffer> {
    const { name, maxExpandedBytes = LIMITS.expandedBytes } = this.#options;
    let expanded = 0;
    try {
      for await (const chunk of compression === "gzip" ? gunzipped(bytes) : unzstd(bytes)) {
        expanded += chunk.length;
        if (expanded > maxExpandedBytes) throw expandsTooFar(name, maxExpandedBytes);
        yield chunk;
      }
    } catch (cause) {
      if (isWinnowError(cause)) throw cause;
      const reason = reasonOf(cause);
      if (expanded === 0) throw damagedArchive({ path: name, reason }, { cause });
      this.damage = reason;
    }
  }
}

async function* buffers(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

async function* recoded(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** Bytes that are cut into records at once. */
export const SLICE_BYTES = 65_536;

/** Cuts chunks into pieces of bounded size: what is made of a piece, record by record, is many times as large. */
export async function* slices(bytes: AsyncIterable<Buffer>, size: number = SLICE_BYTES): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, at + size);
  }
}

async function* gunzipped(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const packed = Readable.from(slices(bytes, GZIP_SLICE_BYTES), { highWaterMark: 4 });
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
  packed.on("error", (error) => unpacked.destroy(error));
  try {
    yield* packed.pipe(unpacked) as AsyncIterable<Buffer>;
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
}

/** Node 20 has no zstd. */
async function* unzstd(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Decompress } = await import("fzstd");
  const ready: Buffer[] = [];
  const frames = new ZstdFrames();
  const decompress = new Decompress((chunk) => ready.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)));
  for await (const slice of slices(bytes, ZSTD_SLICE_BYTES)) {
    yield* unpackedBy(() => {
      frames.check(slice);
      decompress.push(slice);
    }, ready);
  }
  yield* unpackedBy(() => decompress.push(new Uint8Array(0), true), ready);
}

/** Yields what is ready even where the step fails. */
function* unpackedBy(step: () => void, ready: Buffer[]): Generator<Buffer> {
  let failure: { readonly error: unknown } | undefined;
  try {
    step();
  } catch (error) {
    failure = { error };
  }
  yield* ready.splice(0);
  if (failure !== undefined) throw failure.error;
}
