import type { Host, ProgramFacts } from "../host.ts";
import { lookUp } from "../host.ts";
import { remembering } from "../remember.ts";
import { targetFinder } from "../targets.ts";
import { LookAlikes, type LookAlike } from "../text/look-alike.ts";
import { windowsAccount } from "./accounts.ts";
import { readWindowsPath, type WindowsPath } from "./path.ts";
import { windowsPlace } from "./places.ts";
import { WINDOWS_DOCUMENT_PROGRAMS, WINDOWS_INTERPRETERS, WINDOWS_PROGRAMS, WINDOWS_STORES } from "./programs.ts";
import { WINDOWS_TARGETS } from "./targets.ts";
import { WINDOWS_TOOLS } from "./tools.ts";

const stem = (name: string): string => name.replace(/\.(?:exe|com|scr|pif|bat|cmd|dll)$/, "");
const STEMS = new LookAlikes([...WINDOWS_PROGRAMS.keys()].map(stem));
const TOP_FOLDERS = new LookAlikes(["windows", "program files", "program files (x86)", "programdata", "users"]);
const WINDOWS_FOLDERS = new LookAlikes(["system32", "syswow64", "winsxs", "sysnative", "servicing", "system"]);

export const WINDOWS: Host = {
  name: "Windows",
  account: windowsAccount,
  targets: targetFinder(WINDOWS_TARGETS),
  program: remembering((path): ProgramFacts => {
    const read = readWindowsPath(path);
    const place = windowsPlace(path);
    const isImpostor = isOutOfPlace(read);
    return {
      name: read.name,
      place,
      isImpostor,
      isAtHome: WINDOWS_PROGRAMS.has(read.name) && !isImpostor && read.root !== "none",
      lookAlike: place === "programs" ? undefined : lookAlikeOf(read),
      isHidden: read.folder.split("\\").some((part) => part !== part.trim() || /^\.{3,}$/.test(part)),
      isInterpreter: lookUp(read.name, (name) => WINDOWS_INTERPRETERS.has(name) || undefined) ?? false,
      opensDocuments: WINDOWS_DOCUMENT_PROGRAMS.has(read.name),
      purposes: lookUp(read.name, (name) => WINDOWS_TOOLS.get(name)) ?? [],
    };
  }),
};

/** Whether a part of Windows lies outside its folders. A name alone, without a path, says nothing. */
function isOutOfPlace({ root, folder, name }: WindowsPath): boolean {
  const homes = WINDOWS_PROGRAMS.get(name);
  if (homes === undefined || root === "none") return false;
  if (root === "share" || root === "device") return true;
  return !homes.some((home) => isIn(folder, home)) && !WINDOWS_STORES.some((store) => isIn(folder, store));
}

/** In the folder itself, or for stores and application folders below it. */
function isIn(folder: string, home: string): boolean {
  if (folder === home) return true;
  const isOpen = !/\\(?:system32|syswow64|sysnative|windows|v1\.0|wbem)$/.test(home);
  return isOpen && folder.startsWith(home + "\\");
}

function lookAlikeOf({ folder, name }: WindowsPath): LookAlike | undefined {
  const bare = stem(name);
  const [top = "", below = ""] = folder.split("\\", 3).slice(1);
  return (
    otherEnding(name, bare) ??
    STEMS.nearest(bare) ??
    TOP_FOLDERS.nearest(top) ??
    (top === "windows" && below !== "" ? WINDOWS_FOLDERS.nearest(below) : undefined)
  );
}

/** A part of Windows with the ending of another kind of program. */
function otherEnding(name: string, bare: string): LookAlike | undefined {
  const isProgram = /\.(?:com|scr|pif|bat|cmd)$/.test(name);
  const original = `${bare}.exe`;
  return isProgram && bare.length >= 5 && WINDOWS_PROGRAMS.has(original) ? { of: original, distance: 0 } : undefined;
}
