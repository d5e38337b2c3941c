import { defineFieldMap, type ExpressionInput, type FieldMapPlugin, type FieldSource } from "@winnow/core";

/** The table's own name for the schema; both of its maps answer to it. */
const SCHEMA = "sentinel-security-event";

/** Columns of every record of the Windows security log, in the table and in the usual exports of the log itself. */
const RECORD: Readonly<Record<string, FieldSource>> = {
  "@timestamp": ["TimeGenerated", "TimeCreatedUtc", "TimeCreated", "@timestamp", "EventTime"],
  "event.id": ["EventOriginId", "EventRecordId", "RecordNumber"],
  "winlog.event_id": "EventID",
  "host.name": ["Computer", "Hostname"],
};

/** An account as `DOMAIN\name`, from its two columns. */
const account = (domain: string, name: string): ExpressionInput => ({ join: ["\\", domain, name] });

/** The log writes a hyphen where it has nothing to say. */
const unlessHyphen = (column: string): ExpressionInput => ({ recode: [column, { "-": "" }] });

/** Process starts (event 4688). `user.*` is who started the program, `user.effective.*` whose rights it got. */
export const sentinelProcess: FieldMapPlugin = defineFieldMap({
  name: SCHEMA,
  schema: SCHEMA,
  summary: "Process starts in Sentinel's SecurityEvent (Windows event 4688)",
  event: "process",
  requires: ["NewProcessName"],
  fields: {
    ...RECORD,
    "user.account": ["Account", account("SubjectDomainName", "SubjectUserName")],
    "user.name": ["SubjectUserName", { textAfter: ["Account", "\\"] }],
    "user.domain": ["SubjectDomainName", { textBefore: ["Account", "\\"] }],
    "user.id": "SubjectUserSid",
    "user.effective.name": unlessHyphen("TargetUserName"),
    "user.effective.domain": unlessHyphen("TargetDomainName"),
    "user.effective.id": "TargetUserSid",
    "winlog.logon.id": "SubjectLogonId",
    "process.executable": "NewProcessName",
    "process.name": { basename: "NewProcessName" },
    "process.command_line": "CommandLine",
    "process.pid": "NewProcessId",
    "process.entity_id": "ProcessGuid",
    "process.parent.executable": "ParentProcessName",
    "process.parent.name": { basename: "ParentProcessName" },
    "process.parent.command_line": "ParentCommandLine",
    // The id of the process that asked for the new one.
    "process.parent.pid": "ProcessId",
    "process.parent.entity_id": "ParentProcessGuid",
    "process.integrity": ["MandatoryLabel", "IntegrityLevel"],
    "process.elevation": "TokenElevationType",
  },
});

/** Logons (events 4624 and 4625). `user.*` is who logged on, `winlog.subject.*` who asked for it. */
export const sentinelLogon: FieldMapPlugin = defineFieldMap({
  name: "sentinel-security-event-logon",
  schema: SCHEMA,
  summary: "Logons in Sentinel's SecurityEvent (Windows events 4624 and 4625)",
  event: "logon",
  requires: ["TargetUserName", "LogonType"],
  fields: {
    ...RECORD,
    "event.outcome": { recode: ["EventID", { "4624": "success", "4625": "failure" }] },
    "event.reason": { firstOf: ["FailureReason", { recode: ["SubStatus", { "0x0": "" }] }, "Status"] },
    "user.account": ["Account", "TargetAccount", account("TargetDomainName", "TargetUserName")],
    "user.name": "TargetUserName",
    "user.domain": "TargetDomainName",
    "user.id": "TargetUserSid",
    "source.ip": "IpAddress",
    "source.port": "IpPort",
    "source.host": "WorkstationName",
    "process.executable": "ProcessName",
    "process.name": { basename: "ProcessName" },
    "process.pid": "ProcessId",
    "winlog.logon.id": "TargetLogonId",
    "winlog.logon.type": "LogonType",
    "winlog.logon.process": "LogonProcessName",
    "winlog.logon.package": "AuthenticationPackageName",
    "winlog.subject.name": "SubjectUserName",
    "winlog.subject.domain": "SubjectDomainName",
    "winlog.subject.id": "SubjectUserSid",
    "winlog.subject.logon.id": "SubjectLogonId",
    "winlog.status": "Status",
    "winlog.sub_status": "SubStatus",
  },
});
