import type { EventBatch } from "@winnow/core";
import { RowBatcher, SourceColumns, SourceRecord, type Row } from "@winnow/log-lines";
import { isoOfNanos } from "../frames/time.ts";
import { member } from "../service/json.ts";
import type { Entry, Labels } from "./entry.ts";
import { objectIn } from "./lines/json.ts";
import type { LineEvents, LineReading } from "./lines/parser.ts";

const LEADING = ["timestamp", "line"] as const;

/**
 * Makes events of log lines: `timestamp` (ISO 8601, nine digits), `line`, the stream's labels as `labels.<name>`,
 * structured metadata as `metadata.<name>`, and what the line says under its own names. Such a name that is one of the
 * others, or looks like it, stands under `fields.`.
 */
export class LokiRows {
  readonly #reading: LineReading | undefined;
  readonly #unpack: boolean;
  readonly #columns: SourceColumns;
  readonly #batcher: RowBatcher;
  #lines = 0;
  #unread = 0;

  constructor(reading: LineReading | undefined, unpack: boolean) {
    const leading = [...LEADING, ...(reading?.columns ?? [])];
    this.#reading = reading;
    this.#unpack = unpack;
    this.#columns = new SourceColumns(leading);
    this.#batcher = new RowBatcher(leading);
  }

  *add(entries: readonly Entry[]): Generator<EventBatch> {
    for (const entry of entries) {
      const { times, row } = this.#row(this.#unpack ? unpacked(entry) : entry);
      for (let i = 0; i < times; i++) {
        const batch = this.#batcher.add(row);
        if (batch !== undefined) yield batch;
      }
    }
  }

  *flush(): Generator<EventBatch> {
    const batch = this.#batcher.flush();
    if (batch !== undefined) yield batch;
  }

  /** What the analyst should know of lines that were not of the form that was asked for. */
  warning(): string | undefined {
    if (this.#unread === 0) return undefined;
    const read = `${this.#unread} of ${this.#lines} lines could not be read as ${this.#reading!.form}`;
    return `${read}: only their text and labels are known.`;
  }

  #row(entry: Entry): { readonly times: number; readonly row: Row } {
    const said = this.#read(entry);
    const fixed = new Map<string, string | null>([
      ["timestamp", isoOfNanos(entry.nanos)],
      ["line", entry.line],
      ...(said.row ?? []),
    ]);
    const record = new SourceRecord(this.#columns, fixed);
    addLabels(record, "labels.", entry.labels);
    addLabels(record, "metadata.", entry.metadata);
    for (const [name, value] of Object.entries(entry.parsed)) record.add(this.#own(name), value);
    for (const [name, value] of said.fields ?? []) record.add(this.#own(name), value);
    return { times: said.times ?? 1, row: record.row() };
  }

  #read(entry: Entry): LineEvents {
    if (this.#reading === undefined) return {};
    this.#lines++;
    const said = this.#reading.parse(entry.line, entry);
    if (said === undefined) this.#unread++;
    return said ?? {};
  }

  /** The column of what a line calls so, which must not be taken for a label or a column of Winnow. */
  #own(name: string): string {
    const isTaken = this.#columns.reserved.has(name.toLowerCase()) || /^(?:labels|metadata|fields)\./i.test(name);
    return isTaken ? `fields.${name}` : name;
  }
}

function addLabels(record: SourceRecord, prefix: string, labels: Labels): void {
  for (const [name, value] of Object.entries(labels)) record.add(prefix + name, value);
}

/** The line and labels that Promtail's `pack` stage put into one JSON object, as they were before. */
function unpacked(entry: Entry): Entry {
  const object = objectIn(entry.line);
  const line = member(object, "_entry");
  if (object === undefined || typeof line !== "string") return entry;
  const packed = Object.entries(object).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  const labels = Object.fromEntries(packed.filter(([name]) => name !== "_entry"));
  return { ...entry, line, labels: { ...entry.labels, ...labels } };
}
