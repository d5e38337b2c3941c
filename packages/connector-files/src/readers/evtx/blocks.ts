import { throwIfAborted } from "@winnow/core";
import { crc32 } from "node:zlib";
import { notEvtx } from "../errors.ts";
import type { ReaderHooks } from "../reader.ts";

const FILE_HEADER_SIZE = 4096;
const CHUNK_SIZE = 65_536;
const FILE_MAGIC = "ElfFile\0";

interface FileHeader {
  /** The log was not closed: its last chunk may hold records that the chunk's header does not know of. */
  readonly dirty: boolean;
}

/** A part of the file as large as a chunk, 0-based; the last one of a file that was cut off is shorter. */
export interface Block {
  readonly index: number;
  readonly bytes: Buffer;
  readonly header: FileHeader;
}

/**
 * Cuts a file into its chunks.
 * @throws `WN1550` where the file does not begin like an event log
 */
export async function* readBlocks(
  chunks: AsyncIterable<Uint8Array>,
  { onWarn, signal }: ReaderHooks,
): AsyncGenerator<Block> {
  let pending: Buffer[] = [];
  let length = 0;
  let header: FileHeader | undefined;
  let index = 0;
  for await (const chunk of chunks) {
    throwIfAborted(signal);
    pending.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    length += chunk.byteLength;
    for (;;) {
      const size = header === undefined ? FILE_HEADER_SIZE : CHUNK_SIZE;
      if (length < size) break;
      const all = pending.length === 1 ? pending[0]! : Buffer.concat(pending, length);
      const bytes = all.subarray(0, size);
      pending = [all.subarray(size)];
      length -= size;
      if (header === undefined) header = readHeader(bytes, onWarn);
      else yield { index: index++, bytes, header };
    }
  }
  const rest = Buffer.concat(pending, length);
  if (header === undefined) {
    readHeader(rest, onWarn);
    onWarn("The event log is cut off within its header: there are no records in it.");
  } else if (length > 0) yield { index, bytes: rest, header };
}

const CHECKSUM_AT = 124;

function readHeader(bytes: Buffer, warn: (message: string) => void): FileHeader {
  if (bytes.length < FILE_MAGIC.length || bytes.toString("latin1", 0, FILE_MAGIC.length) !== FILE_MAGIC)
    throw notEvtx({});
  if (bytes.length < CHECKSUM_AT + 4) return { dirty: true };
  if (crc32(bytes.subarray(0, 120)) !== bytes.readUInt32LE(CHECKSUM_AT)) {
    warn("The event log's file header is damaged (its checksum is wrong). The records were read all the same.");
  }
  const major = bytes.readUInt16LE(38);
  if (major !== 3) warn(`The event log says it is of version ${major}; only version 3 is known. It was read as that.`);
  return { dirty: (bytes.readUInt32LE(120) & 1) !== 0 };
}
