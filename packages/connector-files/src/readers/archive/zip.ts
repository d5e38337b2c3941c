import { crc32 } from "node:zlib";
import { isWinnowError } from "@winnow/core";
import type { Entry, ZipFile } from "yauzl";
import { asDamage, ExpansionBudget, type ExpandOptions, reasonOf } from "./budget.ts";

/** A file in an archive. Its name is whatever the archive says: to be shown, never to be written to. */
export interface ArchiveEntry {
  readonly name: string;
  /** When the file was last written, as the archive says. */
  readonly modified: Date;
  /** Its unpacked bytes, unpacked while they are read; to be read once, before the next entry is requested. */
  readonly bytes: EntryBytes;
}

export interface ZipOptions extends ExpandOptions {
  /** Told of every entry that is not given, and why: `a directory`, `encrypted`, `packed in a way that is not supported`. */
  readonly onSkip: (entry: { readonly name: string; readonly reason: string }) => void;
}

/**
 * The files in a zip archive, in the order of its directory. Each is a stream of bytes and may be of any kind: give it to
 * `detectReader` (by `peek`), and where that knows no reader for it, to the engine (NDJSON, CSV, …) as a file.
 * @param archive path of the archive, or its bytes
 * @throws `WN1416` when the entries together unpack to more than `maxExpandedBytes`
 * @throws `WN1552` where the archive is damaged or cut off, or nothing of an entry can be unpacked
 */
export async function* zipEntries(archive: string | Uint8Array, options: ZipOptions): AsyncGenerator<ArchiveEntry> {
  const { fromBufferPromise, getFileNameLowLevel, openPromise } = await import("yauzl");
  const budget = new ExpansionBudget(options);
  try {
    // Names stay bytes: yauzl refuses an archive for names that lead out of a folder, which is no danger to who writes none.
    const how = { decodeStrings: false };
    const zip =
      typeof archive === "string"
        ? await openPromise(archive, how)
        : await fromBufferPromise(Buffer.from(archive), how);
    for await (const entry of zip.eachEntry()) {
      const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
      const reason = skipReason(entry, name);
      if (reason !== undefined) {
        options.onSkip({ name, reason });
        continue;
      }
      const bytes = new EntryBytes(`${options.name}!${name}`, zip, entry, budget);
      yield { name, modified: entry.getLastModDate(), bytes };
    }
  } catch (cause) {
    throw asDamage(cause, options.name);
  }
}

function skipReason(entry: Entry, name: string): string | undefined {
  if (name.endsWith("/")) return "a directory";
  if (entry.isEncrypted()) return "encrypted";
  return entry.canDecodeFileData() ? undefined : "packed in a way that is not supported";
}

/** The bytes of an entry. Those before a damage are good. */
export class EntryBytes implements AsyncIterable<Uint8Array> {
  /** Why the bytes ended early, or may be wrong; undefined before they have ended, and where they are sound. */
  damage: string | undefined;
  readonly #name: string;
  readonly #zip: ZipFile;
  readonly #entry: Entry;
  readonly #budget: ExpansionBudget;

  constructor(name: string, zip: ZipFile, entry: Entry, budget: ExpansionBudget) {
    this.#name = name;
    this.#zip = zip;
    this.#entry = entry;
    this.#budget = budget;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    let sum = 0;
    let unpacked = 0;
    try {
      for await (const chunk of (await this.#zip.openReadStreamPromise(this.#entry)) as AsyncIterable<Buffer>) {
        this.#budget.spend(chunk.length);
        unpacked += chunk.length;
        // Yauzl does not check it.
        sum = crc32(chunk, sum);
        yield chunk;
      }
      if (sum !== this.#entry.crc32) this.damage = "its checksum is wrong";
    } catch (cause) {
      if (unpacked === 0 || isWinnowError(cause)) throw asDamage(cause, this.#name);
      this.damage = reasonOf(cause);
    }
  }
}
