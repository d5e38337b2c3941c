import { LIMITS } from "@winnow/core";
import { Buffer } from "node:buffer";
import {
  eventRow,
  priorityNames,
  SourceRecord,
  type LineColumn,
  type Row,
  type SourceColumns,
} from "@winnow/log-lines";

/** What `journalctl -o json` writes for one entry, each field as text. */
type JournalEntry = ReadonlyMap<string, string | null>;

/** Lines up to this length are cheap to parse whatever is in them. */
const SHORT_LINE = 65_536;

/**
 * Whether a line has more members, objects and arrays than an entry can have. Parsed, each takes far more memory than its
 * characters: 16 MiB of members become 800.
 */
export function hasTooManyParts(line: string): boolean {
  if (line.length <= SHORT_LINE || !isObject(line)) return false;
  let parts = 0;
  for (let at = 0; at < line.length && parts <= LIMITS.columns; at++) {
    const character = line[at];
    if (character === '"') at = endOfText(line, at);
    else if (character === ":" || character === "{" || character === "[") parts++;
  }
  return parts > LIMITS.columns;
}

function isObject(line: string): boolean {
  return /^\s*\{/.test(line);
}

/** Where the text that begins at an offset ends. */
function endOfText(line: string, start: number): number {
  let at = start + 1;
  while (at < line.length && line[at] !== '"') at += line[at] === "\\" ? 2 : 1;
  return at;
}

/** `undefined` where the line is no JSON object. */
export function parseEntry(line: string): JournalEntry | undefined {
  if (!isObject(line)) return undefined;
  try {
    const fields = Object.entries(JSON.parse(line) as object);
    // An escaped half of a character, which no journal writes, has no place in UTF-8 results.
    return new Map(fields.map(([name, field]) => [name.toWellFormed(), fieldText(field)?.toWellFormed() ?? null]));
  } catch {
    return undefined;
  }
}

/** Fields that are no UTF-8 are written as arrays of bytes, and fields that occur several times as arrays of their values. */
function fieldText(field: unknown): string | null {
  if (field === null || typeof field === "string") return field;
  if (!Array.isArray(field)) return typeof field === "object" ? JSON.stringify(field) : String(field);
  if (field.every(isByte)) return Buffer.from(field).toString("utf8");
  return field.map((item) => (isDeep(item) ? JSON.stringify(item) : (fieldText(item) ?? ""))).join("\n");
}

function isByte(item: unknown): item is number {
  return Number.isInteger(item) && (item as number) >= 0 && (item as number) <= 255;
}

/** An array of arrays of arrays: nothing that journald writes. */
function isDeep(item: unknown): boolean {
  return Array.isArray(item) && item.some((inner) => typeof inner === "object");
}

/** The last microsecond of the year 9999. */
const MAX_TIME = 253_402_300_799_999_999n;

/** ISO 8601 in UTC, with microseconds; `undefined` where the entry has no time that can be read. */
export function timeOf(entry: JournalEntry): string | undefined {
  const text = entry.get("__REALTIME_TIMESTAMP") ?? "";
  if (!/^\d{1,18}$/.test(text) || BigInt(text) > MAX_TIME) return undefined;
  const time = BigInt(text);
  const micros = String(time % 1000n).padStart(3, "0");
  return new Date(Number(time / 1000n)).toISOString().replace("Z", `${micros}Z`);
}

/** The event of an entry: the columns of a syslog event, then all its own fields under their own names. */
export function entryRow(entry: JournalEntry, time: string, columns: SourceColumns): Row {
  const { severity } = priorityNames(smallNumber(entry.get("PRIORITY"), 7));
  const facilityCode = smallNumber(entry.get("SYSLOG_FACILITY"), 23);
  const { facility } = priorityNames(facilityCode === null ? null : facilityCode * 8);
  const line = new Map<LineColumn, string | null>();
  line.set("time", time);
  line.set("host", entry.get("_HOSTNAME") ?? null);
  line.set("program", entry.get("SYSLOG_IDENTIFIER") ?? entry.get("_COMM") ?? null);
  line.set("pid", entry.get("_PID") ?? entry.get("SYSLOG_PID") ?? null);
  line.set("facility", facility);
  line.set("severity", severity);
  line.set("message", entry.get("MESSAGE") ?? null);
  const record = new SourceRecord(columns, eventRow(line));
  for (const [name, text] of entry) if (name !== "MESSAGE") record.add(name, text);
  return record.row();
}

function smallNumber(text: string | null | undefined, max: number): number | null {
  const number = Number(text ?? NaN);
  return text !== "" && Number.isInteger(number) && number >= 0 && number <= max ? number : null;
}
