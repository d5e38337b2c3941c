import { createHash } from "node:crypto";
import { readFileSync, readlinkSync, rmSync } from "node:fs";
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/** `winnow-<host>-<pid>-<start>-<random>`: the owner is the process `pid` of the host that started at `start`. */
const NAME = /^winnow-([0-9a-f]{8})-([0-9]+)-([0-9]+)-[A-Za-z0-9]{6}$/;

/** Directories to remove when the process exits with an engine still open. */
const open = new Set<string>();
let watchesExit = false;

/**
 * Creates an empty directory in `parent` and removes those whose process was killed.
 * @param pid process that owns the directory
 */
export async function createTempDirectory(parent: string, pid: number = process.pid): Promise<string> {
  await removeAbandoned(parent);
  const directory = await mkdtemp(join(parent, `winnow-${hostDigest()}-${pid}-${startTime(pid)}-`));
  open.add(directory);
  if (!watchesExit) process.on("exit", removeOpen);
  watchesExit = true;
  return directory;
}

export async function removeTempDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  open.delete(directory);
}

function removeOpen(): void {
  for (const directory of open) rmSync(directory, { recursive: true, force: true });
}

/** A directory that cannot be examined or removed stays: cleaning never fails a run. */
async function removeAbandoned(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const owner = NAME.exec(name);
    if (owner === null || isAlive(owner[1]!, Number(owner[2]), owner[3]!)) continue;
    const directory = join(parent, name);
    if (await isOurs(directory)) await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Others can create a directory of this name in a shared parent and swap its content while it is being removed. */
async function isOurs(directory: string): Promise<boolean> {
  const stats = await lstat(directory).catch(() => undefined);
  return stats !== undefined && stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid());
}

/** Whether the process may still run. Processes of other hosts cannot be seen, so they are assumed alive. */
function isAlive(host: string, pid: number, start: string): boolean {
  if (host !== hostDigest()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
  // Another process may have got the number since.
  const current = startTime(pid);
  return start === "0" || current === "0" || current === start;
}

/** Clock ticks from the boot of the host to the start of a process; `0` where the system has no `/proc`. */
function startTime(pid: number): string {
  try {
    // The second field is the program's name in parentheses, which may contain spaces and parentheses itself.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0";
  } catch {
    return "0";
  }
}

/** Containers share a host's name at times, never its process numbers: the namespace of those is part of the digest. */
function hostDigest(): string {
  let namespace = "";
  try {
    namespace = readlinkSync("/proc/self/ns/pid");
  } catch {
    // Not Linux: processes have one namespace.
  }
  return createHash("sha256").update(`${hostname()}\0${namespace}`).digest("hex").slice(0, 8);
}
