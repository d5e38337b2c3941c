import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import type { Readable } from "node:stream";
import { damagedArchive, unreadableFile } from "./errors.ts";
import { reasonOf } from "./database.ts";

export type Compression = "none" | "gzip" | "zstd";
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

const CHUNK_BYTES = 4 * 1024 * 1024;

/** How a file's bytes are to be taken. */
export interface Packing {
  readonly compression: Compression;
  readonly encoding: Encoding;
}

/** A file to read. */
export interface NamedFile {
  readonly path: string;
  /** What messages call it: its path, or its place in an archive. */
  readonly name: string;
}

/** A file and how it is packed. */
export interface PackedFile extends NamedFile, Packing {}

/** Finds how a file is packed and encoded, by its first bytes: names lie. */
export async function packed({ path, name }: NamedFile): Promise<PackedFile> {
  const head = Buffer.alloc(4);
  const file = await open(path).catch((cause: unknown) => {
    throw unreadableFile({ path: name, reason: reasonOf(cause) }, { cause });
  });
  try {
    await file.read(head, 0, 4, 0);
  } catch (cause) {
    throw unreadableFile({ path: name, reason: reasonOf(cause) }, { cause });
  } finally {
    await file.close();
  }
  return { path, name, compression: compressionOf(head), encoding: encodingOf(head) };
}

function compressionOf(head: Buffer): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  return head.readUInt32LE(0) === 0xfd2fb528 ? "zstd" : "none";
}

/** UTF-16 starts with a byte order mark, as what PowerShell writes does. */
function encodingOf(head: Buffer): Encoding {
  const mark = head.readUInt16BE(0);
  return mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
}

/** The unpacked bytes of a file, in UTF-8: of gzip, zstd and UTF-16 too. */
export async function* readUnpacked(path: string): AsyncGenerator<Uint8Array> {
  yield* bytesOf(await packed({ path, name: path }));
}

/** The unpacked bytes of a file, in UTF-8. */
export async function* bytesOf({ path, name, compression, encoding }: PackedFile): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    const bytes = unpack(file, compression);
    yield* encoding === "utf-8" ? bytes : recoded(bytes, encoding);
  } catch (cause) {
    const facts = { path: name, reason: reasonOf(cause) };
    throw compression === "none" ? unreadableFile(facts, { cause }) : damagedArchive(facts, { cause });
  } finally {
    file.destroy();
  }
}

async function* recoded(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function unpack(file: Readable, compression: Compression): AsyncIterable<Buffer> {
  switch (compression) {
    case "none":
      return file;
    case "gzip": {
      const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
      file.on("error", (error) => gunzip.destroy(error));
      return file.pipe(gunzip);
    }
    case "zstd":
      return unzstd(file);
  }
}

/** Node 20 has no zstd of its own. */
async function* unzstd(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Decompress } = await import("fzstd");
  const ready: Buffer[] = [];
  const decompress = new Decompress((chunk) => ready.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)));
  for await (const chunk of file) {
    decompress.push(chunk);
    yield* ready.splice(0);
  }
  decompress.push(new Uint8Array(0), true);
  yield* ready.splice(0);
}
