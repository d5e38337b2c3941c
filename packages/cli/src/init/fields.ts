import type { FieldSource } from "@winnow/core";
import type { Column } from "./columns.ts";

/** Field → names that columns of unknown logs have for it, without regard to case and separators. */
const USUAL_NAMES: Readonly<Record<string, readonly string[]>> = {
  "host.name": ["host", "hostname", "computer", "computername", "machine", "device", "devicename", "server", "node"],
  "user.name": [
    "user",
    "username",
    "account",
    "accountname",
    "actor",
    "who",
    "login",
    "principal",
    "uid",
    "useridentity",
  ],
  "user.domain": ["domain", "userdomain", "accountdomain"],
  "process.executable": ["image", "imagepath", "exe", "executable", "processpath", "programpath", "newprocessname"],
  "process.name": ["process", "processname", "program", "programname", "binary"],
  "process.command_line": ["commandline", "cmdline", "cmd", "command", "processcommandline", "args"],
  "process.pid": ["pid", "processid"],
  "process.parent.executable": ["parentimage", "parentpath", "parentexe", "parentprocesspath", "parentprocessname"],
  "process.parent.pid": ["ppid", "parentpid", "parentprocessid"],
  "process.working_directory": ["cwd", "workingdirectory"],
  "source.ip": [
    "src",
    "srcip",
    "source",
    "sourceip",
    "client",
    "clientip",
    "remoteaddr",
    "remoteip",
    "ip",
    "ipaddress",
    "idorigh",
  ],
  "source.port": ["srcport", "sourceport", "sport", "clientport"],
  "event.outcome": ["outcome", "result"],
  "user_agent.original": ["useragent", "agent", "httpuseragent"],
};

const FIELD_OF = new Map(Object.entries(USUAL_NAMES).flatMap(([field, names]) => names.map((name) => [name, field])));

/** A column with the field that it is proposed for. */
export interface MappedColumn {
  readonly field: string;
  readonly column: Column;
}

/** Gives each column that says something a field: one of Winnow's, where its name tells, or its own name. */
export function proposeFields(columns: readonly Column[]): readonly MappedColumn[] {
  const taken = new Set<string>();
  return columns.flatMap((column) => {
    const field = column.role === "time" ? "@timestamp" : (known(column.name) ?? ownName(column.name));
    const worth = column.role !== "empty" && (column.role !== "constant" || known(column.name) !== undefined);
    // A name that looks like a variable of the environment would be taken for one in the profile.
    if (!worth || column.name.includes("${")) return [];
    const free = unused(field, taken);
    taken.add(bare(free));
    return [{ field: free, column }];
  });
}

/** The name, or with a number where another one differs from it by case or separators only: features are named by it. */
function unused(field: string, taken: ReadonlySet<string>): string {
  for (let i = 2, name = field; ; name = `${field}_${i++}`) if (!taken.has(bare(name))) return name;
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function known(name: string): string | undefined {
  return FIELD_OF.get(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
}

function ownName(name: string): string {
  const field = name.replaceAll(/[^\p{L}\p{N}_.]+/gu, "_").replaceAll(/^[_.]+|[_.]+$/g, "");
  return field === "" ? "column" : field;
}

/** The map as a profile has it; names of programs are taken from their paths where there is no column for them. */
export function writtenMap(fields: readonly MappedColumn[]): Readonly<Record<string, FieldSource>> {
  const map: Record<string, FieldSource> = Object.fromEntries(fields.map(({ field, column }) => [field, column.name]));
  for (const part of ["process", "process.parent"]) {
    const path = map[`${part}.executable`];
    if (path !== undefined && map[`${part}.name`] === undefined) map[`${part}.name`] = { basename: path };
  }
  return map;
}

/** Whether these are process starts, although the log's schema is not known. */
export function areProcessStarts(fields: readonly MappedColumn[]): boolean {
  const names = new Set(fields.map(({ field }) => field));
  return names.has("process.executable") && names.has("process.command_line");
}
