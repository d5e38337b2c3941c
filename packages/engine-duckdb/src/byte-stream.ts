import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import type { Readable } from "node:stream";
import { damagedArchive, unreadableFile } from "./errors.ts";
import { reasonOf } from "./database.ts";

export type Compression = "none" | "gzip" | "zstd";
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

const CHUNK_BYTES = 4 * 1024 * 1024;

/** How a file is packed, by its first bytes: names lie. */
export async function compressionOf(path: string): Promise<Compression> {
  const head = Buffer.alloc(4);
  const file = await open(path).catch((cause: unknown) => {
    throw unreadableFile({ path, reason: reasonOf(cause) }, { cause });
  });
  try {
    await file.read(head, 0, 4, 0);
  } catch (cause) {
    throw unreadableFile({ path, reason: reasonOf(cause) }, { cause });
  } finally {
    await file.close();
  }
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  return head.readUInt32LE(0) === 0xfd2fb528 ? "zstd" : "none";
}

/** The unpacked bytes of a file. */
export async function* bytesOf(path: string, compression: Compression): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    yield* unpack(path, file, compression);
  } catch (cause) {
    const facts = { path, reason: reasonOf(cause) };
    throw compression === "none" ? unreadableFile(facts, { cause }) : damagedArchive(facts, { cause });
  } finally {
    file.destroy();
  }
}

function unpack(path: string, file: Readable, compression: Compression): AsyncIterable<Buffer> {
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
