import { type EventBatch, LIMITS } from "@winnow/core";
import { RowBatcher, SourceColumns, SYSLOG_COLUMNS, type Row } from "@winnow/log-lines";
import { readLines, type Line } from "../lines.ts";
import { excerpt, type ReaderHooks } from "../reader.ts";
import { entryRow, hasTooManyParts, parseEntry, timeOf } from "./entry.ts";

/**
 * Reads what `journalctl -o json` writes, one event per entry, in order. The columns are those of a syslog file
 * (`SYSLOG_COLUMNS`, with the messages of sshd, sudo and others understood), so that one field map serves both; then every
 * field of the journal under its own name (`_COMM`, `_EXE`, `_CMDLINE`, …), but for MESSAGE, which is `message`. A field
 * whose name differs from a syslog column in letter case only gets a number: `USER_2`.
 *
 * Lines that are no JSON object or bear no `__REALTIME_TIMESTAMP` are rejected. Behind a last
 * line that ends within an entry is a gap.
 * @throws `WN1001` once the signal has fired
 */
export async function* readJournald(chunks: AsyncIterable<Uint8Array>, hooks: ReaderHooks): AsyncGenerator<EventBatch> {
  const leading = Object.keys(SYSLOG_COLUMNS);
  const batcher = new RowBatcher(leading);
  const columns = new SourceColumns(leading);
  let withoutMessage = 0;
  for await (const lines of readLines(chunks, hooks)) {
    for (const line of lines) {
      const row = rowOf(line, columns, hooks);
      if (row === undefined) continue;
      if ((row.get("message") ?? null) === null) withoutMessage++;
      const batch = batcher.add(row);
      if (batch !== undefined) yield batch;
    }
  }
  if (withoutMessage > 0) {
    const entries = withoutMessage === 1 ? "1 entry has" : `${withoutMessage} entries have`;
    hooks.onWarn(`${entries} no message. journalctl leaves out long ones unless told --all.`);
  }
  const warning = columns.warning();
  if (warning !== undefined) hooks.onWarn(warning);
  const batch = batcher.flush();
  if (batch !== undefined) yield batch;
}

/** Begins each entry of `journalctl -o json-seq`. */
const RECORD_SEPARATOR = "\x1e";

function rowOf(line: Line, columns: SourceColumns, { onReject, onGap }: ReaderHooks): Row | undefined {
  const { number, isCut } = line;
  const text = line.text.startsWith(RECORD_SEPARATOR) ? line.text.slice(1) : line.text;
  const reject = (reason: string): void => onReject({ line: number, reason, text: excerpt(line.text) });
  if (hasTooManyParts(text)) return void reject(TOO_MANY_PARTS);
  const entry = parseEntry(text);
  const time = entry === undefined ? undefined : timeOf(entry);
  if (entry !== undefined && time !== undefined) return entryRow(entry, time, columns);
  if (entry === undefined && isCut)
    onGap({ place: `line ${number}`, reason: "the file ends within an entry: it was cut short" });
  reject(entry === undefined ? "the line is no JSON object" : NO_TIME);
  return undefined;
}

const NO_TIME = "the entry has no __REALTIME_TIMESTAMP in microseconds that can be read";
const TOO_MANY_PARTS = `the entry has more than ${LIMITS.columns.toLocaleString("en")} fields`;
