import { ACCOUNTS, machineAccount, qualified } from "./accounts.mjs";
import { isoTime } from "./time.mjs";

/** A file server that keeps a record of every logon, as Security events 4624 and 4625. */

export const LOGON_COLUMNS = [
  "TimeGenerated",
  "Computer",
  "Account",
  "EventID",
  "SubjectUserName",
  "SubjectDomainName",
  "SubjectUserSid",
  "SubjectLogonId",
  "TargetUserName",
  "TargetDomainName",
  "TargetUserSid",
  "TargetLogonId",
  "LogonType",
  "LogonProcessName",
  "AuthenticationPackageName",
  "WorkstationName",
  "IpAddress",
  "IpPort",
  "ProcessName",
  "Status",
  "SubStatus",
];

const NAME = "FILE-01";
const SERVER = { ...machineAccount(NAME), sid: ACCOUNTS.system.sid };
const NOBODY = { name: "-", domain: "-", sid: "S-1-0-0" };

/**
 * How a logon comes in: over the network from `from`, or from within the server itself.
 * @typedef {{ type: number, process: string, package: string, from?: { address: string, host: string }, program?: string }} Route
 * @typedef {import("./accounts.mjs").Account} Account
 */

/** @param {import("./random.mjs").Random} random */
export function createServer(random) {
  /** @type {{ at: number, row: Record<string, string> }[]} */
  const logons = [];

  /** @param {number} at @param {Account} account @param {Route} route @param {string} [logonId] */
  function logOn(at, account, route, logonId = `0x${random.hex(7)}`) {
    record(at, account, route, { EventID: "4624", TargetUserSid: account.sid, TargetLogonId: logonId });
  }

  /** @param {number} at @param {Account} account @param {Route} route @param {"wrong password" | "no such account"} reason */
  function refuse(at, account, route, reason) {
    record(at, account, route, {
      EventID: "4625",
      TargetUserSid: NOBODY.sid,
      Status: "0xc000006d",
      SubStatus: reason === "wrong password" ? "0xc000006a" : "0xc0000064",
    });
  }

  /** @param {number} at @param {Account} account @param {Route} route @param {Record<string, string>} outcome */
  function record(at, account, route, outcome) {
    const subject = route.from === undefined || route.type === 10 ? SERVER : NOBODY;
    logons.push({
      at,
      row: {
        TimeGenerated: isoTime(at),
        Computer: `${NAME}.example.com`,
        Account: qualified(account),
        SubjectUserName: subject.name,
        SubjectDomainName: subject.domain,
        SubjectUserSid: subject.sid,
        SubjectLogonId: subject === NOBODY ? "0x0" : "0x3e7",
        TargetUserName: account.name,
        TargetDomainName: account.domain,
        LogonType: String(route.type),
        LogonProcessName: route.process,
        AuthenticationPackageName: route.package,
        WorkstationName: route.from?.host ?? "-",
        IpAddress: route.from?.address ?? "-",
        IpPort: route.from === undefined ? "-" : String(random.integer(49152, 65535)),
        ProcessName: route.program ?? "-",
        Status: "0x0",
        SubStatus: "0x0",
        ...outcome,
      },
    });
  }

  /** The record, oldest first. */
  function rows() {
    return logons.toSorted((a, b) => a.at - b.at).map(({ row }) => row);
  }

  return { logOn, refuse, rows };
}

/** @typedef {ReturnType<typeof createServer>} Server */
