import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** How long files are kept whose owner cannot be asked, such as a process on another host. */
const DAY_MS = 86_400_000;

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 6);

function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

const UNKNOWN = "000000";
/** Clock tick at which a process started; 0 where the system has no /proc. With it, a reused number is recognised. */
const startOf = (pid: number): string =>
  readOr(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name before it is in parentheses and may hold anything.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]!;
  }, "0");

const HOST = digest(hostname());
const BOOT = readOr(() => digest(readFileSync("/proc/sys/kernel/random/boot_id", "latin1")), UNKNOWN);
/** Containers on one host have their own numbers of processes. */
const NAMESPACE = readOr(() => digest(readlinkSync("/proc/self/ns/pid")), UNKNOWN);

const TOKEN =
  /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-([0-9a-f]{6})([0-9a-f]{6})([0-9a-f]{6})-(\d+)-(\d+)-[0-9a-f]{8}$/;

/** A name that sorts by time, is unique, and from which any process can infer whether its owner still runs. */
export function newToken(time: Date = new Date()): string {
  const stamp = time.toISOString().replaceAll(/[-:.]/g, "");
  return `${stamp}-${HOST}${BOOT}${NAMESPACE}-${process.pid}-${startOf(process.pid)}-${randomBytes(4).toString("hex")}`;
}

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * Whether the process that made a token has ended.
 * @param patienceMs how long an owner is trusted that cannot be asked
 */
export function isOwnerGone(token: string, patienceMs: number = DAY_MS): boolean {
  const parts = TOKEN.exec(token);
  if (parts === null) return false;
  const [year, month, day, hour, minute, second, ms] = parts.slice(1, 8).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [host, boot, namespace, pid, start] = parts.slice(8) as [string, string, string, string, string];
  const isOld = Date.now() - Date.UTC(year, month - 1, day, hour, minute, second, ms) > patienceMs;
  if (host !== HOST) return isOld;
  if (boot !== BOOT) return true;
  if (namespace !== NAMESPACE) return isOld;
  if (!isRunning(Number(pid))) return true;
  return start === "0" ? isOld : startOf(Number(pid)) !== start;
}

/** Whether the process that made a token can be asked whether it still runs: it is on this host. */
export function canBeAsked(token: string): boolean {
  const [host, boot, namespace] = TOKEN.exec(token)?.slice(8) ?? [];
  return host === HOST && boot === BOOT && namespace === NAMESPACE;
}

/** The process that made a token, in words; any other name as a file. */
export function describeOwner(name: string): string {
  const parts = TOKEN.exec(name);
  if (parts === null) return `the file ${JSON.stringify(name)}, which Winnow did not write`;
  const [year, month, day, hour, minute, second] = parts.slice(1);
  const where = canBeAsked(name)
    ? `process ${parts[11]}`
    : `process ${parts[11]} on another host or in another container`;
  return `${where}, since ${year}-${month}-${day} ${hour}:${minute}:${second} UTC`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
