import type { Host, ProgramFacts } from "../host.ts";
import { lookUp } from "../host.ts";
import type { Place } from "../place.ts";
import { remembering } from "../remember.ts";
import { targetFinder } from "../targets.ts";
import { LookAlikes, type LookAlike } from "../text/look-alike.ts";
import { linuxAccount } from "./accounts.ts";
import { linuxPlace } from "./places.ts";
import { KERNEL_THREADS, LINUX_DOCUMENT_PROGRAMS, LINUX_INTERPRETERS, LINUX_PROGRAMS } from "./programs.ts";
import { LINUX_TARGETS } from "./targets.ts";
import { LINUX_TOOLS } from "./tools.ts";

const NAMES = new LookAlikes(LINUX_PROGRAMS);
/** Where an administrator or a package puts programs, under any name. */
const INSTALLED: ReadonlySet<Place> = new Set<Place>(["system", "system-other", "programs", "program-data", ""]);

export const LINUX: Host = {
  name: "Linux",
  account: linuxAccount,
  targets: targetFinder(LINUX_TARGETS),
  program: remembering((path): ProgramFacts => {
    const place = linuxPlace(path);
    const parts = path.replace(/ \(deleted\)$/, "").split("/");
    const name = parts.at(-1)!;
    const isInstalled = INSTALLED.has(place);
    return {
      name,
      place,
      isImpostor: !isInstalled && isPart(name),
      isAtHome: place === "system" && isPart(name),
      lookAlike: kernelThread(name) ?? (isInstalled ? NAMES.sameLook(name) : nearestUnversioned(name)),
      isHidden: isHidden(parts, place),
      isInterpreter: lookUp(name, (known) => LINUX_INTERPRETERS.has(known) || undefined) ?? false,
      opensDocuments: lookUp(name, (known) => LINUX_DOCUMENT_PROGRAMS.has(known) || undefined) ?? false,
      purposes: lookUp(name, (known) => LINUX_TOOLS.get(known)) ?? [],
    };
  }),
};

function isPart(name: string): boolean {
  return lookUp(name, (known) => LINUX_PROGRAMS.has(known) || undefined) ?? false;
}

function nearestUnversioned(name: string): LookAlike | undefined {
  const isKnown = lookUp(name, (known) => NAMES.has(known) || undefined) ?? false;
  return isKnown ? undefined : NAMES.nearest(name);
}

/** `[kworker/0:1]`, `kworker`: threads of the kernel are no files. */
function kernelThread(name: string): LookAlike | undefined {
  const bare = name.replace(/^\[+/, "").replace(/[/:\]].*$/, "");
  return KERNEL_THREADS.has(bare) ? { of: bare, distance: 0 } : undefined;
}

/** Dot folders are usual where people live, and nowhere else. */
function isHidden(parts: readonly string[], place: Place): boolean {
  const isStrange = parts.some((part) => /^\.{3,}$/.test(part) || (part !== "" && part.trim() === ""));
  if (isStrange || place === "user" || place === "downloads" || place === "programs") return isStrange;
  return parts.some((part) => /^\.[^.]/.test(part));
}
