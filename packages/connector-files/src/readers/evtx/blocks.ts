import { throwIfAborted } from "@winnow/core";
import { crc32 } from "node:zlib";
import { notEvtx } from "../errors.ts";
import type { ReaderHooks } from "../reader.ts";

export const FILE_HEADER_SIZE = 4096;
export const CHUNK_SIZE = 65_536;
const FILE_MAGIC = "ElfFile\0";

export interface FileHeader {
  /** The log was not closed: its last chunk may hold records that the chunk's header does not know of. */
  readonly dirty: boolean;
  /** Chunks that were written when the header was, 0 where nobody knows. A log that was not closed may have more. */
  readonly chunks: number;
  /** Number of the record that would be written next, 0 where nobody knows. */
  readonly nextRecord: bigint;
}

/** A part of the file as large as a chunk, 0-based; the last one of a file that was cut off is shorter. */
export interface Block {
  readonly index: number;
  readonly bytes: Buffer;
}

/** What a file consists of, in this order. */
export type FilePart =
  | { readonly is: "header"; readonly header: FileHeader }
  | { readonly is: "block"; readonly block: Block }
  | { readonly is: "end"; readonly bytes: number };

/**
 * Cuts a file into its header and its chunks.
 * @throws `WN1550` where the file does not begin like an event log
 */
export async function* readParts(
  chunks: AsyncIterable<Uint8Array>,
  { onWarn, signal }: ReaderHooks,
): AsyncGenerator<FilePart> {
  const bytes = new ByteQueue();
  let index = -1;
  const part = (content: Buffer): FilePart =>
    index++ < 0
      ? { is: "header", header: readHeader(content, onWarn) }
      : { is: "block", block: { index: index - 1, bytes: content } };
  for await (const chunk of chunks) {
    throwIfAborted(signal);
    bytes.push(chunk);
    for (let size = partSize(index); bytes.length >= size; size = partSize(index)) yield part(bytes.take(size));
  }
  if (index < 0 || bytes.length > 0) yield part(bytes.take(bytes.length));
  yield { is: "end", bytes: bytes.taken };
}

function partSize(index: number): number {
  return index < 0 ? FILE_HEADER_SIZE : CHUNK_SIZE;
}

/** Bytes that arrive in pieces of any size and leave in pieces of the size that is asked for. */
class ByteQueue {
  #pending: Buffer[] = [];
  length = 0;
  taken = 0;

  push(bytes: Uint8Array): void {
    this.#pending.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.length += bytes.byteLength;
  }

  take(size: number): Buffer {
    const all = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending, this.length);
    this.#pending = [all.subarray(size)];
    this.length -= size;
    this.taken += size;
    return all.subarray(0, size);
  }
}

const CHECKSUM_AT = 124;

function readHeader(bytes: Buffer, warn: (message: string) => void): FileHeader {
  if (bytes.length < FILE_MAGIC.length || bytes.toString("latin1", 0, FILE_MAGIC.length) !== FILE_MAGIC)
    throw notEvtx({});
  if (bytes.length < CHECKSUM_AT + 4) return { dirty: true, chunks: 0, nextRecord: 0n };
  const intact = crc32(bytes.subarray(0, 120)) === bytes.readUInt32LE(CHECKSUM_AT);
  if (!intact) {
    warn("The event log's file header is damaged (its checksum is wrong). The records were read all the same.");
  }
  const major = bytes.readUInt16LE(38);
  if (major !== 3) warn(`The event log says it is of version ${major}; only version 3 is known. It was read as that.`);
  return {
    dirty: (bytes.readUInt32LE(120) & 1) !== 0,
    chunks: intact ? bytes.readUInt16LE(42) : 0,
    nextRecord: intact ? bytes.readBigUInt64LE(24) : 0n,
  };
}
