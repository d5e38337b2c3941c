import { type EventBatch, isWinnowError, type Reject, WinnowError } from "@winnow/core";
import type { HeldSource, InputFile, UnpackedBytes } from "@winnow/engine-duckdb";
import { unreadableLog } from "../errors.ts";
import type { LogKind } from "../readers/detect.ts";
import type { RecordGap } from "../readers/reader.ts";
import type { ReadingContext, ReadingOptions } from "./kind.ts";
import { allBytes, type Break, wholeLines } from "./whole-lines.ts";

/** A file on the disk or in an archive. */
export interface LogFile {
  /** What messages and rejections call it. */
  readonly name: string;
  /** The file on the disk. */
  readonly input: InputFile;
  readonly modified: Date;
  readonly bytes: UnpackedBytes;
}

/** The events of a log, read by the reader of its kind. */
export function logSource(
  kind: Exclude<LogKind, "zip">,
  log: LogFile,
  options: ReadingOptions,
  context: ReadingContext,
): HeldSource {
  const batches = (onReject?: (reject: Reject) => void): AsyncGenerator<EventBatch> =>
    readBatches(kind, log, options, context, onReject);
  return { from: "stream", name: log.name, input: log.input, stream: { kind: "stream", batches } };
}

async function* readBatches(
  kind: Exclude<LogKind, "zip">,
  { name, modified, bytes }: LogFile,
  { year }: ReadingOptions,
  { signal, warn, gap }: ReadingContext,
  onReject: ((reject: Reject) => void) | undefined,
): AsyncGenerator<EventBatch> {
  const { readLog } = await import("../readers/read-log.ts");
  const hooks = {
    onReject: ({ line, reason, text }: Omit<Reject, "file">): void => onReject?.({ file: name, line, reason, text }),
    onWarn: (message: string): void => warn(`${name}: ${message}`),
    onGap: (lost: RecordGap): void => gap({ source: name, ...lost }),
    signal,
  };
  const onBreak = ({ at, reason }: Break): void =>
    hooks.onGap({ place: `from unpacked byte ${at} to the end`, reason: `cannot be unpacked: ${reason}` });
  const chunks = kind === "evtx" ? allBytes(bytes, onBreak) : wholeLines(bytes, onBreak);
  try {
    yield* readLog(kind, chunks, hooks, { yearHint: year ?? modified });
  } catch (cause) {
    throw inFile(cause, name);
  }
}

/** The failure of a reader, which does not know whose bytes it reads, with the name of the file. */
function inFile(cause: unknown, name: string): unknown {
  if (!isWinnowError(cause)) {
    return unreadableLog({ path: name, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
  const isNamed = cause.where.file !== undefined || cause.message.includes(name) || cause.code === "WN1001";
  if (isNamed) return cause;
  return new WinnowError(cause.code, cause.message, cause.hint, { ...cause.where, file: name }, cause);
}
