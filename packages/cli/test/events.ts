import { writeFile } from "node:fs/promises";
import { join } from "node:path";

export const PROCESS_COLUMNS = [
  "TimeGenerated",
  "Computer",
  "Account",
  "SubjectUserName",
  "SubjectLogonId",
  "NewProcessName",
  "CommandLine",
] as const;

/** One process start as a line of CSV; text with quotes in it is quoted. */
export function processLine(second: number, program: string, commandLine: string, logonId = "0x3e7"): string {
  const time = new Date(Date.UTC(2024, 0, 15, 8, 0, second)).toISOString();
  return [time, "host-1", "HOST\\user-1", "user-1", logonId, program, commandLine].map(cell).join(",");
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Ten starts of two programs, and one that nothing else is like. */
export function processEvents(): string[] {
  const usual = Array.from({ length: 10 }, (_, i) =>
    i % 2 === 0
      ? processLine(i, "C:\\Windows\\System32\\svchost.exe", "svchost.exe -k netsvcs -p")
      : processLine(i, "C:\\Windows\\System32\\cmd.exe", "cmd.exe /c dir C:\\Temp"),
  );
  return [...usual, processLine(11, "C:\\Users\\Public\\odd.exe", "odd.exe --listen 0.0.0.0:4444 -v -v -v", "0x1f4a2")];
}

/** Writes a CSV of process starts and gives its path. */
export async function writeEvents(directory: string, lines: readonly string[] = processEvents()): Promise<string> {
  const path = join(directory, "events.csv");
  await writeFile(path, [PROCESS_COLUMNS.join(","), ...lines, ""].join("\n"));
  return path;
}
