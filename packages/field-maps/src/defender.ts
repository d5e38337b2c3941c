import { defineFieldMap, type FieldMapPlugin, type FieldSource } from "@winnow/core";
import { logonType } from "./logon-types.ts";
import { address, elevation, integrity, pid, port } from "./values.ts";

const RECORD: Readonly<Record<string, FieldSource>> = {
  "@timestamp": ["Timestamp", "TimeGenerated"],
  "event.id": "ReportId",
  "host.name": "DeviceName",
  "user.account": { join: ["\\", "AccountDomain", "AccountName"] },
  "user.name": "AccountName",
  "user.domain": "AccountDomain",
  "user.id": "AccountSid",
  "winlog.logon.id": "LogonId",
};

/** Process starts of Microsoft Defender for Endpoint. */
export const defenderProcess: FieldMapPlugin = defineFieldMap({
  name: "defender-process",
  schema: "defender",
  summary: "Process starts of Microsoft Defender for Endpoint (DeviceProcessEvents)",
  event: "process",
  requires: ["FileName", "ProcessCommandLine"],
  selects: {
    any: [
      { equals: ["ActionType", "ProcessCreated"] },
      { all: [{ not: { present: "ActionType" } }, { present: "FileName" }] },
    ],
  },
  fields: {
    ...RECORD,
    "process.executable": "FolderPath",
    "process.name": "FileName",
    "process.command_line": "ProcessCommandLine",
    "process.pid": pid("ProcessId"),
    "process.entity_id": "ProcessUniqueId",
    "process.parent.executable": "InitiatingProcessFolderPath",
    "process.parent.name": ["InitiatingProcessFileName", { basename: "InitiatingProcessFolderPath" }],
    "process.parent.command_line": "InitiatingProcessCommandLine",
    "process.parent.pid": pid("InitiatingProcessId"),
    "process.parent.entity_id": "InitiatingProcessUniqueId",
    "process.integrity": integrity("ProcessIntegrityLevel"),
    "process.elevation": elevation("ProcessTokenElevation"),
    "process.hash.sha256": "SHA256",
    "process.original_name": "ProcessVersionInfoOriginalFileName",
  },
});

/** Logons of Microsoft Defender for Endpoint. Logon types become the numbers that Windows gives them. */
export const defenderLogon: FieldMapPlugin = defineFieldMap({
  name: "defender-logon",
  schema: "defender",
  summary: "Logons of Microsoft Defender for Endpoint (DeviceLogonEvents)",
  event: "logon",
  requires: ["DeviceName", "AccountName", "LogonType"],
  selects: {
    any: [
      { matches: ["ActionType", "^Logon"] },
      { all: [{ not: { present: "ActionType" } }, { present: "LogonType" }] },
    ],
  },
  fields: {
    ...RECORD,
    "event.outcome": {
      recode: ["ActionType", { LogonSuccess: "success", LogonFailed: "failure", LogonAttempted: "unknown" }],
    },
    "event.reason": "FailureReason",
    "source.ip": address("RemoteIP"),
    "source.port": port("RemotePort"),
    "source.host": "RemoteDeviceName",
    "process.executable": "InitiatingProcessFolderPath",
    "process.name": ["InitiatingProcessFileName", { basename: "InitiatingProcessFolderPath" }],
    "process.command_line": "InitiatingProcessCommandLine",
    "process.pid": pid("InitiatingProcessId"),
    "winlog.logon.type": logonType("LogonType"),
    "winlog.logon.package": "Protocol",
    "winlog.subject.name": "InitiatingProcessAccountName",
    "winlog.subject.domain": "InitiatingProcessAccountDomain",
    "winlog.subject.id": "InitiatingProcessAccountSid",
  },
});
