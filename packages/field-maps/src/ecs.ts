import { defineFieldMap, type FieldMapPlugin, type FieldSource } from "@winnow/core";
import { LOGON_TYPE_NUMBERS } from "./logon-types.ts";

/** ECS columns that bear the canonical names already. */
function own(...names: readonly string[]): Record<string, FieldSource> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

const RECORD: Readonly<Record<string, FieldSource>> = {
  ...own("@timestamp", "event.id", "event.outcome", "event.reason", "user.name", "user.domain", "user.id"),
  "host.name": ["host.name", "host.hostname"],
  "winlog.event_id": ["winlog.event_id", "event.code"],
  "user.account": { join: ["\\", "user.domain", "user.name"] },
  "winlog.logon.id": ["winlog.logon.id", "winlog.event_data.TargetLogonId", "winlog.event_data.SubjectLogonId"],
};

/** Process starts with flat, dotted ECS columns, as an export of Elastic writes them. */
export const ecsProcess: FieldMapPlugin = defineFieldMap({
  name: "ecs-process",
  schema: "ecs",
  summary: "Process starts with Elastic Common Schema columns (process.executable, …)",
  event: "process",
  requires: ["process.executable"],
  fields: {
    ...RECORD,
    ...own(
      "user.effective.name",
      "user.effective.domain",
      "user.effective.id",
      "process.executable",
      "process.command_line",
      "process.working_directory",
      "process.pid",
      "process.entity_id",
      "process.parent.executable",
      "process.parent.command_line",
      "process.parent.pid",
      "process.parent.entity_id",
      "process.hash.sha256",
    ),
    "process.name": ["process.name", { basename: "process.executable" }],
    "process.parent.name": ["process.parent.name", { basename: "process.parent.executable" }],
    "process.integrity": ["process.Ext.token.integrity_level_name", "winlog.event_data.IntegrityLevel"],
    "process.elevation": "winlog.event_data.TokenElevationType",
  },
});

/** Logons with flat, dotted ECS columns. Logon types become the numbers that Windows gives them. */
export const ecsLogon: FieldMapPlugin = defineFieldMap({
  name: "ecs-logon",
  schema: "ecs",
  summary: "Logons with Elastic Common Schema columns (user.name, event.outcome, …)",
  event: "logon",
  requires: ["user.name", "event.outcome"],
  fields: {
    ...RECORD,
    ...own("source.ip", "source.port", "process.executable", "process.pid"),
    "source.host": ["source.domain", "winlog.event_data.WorkstationName"],
    "process.name": ["process.name", { basename: "process.executable" }],
    "winlog.logon.type": ["winlog.event_data.LogonType", { recode: ["winlog.logon.type", LOGON_TYPE_NUMBERS] }],
    "winlog.logon.process": "winlog.event_data.LogonProcessName",
    "winlog.logon.package": "winlog.event_data.AuthenticationPackageName",
    "winlog.subject.name": "winlog.event_data.SubjectUserName",
    "winlog.subject.domain": "winlog.event_data.SubjectDomainName",
    "winlog.subject.id": "winlog.event_data.SubjectUserSid",
    "winlog.subject.logon.id": "winlog.event_data.SubjectLogonId",
    "winlog.status": "winlog.event_data.Status",
    "winlog.sub_status": "winlog.event_data.SubStatus",
  },
});
