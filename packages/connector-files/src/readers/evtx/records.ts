import { crc32 } from "node:zlib";
import { CHUNK_SIZE } from "./blocks.ts";

const HEADER_SIZE = 512;
const CHUNK_MAGIC = "ElfChnk\0";
const RECORD_MAGIC = 0x0000_2a2a;
/** Signature, size, number and time before the XML; the size again after it. */
const RECORD_HEADER = 24;
const RECORD_TRAILER = 4;
export const SMALLEST_RECORD: number = RECORD_HEADER + RECORD_TRAILER;
const MOST_RECORDS = Math.floor((CHUNK_SIZE - HEADER_SIZE) / SMALLEST_RECORD);

/** What a block holds, one after the other. Offsets count from the block's start. */
export type Piece =
  | { readonly is: "record"; readonly at: number; readonly end: number; readonly id: bigint; readonly time: bigint }
  /** Bytes where a record should stand and none can be made out. */
  | { readonly is: "gap"; readonly at: number; readonly end: number };

/** Numbers of records, both ends included. */
export interface NumberRange {
  readonly first: bigint;
  readonly last: bigint;
}

export interface ChunkHeader {
  /** The checksum of the header is right, so that the rest of it can be believed. */
  readonly intact: boolean;
  /** The chunk was begun, and no record was written to it. */
  readonly isEmpty: boolean;
  /** Where the records end. */
  readonly end: number;
  /** How many records were written, 0 where nobody knows. */
  readonly count: number;
  /** Their numbers, `undefined` where nobody knows. */
  readonly numbers: NumberRange | undefined;
  /** Whether the checksum over the records is right; `undefined` where it cannot be told. */
  readonly recordsIntact: boolean | undefined;
}

/** `undefined` where the block does not begin like a chunk. */
export function readChunkHeader(bytes: Buffer): ChunkHeader | undefined {
  if (bytes.length < HEADER_SIZE || bytes.toString("latin1", 0, 8) !== CHUNK_MAGIC) return undefined;
  const sum = crc32(bytes.subarray(128, HEADER_SIZE), crc32(bytes.subarray(0, 120)));
  const intact = sum === bytes.readUInt32LE(124);
  const end = bytes.readUInt32LE(48);
  const believable = intact && end >= HEADER_SIZE && end <= CHUNK_SIZE;
  const count = believable ? countOf(bytes, 8) : 0;
  return {
    intact: believable,
    isEmpty: believable && end === HEADER_SIZE,
    end: believable ? end : bytes.length,
    count,
    numbers: count > 0 && countOf(bytes, 24) === count ? numbersAt(bytes, 24) : undefined,
    recordsIntact: believable && end <= bytes.length ? checkRecords(bytes, end) : undefined,
  };
}

function numbersAt(bytes: Buffer, at: number): NumberRange {
  return { first: bytes.readBigUInt64LE(at), last: bytes.readBigUInt64LE(at + 8) };
}

/** How many records a range of numbers in the header has; 0 where a chunk has no room for them. */
function countOf(bytes: Buffer, at: number): number {
  const { first, last } = numbersAt(bytes, at);
  const count = last - first + 1n;
  return count > 0n && count <= BigInt(MOST_RECORDS) ? Number(count) : 0;
}

const NO_CHECKSUM = 4;

/** Logs that are written without checksums say so. */
function checkRecords(bytes: Buffer, end: number): boolean | undefined {
  if ((bytes.readUInt32LE(120) & NO_CHECKSUM) !== 0) return undefined;
  return crc32(bytes.subarray(HEADER_SIZE, end)) === bytes.readUInt32LE(52);
}

/**
 * Walks the records of a block. Where one cannot be made out, the walk goes on at the next that can. What lies behind the
 * records' end are remains of older ones and no events, save in a log that was not closed, where records may follow on.
 */
export function* walkRecords(
  bytes: Buffer,
  header: ChunkHeader | undefined,
  { dirty }: { readonly dirty: boolean },
): Generator<Piece> {
  const known = header?.intact === true;
  const end = known ? header.end : bytes.length;
  let at = HEADER_SIZE;
  let last = -1n;
  while (at < end) {
    const size = recordSize(bytes, at);
    if (size > 0 && at + size <= end) {
      const record = recordAt(bytes, at, size);
      yield record;
      last = record.id;
      at += size;
    } else {
      const next = nextRecord(bytes, at + 1, Math.min(end, bytes.length), last);
      if (next < 0 && !known && onlyRemains(bytes, at)) return;
      yield { is: "gap", at, end: next < 0 ? end : next };
      if (next < 0) return;
      at = next;
    }
  }
  if (known && dirty) yield* walkOn(bytes, at, last);
}

/** Records that follow with the next number: written after the chunk's header was. */
function* walkOn(bytes: Buffer, from: number, last: bigint): Generator<Piece> {
  let at = from;
  let expected = last + 1n;
  for (let size = recordSize(bytes, at); size > 0; size = recordSize(bytes, at)) {
    const record = recordAt(bytes, at, size);
    if (record.id !== expected) return;
    yield record;
    at += size;
    expected++;
  }
}

function recordAt(bytes: Buffer, at: number, size: number): Piece & { is: "record" } {
  const [id, time] = [bytes.readBigUInt64LE(at + 8), bytes.readBigUInt64LE(at + 16)];
  return { is: "record", at, end: at + size, id, time };
}

/** Size of the record at an offset; 0 where there is none. It stands before and after the record, and one copy may be lost. */
function recordSize(bytes: Buffer, at: number): number {
  if (at + SMALLEST_RECORD > bytes.length || bytes.readUInt32LE(at) !== RECORD_MAGIC) return 0;
  const size = bytes.readUInt32LE(at + 4);
  if (size < SMALLEST_RECORD || at + size > bytes.length) return 0;
  const next = at + size;
  const confirmed = bytes.readUInt32LE(next - RECORD_TRAILER) === size;
  return confirmed || (next + 4 <= bytes.length && bytes.readUInt32LE(next) === RECORD_MAGIC) ? size : 0;
}

const RECORD_SIGNATURE = Buffer.from([0x2a, 0x2a, 0, 0]);

/** Where the next record stands, or −1. Numbers rise within a chunk; lower ones are remains of older records. */
function nextRecord(bytes: Buffer, from: number, end: number, last: bigint): number {
  for (
    let at = bytes.indexOf(RECORD_SIGNATURE, from);
    at >= 0 && at < end;
    at = bytes.indexOf(RECORD_SIGNATURE, at + 1)
  ) {
    const size = recordSize(bytes, at);
    if (size > 0 && at + size <= end && bytes.readBigUInt64LE(at + 8) > last) return at;
  }
  return -1;
}

/** Whether no record was begun at an offset: behind the last record of a chunk whose header is lost. */
function onlyRemains(bytes: Buffer, at: number): boolean {
  return bytes.indexOf(RECORD_SIGNATURE, at) !== at;
}

/** How many remains of records lie behind the end of a chunk's own: deleted, or from before the log was cleared. */
export function countRemains(bytes: Buffer, from: number): number {
  let count = 0;
  for (let at = nextRecord(bytes, from, bytes.length, -1n); at >= 0; at = nextRecord(bytes, at, bytes.length, -1n)) {
    count++;
    at += recordSize(bytes, at);
  }
  return count;
}

/** The part of a record that is XML. */
export function xmlOf({ at, end }: { readonly at: number; readonly end: number }): readonly [number, number] {
  return [at + RECORD_HEADER, end - RECORD_TRAILER];
}

const BLANK = Buffer.alloc(CHUNK_SIZE);

/** Whether nothing was ever written to a block. */
export function isBlank(bytes: Buffer): boolean {
  return bytes.equals(BLANK.subarray(0, bytes.length));
}
