import { ACCOUNTS, machineAccount, qualified } from "./accounts.mjs";
import { isoTime } from "./time.mjs";

/**
 * A Windows host that keeps a record of every process it starts, as Security event 4688.
 *
 * @typedef {{ readonly account: import("./accounts.mjs").Account, readonly logonId: string, readonly elevated: boolean }} Session
 * @typedef {{ readonly pid: string, readonly path: string, readonly session: Session }} Process
 * @typedef {{ at: number, path: string, commandLine: string, session?: Session }} Start
 */

export const PROCESS_COLUMNS = [
  "TimeGenerated",
  "Computer",
  "Account",
  "EventID",
  "SubjectUserSid",
  "SubjectUserName",
  "SubjectDomainName",
  "SubjectLogonId",
  "NewProcessId",
  "NewProcessName",
  "TokenElevationType",
  "ProcessId",
  "CommandLine",
  "ParentProcessName",
  "MandatoryLabel",
];

const NAME = "DESK-07";

/** @satisfies {Readonly<Record<string, Session>>} */
export const SESSIONS = {
  system: { account: machineAccount(NAME), logonId: "0x3e7", elevated: true },
  localService: { account: ACCOUNTS.localService, logonId: "0x3e5", elevated: true },
  networkService: { account: ACCOUNTS.networkService, logonId: "0x3e4", elevated: true },
  developer: { account: ACCOUNTS.developer, logonId: "0x8a41c2", elevated: false },
  operator: { account: ACCOUNTS.operator, logonId: "0x11f09e3", elevated: true },
};

/** @param {import("./random.mjs").Random} random */
export function createHost(random) {
  /** @type {{ at: number, row: Record<string, string> }[]} */
  const starts = [];

  /** Something that runs since before the record begins. @param {string} path @param {Session} session @returns {Process} */
  function running(path, session) {
    return { pid: newPid(), path, session };
  }

  /** @param {Process} parent @param {Start} what @returns {Process} */
  function start(parent, { at, path, commandLine, session = parent.session }) {
    const process = { pid: newPid(), path, session };
    starts.push({ at, row: toRow(at, parent, process, commandLine) });
    return process;
  }

  /** The window of a console program, which Windows starts beside it. @param {Process} parent @param {Start} what */
  function startConsole(parent, what) {
    const process = start(parent, what);
    start(process, {
      at: what.at + random.integer(5, 40),
      path: "C:\\Windows\\System32\\conhost.exe",
      commandLine: "\\??\\C:\\Windows\\system32\\conhost.exe 0xffffffff -ForceV1",
    });
    return process;
  }

  function newPid() {
    return `0x${(random.integer(0x100, 0xfff) * 4).toString(16)}`;
  }

  /** The record, oldest first. */
  function rows() {
    return starts.toSorted((a, b) => a.at - b.at).map(({ row }) => row);
  }

  const services = running("C:\\Windows\\System32\\services.exe", SESSIONS.system);
  const scheduler = running("C:\\Windows\\System32\\svchost.exe", SESSIONS.system);
  const activator = running("C:\\Windows\\System32\\svchost.exe", SESSIONS.system);
  const desktop = running("C:\\Windows\\explorer.exe", SESSIONS.developer);
  const console = running("C:\\Windows\\explorer.exe", SESSIONS.operator);

  return { start, startConsole, running, rows, services, scheduler, activator, desktop, console };
}

/** @typedef {ReturnType<typeof createHost>} Host */

/** @param {number} at @param {Process} parent @param {Process} process @param {string} commandLine */
function toRow(at, parent, { pid, path, session }, commandLine) {
  const { account, logonId, elevated } = session;
  const isService = /^S-1-5-(18|19|20)$/.test(account.sid) || account.name.endsWith("$");
  return {
    TimeGenerated: isoTime(at),
    Computer: `${NAME}.example.com`,
    Account: qualified(account),
    EventID: "4688",
    SubjectUserSid: account.name.endsWith("$") ? ACCOUNTS.system.sid : account.sid,
    SubjectUserName: account.name,
    SubjectDomainName: account.domain,
    SubjectLogonId: logonId,
    NewProcessId: pid,
    NewProcessName: path,
    TokenElevationType: isService ? "%%1936" : elevated ? "%%1937" : "%%1938",
    ProcessId: parent.pid,
    CommandLine: commandLine,
    ParentProcessName: parent.path,
    MandatoryLabel: isService ? "S-1-16-16384" : elevated ? "S-1-16-12288" : "S-1-16-8192",
  };
}
