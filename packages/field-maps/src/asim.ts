import { defineFieldMap, type FieldMapPlugin, type FieldSource } from "@winnow/core";
import { logonType } from "./logon-types.ts";
import { address, domainOf, elevation, integrity, nameOf, outcome, pid, port, session, unlessNone } from "./values.ts";

const RECORD: Readonly<Record<string, FieldSource>> = {
  "@timestamp": ["EventStartTime", "TimeGenerated"],
  "event.id": ["EventUid", "EventOriginalUid"],
  "event.outcome": outcome("EventResult"),
  "event.reason": { firstOf: [unlessNone("EventResultDetails"), unlessNone("EventOriginalResultDetails")] },
};

/** Process starts of Sentinel's ASIM ProcessEvent schema. `user.*` is the actor, `user.effective.*` whose rights it got. */
export const asimProcess: FieldMapPlugin = defineFieldMap({
  name: "asim-process",
  schema: "asim",
  summary: "Process starts of Sentinel's ASIM ProcessEvent schema",
  event: "process",
  requires: ["TargetProcessName", "TargetProcessCommandLine"],
  selects: {
    any: [
      { equals: ["EventType", "ProcessCreated"] },
      { all: [{ not: { present: "EventType" } }, { present: "TargetProcessName" }] },
    ],
  },
  fields: {
    ...RECORD,
    "host.name": ["DvcHostname", "DvcFQDN", "Dvc"],
    "user.account": unlessNone("ActorUsername"),
    "user.name": nameOf("ActorUsername"),
    "user.domain": domainOf("ActorUsername"),
    "user.id": unlessNone("ActorUserId"),
    "user.effective.name": nameOf("TargetUsername"),
    "user.effective.domain": domainOf("TargetUsername"),
    "user.effective.id": unlessNone("TargetUserId"),
    "winlog.logon.id": { firstOf: ["ActorSessionId", "TargetUserSessionId"] },
    "winlog.effective.logon.id": session("TargetUserSessionId"),
    "process.executable": "TargetProcessName",
    "process.name": ["TargetProcessFilename", { basename: "TargetProcessName" }],
    "process.command_line": "TargetProcessCommandLine",
    "process.working_directory": "TargetProcessCurrentDirectory",
    "process.pid": pid("TargetProcessId"),
    "process.entity_id": "TargetProcessGuid",
    // ASIM calls what started the process its acting process; its parent process is the acting one's parent.
    "process.parent.executable": "ActingProcessName",
    "process.parent.name": { basename: "ActingProcessName" },
    "process.parent.command_line": "ActingProcessCommandLine",
    "process.parent.pid": pid("ActingProcessId"),
    "process.parent.entity_id": "ActingProcessGuid",
    "process.hash.sha256": "TargetProcessSHA256",
    "process.integrity": integrity("TargetProcessIntegrityLevel"),
    "process.elevation": elevation("TargetProcessTokenElevation"),
  },
});

/** Logons of Sentinel's ASIM Authentication schema. `user.*` is who logged on. */
export const asimLogon: FieldMapPlugin = defineFieldMap({
  name: "asim-logon",
  schema: "asim",
  summary: "Logons of Sentinel's ASIM Authentication schema",
  event: "logon",
  requires: ["TargetUsername", "EventResult", "EventType"],
  selects: {
    any: [{ equals: ["EventType", "Logon"] }, { all: [{ not: { present: "EventType" } }, { present: "EventResult" }] }],
  },
  fields: {
    ...RECORD,
    "host.name": ["TargetHostname", "TargetDvcHostname", "DvcHostname", "Dvc"],
    "user.account": unlessNone("TargetUsername"),
    "user.name": nameOf("TargetUsername"),
    "user.domain": [unlessNone("TargetDomain"), domainOf("TargetUsername")],
    "user.id": unlessNone("TargetUserId"),
    "source.ip": address({ firstOf: ["SrcIpAddr", "SrcDvcIpAddr"] }),
    "source.port": port("SrcPortNumber"),
    "source.host": unlessNone({ firstOf: ["SrcHostname", "SrcDvcHostname"] }),
    "process.executable": { firstOf: ["ActingProcessName", "ActingAppName"] },
    "process.name": { basename: { firstOf: ["ActingProcessName", "ActingAppName"] } },
    "process.pid": pid("ActingProcessId"),
    "winlog.logon.id": "TargetSessionId",
    "winlog.logon.type": logonType("EventSubType"),
    "winlog.logon.process": "LogonMethod",
    "winlog.logon.package": "LogonProtocol",
    "winlog.subject.name": nameOf("ActorUsername"),
    "winlog.subject.domain": domainOf("ActorUsername"),
    "winlog.subject.id": unlessNone("ActorUserId"),
    "winlog.subject.logon.id": "ActorSessionId",
    "user_agent.original": "HttpUserAgent",
  },
});
