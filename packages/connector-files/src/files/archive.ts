import type { EventStream, Reject } from "@winnow/core";
import { type EngineInput, type EventSource, type HeldSource, tableFormatOf } from "@winnow/engine-duckdb";
import { nothingInArchive } from "../errors.ts";
import { gzipPreview, isGzip } from "../readers/archive/gzip.ts";
import type { ArchiveEntry } from "../readers/archive/zip.ts";
import { DETECTION_BYTES } from "../readers/detect.ts";
import { leave, peek } from "../readers/peek.ts";
import { logSource } from "./log-source.ts";
import { kindOf, type ReadingContext, type ReadingOptions, tableOptions } from "./kind.ts";

/** A zip archive on the disk. */
export interface ArchiveFile {
  readonly name: string;
  readonly input: EngineInput;
}

/** A file in an archive that is not read, and why: `it is …`. */
interface LeftOut {
  readonly name: string;
  readonly reason: string;
  /** Whether it may well hold events: then it counts as a rejected record, so that the ledger tells of it. */
  readonly rejected: boolean;
}

/**
 * The files in a zip archive as sources, in the order of its directory. Logs are read as they are unpacked; tables are told
 * by name and content, as nobody knows what else an archive may hold. What is left out is warned of.
 * @throws `WN1505` where nothing is left to read, `WN1551`, `WN1552`: see `zipEntries`
 */
export async function* archiveSources(
  { name: archive, input }: ArchiveFile,
  options: ReadingOptions,
  context: ReadingContext,
): AsyncGenerator<EventSource> {
  const { zipEntries } = await import("../readers/archive/zip.ts");
  const leftOut: LeftOut[] = [];
  let read = 0;
  const entries = zipEntries(archive, {
    name: archive,
    maxExpandedBytes: options.maxExpandedBytes,
    signal: context.signal,
    onSkip: ({ name, reason }) => {
      if (reason !== DIRECTORY) leftOut.push({ name, reason, rejected: true });
    },
  });
  for await (const entry of entries) {
    const found = await entrySource(entry, { name: `${archive}!${entry.name}`, input }, options, context);
    if ("from" in found) {
      read++;
      yield found;
    } else {
      leftOut.push({ name: entry.name, ...found });
    }
  }
  const told = inWords(leftOut);
  if (read === 0) throw nothingInArchive({ path: archive, leftOut: told });
  for (const text of told) context.warn(`${archive}: left out, as it is ${text}`);
  const rejected = leftOut.filter((one) => one.rejected);
  if (rejected.length > 0) yield rejectsOf(rejected, archive, input);
}

const DIRECTORY = "a directory";

async function entrySource(
  entry: ArchiveEntry,
  place: ArchiveFile,
  options: ReadingOptions,
  context: ReadingContext,
): Promise<EventSource | Omit<LeftOut, "name">> {
  const { head, chunks } = await peek(entry.chunks, DETECTION_BYTES);
  const reason = reasonToLeaveOut(entry.name, head);
  const kind = kindOf(entry.name, head, options.format === "zip" ? "auto" : options.format);
  if (reason === undefined && kind !== "table" && kind !== "zip") {
    return logSource(kind, { ...place, modified: entry.modified, chunks }, options, context);
  }
  const table = tableOptions(options);
  if (reason === undefined && kind === "table" && (table.format !== undefined || isTable(entry.name, head))) {
    return { from: "bytes", ...place, bytes: chunks, ...table };
  }
  await leave(chunks);
  const isArchive = reason === undefined && kind === "zip";
  return { reason: reason ?? (isArchive ? "another archive" : "of no known kind"), rejected: isArchive };
}

function reasonToLeaveOut(name: string, head: Uint8Array): string | undefined {
  if (head.length === 0) return "empty";
  // Among them the `__MACOSX/._…` that macOS puts beside every file.
  return /(?:^|\/)\.[^/]*$/.test(name) ? "a hidden file" : undefined;
}

function isTable(name: string, head: Uint8Array): boolean {
  const start = Buffer.from(isGzip(head) ? gzipPreview(head) : head).toString("utf8");
  return tableFormatOf(name, start.replace(/^\ufeff/, "")) !== undefined;
}

/** Names shown for one reason. */
const SHOWN = 5;

/** `of no known kind: readme.txt, logo.png`, for each reason. */
function inWords(leftOut: readonly LeftOut[]): string[] {
  const names = new Map<string, string[]>();
  for (const { name, reason } of leftOut) names.set(reason, [...(names.get(reason) ?? []), name]);
  return Array.from(names, ([reason, list]) => {
    const more = list.length > SHOWN ? ` and ${list.length - SHOWN} more` : "";
    return `${reason}: ${list.slice(0, SHOWN).join(", ")}${more}`;
  });
}

/** No events, and a rejected record for each file that could not be read. */
function rejectsOf(leftOut: readonly LeftOut[], archive: string, input: EngineInput): HeldSource {
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
