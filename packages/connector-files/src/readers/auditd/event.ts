import type { Row } from "@winnow/log-lines";
import type { AuditdColumn } from "./columns.ts";
import { execveArguments, proctitleArguments, shellLine } from "./command-line.ts";
import { decoded, unquoted, type AuditRecord } from "./record.ts";

/** Columns that hold a field as it is written, under the field's own name unless it says another. */
const PLAIN_FIELDS: readonly (readonly [AuditdColumn, string])[] = [
  ...([
    "syscall",
    "arch",
    "success",
    "exit",
    "pid",
    "ppid",
    "tty",
    "ses",
    "auid",
    "uid",
    "euid",
    "gid",
    "egid",
  ] as const),
  ...(["suid", "fsuid", "op", "id", "hostname", "addr", "terminal", "res", "grantors", "subj"] as const),
].map((name) => [name, name] as const);

const RENAMED_FIELDS: readonly (readonly [AuditdColumn, string])[] = [
  ["old_auid", "old-auid"],
  ["old_ses", "old-ses"],
];

/** Fields that the kernel or libaudit may have written as hexadecimal digits, since others choose what is in them. */
const ENCODED_FIELDS: readonly (readonly [AuditdColumn, string])[] = (
  ["exe", "comm", "cwd", "key", "acct", "unit"] as const
).map((name) => [name, name] as const);

const ENRICHED_FIELDS: readonly (readonly [AuditdColumn, string])[] = [
  ["syscall_name", "SYSCALL"],
  ["auid_name", "AUID"],
  ["uid_name", "UID"],
  ["euid_name", "EUID"],
  ["gid_name", "GID"],
];

/** Records whose fields have meanings of their own there: a0 of EXECVE is an argument, that of SYSCALL an address. */
const SPECIAL_TYPES: ReadonlySet<string> = new Set(["EXECVE", "PATH", "PROCTITLE"]);

/** The event that records of one serial number make up. */
export function eventOf(records: readonly AuditRecord[], time: string, raw: string): Row {
  const [first] = records;
  const row = new Map<AuditdColumn, string | null>([
    ["time", time],
    ["node", first?.node ?? null],
    ["type", [...new Set(records.map(({ type }) => type))].join(",")],
    ["serial", first?.serial ?? null],
  ]);
  const common = records.filter(({ type }) => !SPECIAL_TYPES.has(type));
  const fields = firstOfEach(common.map((record) => record.fields));
  copy(PLAIN_FIELDS, fields, row, unquoted);
  copy(RENAMED_FIELDS, fields, row, unquoted);
  copy(ENCODED_FIELDS, fields, row, decoded);
  copy(ENRICHED_FIELDS, firstOfEach(common.map((record) => record.enriched)), row, unquoted);
  addCommandLine(records, row);
  addPaths(records, row);
  row.set("raw", raw);
  return row;
}

type Fields = ReadonlyMap<string, string>;

/** Where several records have a field, that of the first counts. */
function firstOfEach(all: readonly Fields[]): Fields {
  const [only, ...more] = all;
  if (only === undefined || more.length === 0) return only ?? new Map();
  const firsts = new Map(only);
  for (const fields of more) for (const [name, text] of fields) if (!firsts.has(name)) firsts.set(name, text);
  return firsts;
}

function copy(
  columns: readonly (readonly [AuditdColumn, string])[],
  fields: Fields,
  row: Map<AuditdColumn, string | null>,
  read: (text: string) => string,
): void {
  for (const [column, field] of columns) {
    const text = fields.get(field);
    if (text !== undefined) row.set(column, read(text));
  }
}

function addCommandLine(records: readonly AuditRecord[], row: Map<AuditdColumn, string | null>): void {
  const execve = records.filter(({ type }) => type === "EXECVE").map(({ fields }) => fields);
  const argc = execve.find((fields) => fields.has("argc"))?.get("argc");
  if (argc !== undefined) row.set("argc", argc);
  const args = execveArguments(execve);
  const [title, command] = [firstField(records, "proctitle"), firstField(records, "cmd")];
  const set = (line: string, from: string): void => void row.set("cmdline", line).set("cmdline_from", from);
  if (args.length > 0) set(shellLine(args), "execve");
  else if (title !== undefined) set(shellLine(proctitleArguments(title)), "proctitle");
  else if (command !== undefined) set(decoded(command), "cmd");
}

function firstField(records: readonly AuditRecord[], field: string): string | undefined {
  return records.find(({ fields }) => fields.has(field))?.fields.get(field);
}

function addPaths(records: readonly AuditRecord[], row: Map<AuditdColumn, string | null>): void {
  const names = records.filter(({ type }) => type === "PATH").map(({ fields }) => fields.get("name"));
  const known = names.filter((name) => name !== undefined && name !== "(null)");
  if (known.length > 0) row.set("paths", shellLine(known.map((name) => decoded(name!))));
}
