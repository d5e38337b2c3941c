import { defineFieldMap, type FieldMapPlugin, type FieldSource } from "@winnow/core";
import { account, domainOf, integrity, nameOf, unlessNone } from "./values.ts";
import { is4688, isLogon, logons, security4688 } from "./windows.ts";

/** The table's own name for the schema; both of its maps answer to it. */
const SCHEMA = "sentinel-security-event";

const column = (name: string): string => name;

/** Columns of every record of the table, and of the usual exports of the log itself. */
const RECORD: Readonly<Record<string, FieldSource>> = {
  "@timestamp": ["TimeGenerated", "TimeCreatedUtc", "TimeCreated", "@timestamp", "EventTime"],
  "event.id": ["EventOriginId", "EventRecordId", "RecordNumber"],
  "winlog.event_id": "EventID",
  "host.name": ["Computer", "Hostname"],
};

/** Process starts (event 4688). `user.*` is who started the program, `user.effective.*` whose rights it got. */
export const sentinelProcess: FieldMapPlugin = defineFieldMap({
  name: SCHEMA,
  schema: SCHEMA,
  summary: "Process starts in Sentinel's SecurityEvent (Windows event 4688)",
  event: "process",
  requires: ["NewProcessName"],
  selects: is4688("EventID", column),
  fields: {
    ...RECORD,
    ...security4688(column),
    // The table itself has only some of these; what others bring into its columns may have all.
    "user.account": ["Account", account("SubjectDomainName", "SubjectUserName")],
    "user.name": [unlessNone("SubjectUserName"), nameOf("Account")],
    "user.domain": [unlessNone("SubjectDomainName"), domainOf("Account")],
    "process.entity_id": "ProcessGuid",
    "process.parent.command_line": "ParentCommandLine",
    "process.parent.entity_id": "ParentProcessGuid",
    "process.integrity": integrity({ firstOf: ["MandatoryLabel", "IntegrityLevel"] }),
  },
});

/** Logons (events 4624 and 4625). */
export const sentinelLogon: FieldMapPlugin = defineFieldMap({
  name: "sentinel-security-event-logon",
  schema: SCHEMA,
  summary: "Logons in Sentinel's SecurityEvent (Windows events 4624 and 4625)",
  event: "logon",
  requires: ["TargetUserName", "LogonType"],
  selects: isLogon("EventID", column),
  fields: {
    ...RECORD,
    ...logons("EventID", column),
    "user.account": ["Account", "TargetAccount", account("TargetDomainName", "TargetUserName")],
  },
});
