import { crc32 } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import { asDamage, ExpansionBudget, type ExpandOptions } from "./budget.ts";

/** A file in an archive. Its name is whatever the archive says: to be shown, never to be written to. */
export interface ArchiveEntry {
  readonly name: string;
  /** When the file was last written, as the archive says. */
  readonly modified: Date;
  /** Its unpacked bytes, unpacked while they are read; to be read once, before the next entry is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface ZipOptions extends ExpandOptions {
  /** Told of every entry that is not given, and why: `a directory`, `encrypted`, `packed in a way that is not supported`. */
  readonly onSkip: (entry: { readonly name: string; readonly reason: string }) => void;
}

/**
 * The files in a zip archive, in the order of its directory. Each is a stream of bytes and may be of any kind: give it to
 * `detectReader` (by `peek`), and where that knows no reader for it, to the engine (NDJSON, CSV, …) as a file.
 * @param archive path of the archive, or its bytes
 * @throws `WN1551` when the entries together unpack to more than `maxExpandedBytes`
 * @throws `WN1552` where the archive is damaged or cut off, or an entry's checksum is wrong
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
      const chunks = budget.watch(checked(zip, entry), `${options.name}!${name}`);
      yield { name, modified: entry.getLastModDate(), chunks };
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

/** The bytes of an entry, which yauzl does not check. */
async function* checked(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  const stream = await zip.openReadStreamPromise(entry);
  let sum = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== entry.crc32) throw new Error("its checksum is wrong");
}
