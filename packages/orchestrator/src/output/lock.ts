import { mkdir, readdir, rename, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runAborted, throwIfAborted } from "@winnow/core";
import { lockHeld } from "./errors.ts";
import { canBeAsked, describeOwner, isOwnerGone, isToken, newToken } from "./owner.ts";

const LOCK = "lock";
const POLL_MS = 20;
/** The work takes moments: an owner on another host that holds the lock for so long was killed. */
const PATIENCE_MS = 600_000;
/** A wait for an owner that cannot be asked: whether it still runs is for a person to find out. */
const SHORT_PATIENCE_MS = 120_000;
/** Shorter waits are not reported. */
const REPORT_AFTER_MS = 1_000;
const TAKEN = new Set(["ENOTEMPTY", "EEXIST", "EPERM", "EACCES", "EBUSY"]);

/** Who wants the lock. */
export interface LockRequest {
  readonly signal: AbortSignal;
  /** Called again and again while another owner holds the lock, with that owner in words. */
  readonly onWait?: (owner: string) => void;
  /** How long to wait for one owner; depends on the owner when absent. */
  readonly patienceMs?: number;
}

/**
 * Does `work` while no other process does so in this directory. The lock is a directory that holds one file named after its
 * owner: it appears with its owner in it, and removing a dead owner's file cannot hit a later owner's.
 * @throws `WN1001` when the signal fires while another process works, `WN1345` when one keeps the lock for too long
 */
export async function withLock<T>(runs: string, request: LockRequest, work: () => Promise<T>): Promise<T> {
  const { signal } = request;
  const token = newToken();
  const own = join(runs, `${token}.lock`);
  const lock = join(runs, LOCK);
  await mkdir(own, { recursive: true });
  try {
    await writeFile(join(own, token), "");
    const wait = new Wait(lock, request);
    while (!(await take(own, lock))) {
      await dropDeadOwners(lock);
      wait.goOn(await ownersOf(lock));
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

/**
 * Checks before a long run that nothing holds the lock that no run will ever remove.
 * @throws `WN1345`
 */
export async function assertLockable(runs: string): Promise<void> {
  const lock = join(runs, LOCK);
  const foreign = (await ownersOf(lock)).find((name) => !isToken(name));
  if (foreign !== undefined) throw lockHeld({ lock, owner: describeOwner(foreign) });
}

/** A wait for the lock, which starts again with each owner. */
class Wait {
  readonly #lock: string;
  readonly #request: LockRequest;
  #owner: string | undefined;
  #since = 0;

  constructor(lock: string, request: LockRequest) {
    this.#lock = lock;
    this.#request = request;
  }

  /** @throws `WN1345` when this owner has held the lock for too long */
  goOn([owner]: readonly string[]): void {
    if (owner !== this.#owner) this.#since = performance.now();
    this.#owner = owner;
    if (owner === undefined) return;
    const waited = performance.now() - this.#since;
    const { onWait, patienceMs = canBeAsked(owner) ? PATIENCE_MS : SHORT_PATIENCE_MS } = this.#request;
    if (waited > patienceMs) throw lockHeld({ lock: this.#lock, owner: describeOwner(owner) });
    if (waited > REPORT_AFTER_MS) onWait?.(describeOwner(owner));
  }
}

/** Files of another kind come first: they stay. */
async function ownersOf(lock: string): Promise<readonly string[]> {
  const names = await readdir(lock).catch(() => []);
  return names.sort((a, b) => Number(isToken(a)) - Number(isToken(b)));
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
  for (const owner of await ownersOf(lock)) {
    if (isOwnerGone(owner, PATIENCE_MS)) await unlink(join(lock, owner)).catch(() => undefined);
  }
  // Succeeds only on an empty directory: where the owner was dead, or was killed while it let go.
  await rmdir(lock).catch(() => undefined);
}
