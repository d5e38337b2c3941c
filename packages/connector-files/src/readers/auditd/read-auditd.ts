import type { EventBatch } from "@winnow/core";
import { readLines, type Line } from "../lines.ts";
import { excerpt, type ReaderHooks } from "../reader.ts";
import { RowBatcher, type Row } from "../row-batcher.ts";
import { AUDITD_COLUMNS } from "./columns.ts";
import { eventOf } from "./event.ts";
import { parseRecord, type AuditRecord } from "./record.ts";

/**
 * Reads a log of the Linux audit system (`audit.log`, or `ausearch --raw`), one event per serial number, in the order in
 * which events begin. Records of several events may be interleaved. The columns are {@link AUDITD_COLUMNS}.
 *
 * An event ends with its EOE record, or when 256 later ones have begun: logs seldom keep EOE records, and clocks of
 * several hosts in one log tell nothing. A record later than that becomes an event of its own.
 * Lines that are no audit records are rejected, but for the rules that `ausearch` draws between events.
 * @throws `WN1001` once the signal has fired
 */
export async function* readAuditd(chunks: AsyncIterable<Uint8Array>, hooks: ReaderHooks): AsyncGenerator<EventBatch> {
  const batcher = new RowBatcher(Object.keys(AUDITD_COLUMNS));
  const log = new AuditLog(hooks);
  for await (const lines of readLines(chunks, hooks)) {
    for (const line of lines) {
      log.add(line);
      for (const row of log.finished()) {
        const batch = batcher.add(row);
        if (batch !== undefined) yield batch;
      }
    }
  }
  for (const row of log.rest()) {
    const batch = batcher.add(row);
    if (batch !== undefined) yield batch;
  }
  const batch = batcher.flush();
  if (batch !== undefined) yield batch;
}

interface OpenEvent {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly records: AuditRecord[];
  readonly lines: string[];
  size: number;
  ended: boolean;
}

const MAX_OPEN = 256;
const MAX_RECORDS = 4096;
/** Characters. */
const MAX_EVENT_SIZE = 1 << 22;
const MAX_OPEN_SIZE = 1 << 24;
/** The last time of ISO 8601 with four digits for the year. */
const MAX_TIME_MS = Date.UTC(10_000, 0) - 1;

class AuditLog {
  readonly #hooks: ReaderHooks;
  /** In the order in which they began. */
  readonly #open = new Map<string, OpenEvent>();
  #openSize = 0;

  constructor(hooks: ReaderHooks) {
    this.#hooks = hooks;
  }

  add({ number, text }: Line): void {
    if (isRule(text)) return;
    const reject = (reason: string): void => this.#hooks.onReject({ line: number, reason, text: excerpt(text) });
    const record = parseRecord(text);
    if (record === undefined) return reject(reasonOf(text));
    const time = Math.round(Number(record.stamp) * 1000);
    if (time > MAX_TIME_MS) return reject("the time of the audit record is out of range");
    const event = this.#eventOf(record, time);
    if (event.records.length >= MAX_RECORDS || event.size + text.length > MAX_EVENT_SIZE) {
      return reject("the audit event has more records than can be held");
    }
    if (record.type === "EOE") event.ended = true;
    else {
      event.records.push(record);
      event.lines.push(text);
      event.size += text.length;
      this.#openSize += text.length;
    }
  }

  #eventOf({ node, stamp, serial }: AuditRecord, time: number): OpenEvent {
    const key = `${node ?? ""} ${stamp} ${serial}`;
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const event = { key, time, records: [], lines: [], size: 0, ended: false };
    this.#open.set(key, event);
    return event;
  }

  /** Events from the oldest on that are complete. */
  *finished(): Generator<Row> {
    for (const event of this.#open.values()) {
      if (!event.ended && this.#open.size <= MAX_OPEN && this.#openSize <= MAX_OPEN_SIZE) return;
      yield* this.#finish(event);
    }
  }

  *rest(): Generator<Row> {
    for (const event of this.#open.values()) yield* this.#finish(event);
  }

  /** An end without an event, left by a log that begins in the middle of one, is none. */
  *#finish({ key, records, lines, time, size }: OpenEvent): Generator<Row> {
    this.#open.delete(key);
    this.#openSize -= size;
    if (records.length > 0) yield eventOf(records, new Date(time).toISOString(), lines.join("\n"));
  }
}

/** What `ausearch` writes between events. */
function isRule(text: string): boolean {
  return text === "----" || text.startsWith("time->");
}

function reasonOf(text: string): string {
  return /^(?:node=\S+ )?type=\S+ msg=audit\(\D*\d+[/-]/.test(text)
    ? "the audit record was interpreted (ausearch -i); export it with ausearch --raw"
    : "the line is no audit record";
}
