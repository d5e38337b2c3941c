import { parseHeader } from "./auditd/record.ts";
import { parseLine } from "@winnow/log-lines";

/** What a file that DuckDB does not read may hold. */
export type LogKind = "evtx" | "auditd" | "syslog" | "journald" | "zip";

/** How many bytes of a file {@link detectReader} wants to see. */
export const DETECTION_BYTES = 65_536;

/** Lines that are looked at. */
const SAMPLE_LINES = 64;

/**
 * Which reader a file needs, by its content. `undefined` means that none of these does (tables,
 * JSON and Parquet are the engine's).
 * @param fileName only says that a file was meant to be an event log where its beginning is destroyed
 * @param firstBytes the first {@link DETECTION_BYTES} of the unpacked file, or all of a shorter one
 */
export function detectReader(fileName: string, firstBytes: Uint8Array): LogKind | undefined {
  const bytes = Buffer.from(firstBytes.buffer, firstBytes.byteOffset, firstBytes.byteLength);
  if (startsWith(bytes, "ElfFile\0")) return "evtx";
  if (startsWith(bytes, "PK\x03\x04") || startsWith(bytes, "PK\x05\x06")) return "zip";
  if (/\.evtx(\.gz)?$/i.test(fileName) && bytes.includes(0)) return "evtx";
  return kindOfLines(sampleLines(bytes));
}

function startsWith(bytes: Buffer, magic: string): boolean {
  return bytes.toString("latin1", 0, magic.length) === magic;
}

/** The last line is left out where it may be cut off. */
function sampleLines(bytes: Buffer): readonly string[] {
  const lines = bytes
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .split(/\r?\n/);
  if (lines.length > 1) lines.pop();
  return lines
    .map((line) => line.replace(/^\0+/, ""))
    .filter((line) => line.trim() !== "")
    .slice(0, SAMPLE_LINES);
}

const TESTS: readonly (readonly [LogKind, (line: string) => boolean])[] = [
  ["auditd", (line) => line === "----" || line.startsWith("time->") || parseHeader(line) !== undefined],
  ["journald", (line) => (line.startsWith("{") || line.startsWith("\x1e{")) && /"__REALTIME_TIMESTAMP"\s*:/.test(line)],
  ["syslog", (line) => parseLine(line) !== undefined],
];

/** At least half of the lines must be of the kind: logs hold stray lines, and begin in the middle of one. */
function kindOfLines(lines: readonly string[]): LogKind | undefined {
  return TESTS.find(([, test]) => lines.length > 0 && lines.filter(test).length * 2 >= lines.length)?.[0];
}
