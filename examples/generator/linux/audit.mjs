/**
 * A Linux host whose kernel keeps a record of every program that is started, as auditd writes it.
 * @typedef {{ readonly name: string, readonly uid: number, readonly session: number }} LinuxAccount
 * @typedef {{ at: number, account: LinuxAccount, exe: string, argv: readonly string[], parent?: number, cwd?: string }} Start
 */

/** What a kernel writes for an account that never logged on. */
const UNSET = 4294967295;

/** @satisfies {Readonly<Record<string, LinuxAccount>>} */
export const LINUX_ACCOUNTS = {
  root: { name: "root", uid: 0, session: UNSET },
  web: { name: "www-data", uid: 33, session: UNSET },
  database: { name: "postgres", uid: 112, session: UNSET },
  deploy: { name: "deploy", uid: 1001, session: 41 },
  operator: { name: "ops1", uid: 1002, session: 57 },
};

/** @param {import("../random.mjs").Random} random */
export function createAuditedHost(random) {
  /** @type {{ at: number, pid: number, start: Start }[]} */
  const starts = [];
  let pid = 1200;

  /** @param {Start} start @returns {number} its process id */
  function run(start) {
    pid += random.integer(1, 9);
    starts.push({ at: start.at, pid, start });
    return pid;
  }

  /** The log, oldest first: three lines per start, as one event. */
  function log() {
    let serial = 4000;
    return starts
      .toSorted((a, b) => a.at - b.at)
      .flatMap(({ at, pid: own, start }) => {
        const id = `audit(${Math.floor(at / 1000)}.${String(at % 1000).padStart(3, "0")}:${++serial})`;
        const { account, exe, argv, parent = 1, cwd = "/" } = start;
        const name = exe.slice(exe.lastIndexOf("/") + 1);
        const login = account.session === UNSET ? UNSET : account.uid;
        return [
          `type=SYSCALL msg=${id}: arch=c000003e syscall=59 success=yes exit=0 a0=0 a1=0 a2=0 a3=0 items=2 ` +
            `ppid=${parent} pid=${own} auid=${login} uid=${account.uid} gid=${account.uid} euid=${account.uid} ` +
            `suid=${account.uid} fsuid=${account.uid} egid=${account.uid} sgid=${account.uid} fsgid=${account.uid} ` +
            `tty=(none) ses=${account.session} comm=${quoted(name.slice(0, 15))} exe=${quoted(exe)} key="exec"${enriched(account)}`,
          `type=EXECVE msg=${id}: argc=${argv.length} ${argv.map((text, i) => `a${i}=${quoted(text)}`).join(" ")}`,
          `type=CWD msg=${id}: cwd=${quoted(cwd)}`,
        ];
      })
      .map((line) => `${line}\n`)
      .join("");
  }

  return { run, log, starts };
}

/** What auditd adds where it is told to look names up (`log_format = ENRICHED`). @param {LinuxAccount} account */
function enriched({ name, session }) {
  return `\x1dARCH=x86_64 SYSCALL=execve AUID="${session === UNSET ? "unset" : name}" UID="${name}" EUID="${name}"`;
}

/** auditd writes text with spaces, quotes or control characters as hexadecimal digits. @param {string} text */
function quoted(text) {
  return /^[!#-~]+$/.test(text) ? `"${text}"` : Buffer.from(text, "utf8").toString("hex").toUpperCase();
}
