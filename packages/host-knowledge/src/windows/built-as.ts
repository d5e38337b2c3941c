import { lookUp } from "../host.ts";
import { readWindowsPath } from "./path.ts";
import { WINDOWS_PROGRAMS } from "./programs.ts";
import { WINDOWS_TOOLS } from "./tools.ts";

const ENDINGS = /(?:\.(?:exe|com|c|dll|mui))+$/;

/** `psexec64.exe`, `PsExec.exe` and `psexec.c`, as files and their version resources write it, are one program. */
function stemOf(name: string): string {
  return name.replace(ENDINGS, "").replace(/[-_.]?(?:32|64|x86|x64)$/, "");
}

const isKnown = (name: string): true | undefined => WINDOWS_PROGRAMS.has(name) || WINDOWS_TOOLS.has(name) || undefined;

/**
 * What a renamed program was built as: the original file name in its version resource, where that is a part of Windows
 * or a tool of intruders and the file bears another name; empty else. Programs of other makers carry all kinds of
 * original names and mean nothing by it.
 */
export function windowsBuiltAs(path: string, originalName: string): string {
  const { name } = readWindowsPath(path);
  const original = originalName.trim().toLowerCase();
  const stem = stemOf(original);
  if (name === "" || stem === "" || stem === stemOf(name)) return "";
  const candidates = [original.replace(/\.mui$/, ""), `${original.replace(ENDINGS, "")}.exe`];
  return candidates.find((known) => lookUp(known, isKnown)) ?? "";
}
