import { mkdir, readdir, rename, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runAborted, throwIfAborted } from "@winnow/core";
import { isOwnerGone, newToken } from "./owner.ts";

const LOCK = "lock";
const POLL_MS = 20;
/** The work takes moments: an owner on another host that holds the lock for so long was killed. */
const PATIENCE_MS = 600_000;
const TAKEN = new Set(["ENOTEMPTY", "EEXIST", "EPERM", "EACCES", "EBUSY"]);

/**
 * Does `work` while no other process does so in this directory. The lock is a directory that holds one file named after its
 * owner: it appears with its owner in it, and removing a dead owner's file cannot hit a later owner's.
 * @throws `WN1001` when `signal` fires while another process works
 */
export async function withLock<T>(runs: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const token = newToken();
  const own = join(runs, `${token}.lock`);
  const lock = join(runs, LOCK);
  await mkdir(own, { recursive: true });
  try {
    await writeFile(join(own, token), "");
    while (!(await take(own, lock))) {
      await dropDeadOwners(lock);
      await sleep(POLL_MS, undefined, { signal }).catch(() => throwIfAborted(signal));
    }
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    throw signal.aborted ? runAborted({}, { cause: error }) : error;
  }
  try {
    return await work();
  } finally {
    await unlink(join(lock, token)).catch(() => undefined);
    await rmdir(lock).catch(() => undefined);
  }
}

async function take(own: string, lock: string): Promise<boolean> {
  try {
    await rename(own, lock);
    return true;
  } catch (error) {
    if (TAKEN.has((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

async function dropDeadOwners(lock: string): Promise<void> {
  const owners = await readdir(lock).catch(() => []);
  for (const owner of owners) {
    if (isOwnerGone(owner, PATIENCE_MS)) await unlink(join(lock, owner)).catch(() => undefined);
  }
  // Succeeds only on an empty directory: where the owner was dead, or was killed while it let go.
  await rmdir(lock).catch(() => undefined);
}
