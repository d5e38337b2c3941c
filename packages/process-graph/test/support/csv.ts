import { parseTime } from "@winnow/expressions";
import type { Logon, ProcessStart } from "../../src/index.ts";
import { logon, start } from "./records.ts";

type Row = Readonly<Record<string, string>>;

/** Reads CSV with a header line, as RFC 4180 has it. */
export function parseCsv(text: string): Row[] {
  const records: string[][] = [[]];
  for (const [, cell = "", end] of text.replace(/\r?\n$/, "").matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/g)) {
    records.at(-1)!.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === "") break;
    if (end !== ",") records.push([]);
  }
  const [header, ...rows] = records as [string[], ...string[][]];
  return rows.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ""])));
}

/** Event 4688 in the columns of Sentinel's table. */
export function startOf(row: Row, event: number): ProcessStart {
  return start({
    event,
    time: parseTime(row["TimeGenerated"]!),
    host: row["Computer"]!,
    pid: row["NewProcessId"]!,
    parentPid: row["ProcessId"]!,
    executable: row["NewProcessName"]!,
    commandLine: row["CommandLine"]!,
    parentExecutable: row["ParentProcessName"]!,
    user: row["Account"]!,
    logonId: row["SubjectLogonId"]!,
    effectiveLogonId: row["TargetLogonId"]!,
  });
}

/** Event 4624 in the columns of Sentinel's table. */
export function logonOf(row: Row, event: number): Logon {
  return logon({
    event,
    time: parseTime(row["TimeGenerated"]!),
    host: row["Computer"]!,
    account: row["Account"]!,
    logonId: row["TargetLogonId"]!,
    type: row["LogonType"]!,
  });
}
