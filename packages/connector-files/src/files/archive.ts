import { type EventStream, isWinnowError, type Reject } from "@winnow/core";
import {
  type EventSource,
  type HeldSource,
  type InputFile,
  packingOf,
  type SourceBytes,
  tableFormatOf,
  UnpackedBytes,
} from "@winnow/engine-duckdb";
import { nothingInArchive } from "../errors.ts";
import { damagedArchive } from "../readers/errors.ts";
import type { ArchiveEntry } from "../readers/archive/zip.ts";
import { DETECTION_BYTES } from "../readers/detect.ts";
import { leave, peek } from "../readers/peek.ts";
import { unpackedHead } from "./beginning.ts";
import { logSource } from "./log-source.ts";
import { kindOf, type ReadingContext, type ReadingOptions, tableOptions } from "./kind.ts";

/** A file in an archive that is not read, and why: `it is …`. */
interface LeftOut {
  readonly name: string;
  readonly reason: string;
  /** Whether it may well hold events: then it counts as a rejected record, so that the ledger tells of it. */
  readonly rejected: boolean;
}

/**
 * The files in a zip archive as sources, in the order of its directory. Logs are read as they are unpacked; tables are
 * recognised by name and content, as an archive may contain anything. What is left out is warned of; an entry that is damaged
 * is a gap.
 * @throws `WN1505` where nothing is left to read, `WN1416`, `WN1552`: see `zipEntries`; `WN1415` where the archive changes
 */
export async function* archiveSources(
  input: InputFile,
  options: ReadingOptions,
  context: ReadingContext,
): AsyncGenerator<EventSource> {
  const leftOut: LeftOut[] = [];
  let read = 0;
  try {
    for await (const found of foundIn(input, options, context)) {
      if ("from" in found) {
        read++;
        yield found;
      } else {
        leftOut.push(found);
      }
    }
    // Its directory is at its end, so an archive does not grow.
    await input.whole(async () => undefined);
  } catch (error) {
    throw await input.explain(error);
  }
  const archive = input.name;
  const told = inWords(leftOut);
  if (read === 0) throw nothingInArchive({ path: archive, leftOut: told });
  for (const text of told) context.warn(`${archive}: left out, as it is ${text}`);
  const rejected = leftOut.filter((one) => one.rejected);
  if (rejected.length > 0) yield rejectsOf(rejected, input);
}

const DIRECTORY = "a directory";

async function* foundIn(
  input: InputFile,
  options: ReadingOptions,
  context: ReadingContext,
): AsyncGenerator<EventSource | LeftOut> {
  const { zipEntries } = await import("../readers/archive/zip.ts");
  const skipped: LeftOut[] = [];
  const entries = zipEntries(input.path, {
    name: input.name,
    maxExpandedBytes: options.maxExpandedBytes,
    signal: context.signal,
    onSkip: ({ name, reason }) => {
      if (reason !== DIRECTORY) skipped.push({ name, reason, rejected: true });
    },
  });
  for await (const entry of entries) {
    yield* skipped.splice(0);
    const found = await entrySource(entry, input, options, context).catch((error: unknown) => {
      if (!isWinnowError(error) || error.code !== damagedArchive.spec.code) throw error;
      context.gap({ source: `${input.name}!${entry.name}`, reason: error.message });
      return undefined;
    });
    if (found !== undefined) yield found;
  }
  yield* skipped;
}

async function entrySource(
  entry: ArchiveEntry,
  input: InputFile,
  options: ReadingOptions,
  context: ReadingContext,
): Promise<EventSource | LeftOut> {
  const name = `${input.name}!${entry.name}`;
  const { head: packedHead, chunks } = await peek(entry.bytes, DETECTION_BYTES);
  const bytes = resumed(chunks, entry);
  const head = await unpackedHead(packedHead);
  const reason = reasonToLeaveOut(entry.name, packedHead);
  const kind = kindOf(entry.name, head, options.format === "zip" ? "auto" : options.format);
  if (reason === undefined && kind !== "table" && kind !== "zip") {
    const { maxExpandedBytes } = options;
    const unpacked = new UnpackedBytes(() => bytes, packingOf(packedHead), { name, maxExpandedBytes });
    return logSource(kind, { name, input, modified: entry.modified, bytes: unpacked }, options, context);
  }
  const table = tableOptions(options);
  if (reason === undefined && kind === "table" && (table.format !== undefined || isTable(entry.name, head))) {
    return { from: "bytes", name, input, bytes, ...table };
  }
  await leave(chunks);
  const isArchive = reason === undefined && kind === "zip";
  const why = reason ?? (isArchive ? "another archive" : "of no known kind");
  return { name: entry.name, reason: why, rejected: isArchive };
}

/** The bytes of an entry whose beginning was read before. */
function resumed(chunks: AsyncIterable<Uint8Array>, entry: ArchiveEntry): SourceBytes {
  return {
    [Symbol.asyncIterator]: () => chunks[Symbol.asyncIterator](),
    get damage() {
      return entry.bytes.damage;
    },
  };
}

function reasonToLeaveOut(name: string, head: Uint8Array): string | undefined {
  if (head.length === 0) return "empty";
  // Among them the `__MACOSX/._…` that macOS puts beside every file.
  return /(?:^|\/)\.[^/]*$/.test(name) ? "a hidden file" : undefined;
}

function isTable(name: string, head: Uint8Array): boolean {
  const start = Buffer.from(head).toString("utf8");
  return tableFormatOf(name, start.replace(/^\ufeff/, "")) !== undefined;
}

/** Names shown for one reason. */
const SHOWN = 5;

/** `of no known kind: readme.txt, logo.png`, for each reason. */
function inWords(leftOut: readonly LeftOut[]): string[] {
  const names = new Map<string, string[]>();
  for (const { name, reason } of leftOut) {
    const list = names.get(reason);
    if (list === undefined) names.set(reason, [name]);
    else list.push(name);
  }
  return Array.from(names, ([reason, list]) => {
    const more = list.length > SHOWN ? ` and ${list.length - SHOWN} more` : "";
    return `${reason}: ${list.slice(0, SHOWN).join(", ")}${more}`;
  });
}

/** No events, and a rejected record for each file that could not be read. */
function rejectsOf(leftOut: readonly LeftOut[], input: InputFile): HeldSource {
  const archive = input.name;
  const stream: EventStream = {
    kind: "stream",
    // eslint-disable-next-line require-yield
    async *batches(onReject?: (reject: Reject) => void) {
      for (const { name, reason } of leftOut) {
        onReject?.({ file: `${archive}!${name}`, line: 1, reason: `the file in the archive is ${reason}`, text: name });
      }
    },
  };
  return { from: "stream", name: archive, input, stream };
}
