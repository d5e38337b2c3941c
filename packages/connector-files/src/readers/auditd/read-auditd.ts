import type { EventBatch } from "@winnow/core";
import { readLines, type Line } from "../lines.ts";
import { excerpt, type ReaderHooks } from "../reader.ts";
import { RowBatcher, type Row } from "@winnow/log-lines";
import { AUDITD_COLUMNS } from "./columns.ts";
import { eventOf } from "./event.ts";
import { parseHeader, parseRecord, type AuditHeader } from "./record.ts";

/**
 * Reads a log of the Linux audit system (`audit.log`, or `ausearch --raw`), one event per serial number, in the order in
 * which events begin. Records of several events may be interleaved. The columns are {@link AUDITD_COLUMNS}.
 *
 * An event ends with its EOE record, or when 64 later ones have begun: logs seldom keep EOE records, and clocks of
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
      for (let row = log.next(); row !== undefined; row = log.next()) {
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
  /** Parsed only once the event is whole: text is cheap to hold. */
  readonly headers: AuditHeader[];
  readonly lines: string[];
  size: number;
  ended: boolean;
}

const MAX_OPEN = 64;
const MAX_RECORDS = 4096;
/** Characters. */
const MAX_EVENT_SIZE = 1 << 22;
const MAX_OPEN_SIZE = 1 << 24;
/** The last time of ISO 8601 with four digits for the year. */
const MAX_TIME_MS = Date.UTC(10_000, 0) - 1;

const TOO_LARGE = "the audit event has more records than can be held";

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
    const header = parseHeader(text);
    if (header === undefined) return reject(reasonOf(text));
    const time = Math.round(Number(header.stamp) * 1000);
    if (time > MAX_TIME_MS) return reject("the time of the audit record is out of range");
    if (text.length > MAX_EVENT_SIZE) return reject(TOO_LARGE);
    const event = this.#eventOf(header, time);
    if (event.lines.length >= MAX_RECORDS || event.size + text.length > MAX_EVENT_SIZE) {
      return reject(TOO_LARGE);
    }
    if (header.type === "EOE") event.ended = true;
    else {
      event.headers.push(header);
      event.lines.push(text);
      event.size += text.length;
      this.#openSize += text.length;
    }
  }

  #eventOf({ node, stamp, serial }: AuditHeader, time: number): OpenEvent {
    const key = `${node ?? ""} ${stamp} ${serial}`;
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const event = { key, time, headers: [], lines: [], size: key.length, ended: false };
    this.#openSize += event.size;
    this.#open.set(key, event);
    return event;
  }

  /** The oldest event if it is complete. */
  next(): Row | undefined {
    for (const event of this.#open.values()) {
      if (!event.ended && this.#open.size <= MAX_OPEN && this.#openSize <= MAX_OPEN_SIZE) return undefined;
      const row = this.#close(event);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  *rest(): Generator<Row> {
    for (const event of this.#open.values()) {
      const row = this.#close(event);
      if (row !== undefined) yield row;
    }
  }

  /** An end without an event, left by a log that begins in the middle of one, is none. */
  #close({ key, headers, lines, time, size }: OpenEvent): Row | undefined {
    this.#open.delete(key);
    this.#openSize -= size;
    if (lines.length === 0) return undefined;
    const records = lines.map((line, index) => parseRecord(line, headers[index]!));
    return eventOf(records, new Date(time).toISOString(), lines.join("\n"));
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
