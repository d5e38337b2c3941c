import { defineFieldMap, type ExpressionInput, type FieldMapPlugin, type FieldSource } from "@winnow/core";
import { logonType } from "./logon-types.ts";
import { account, address, elevation, integrity, pid, port, session, sid, unlessNone } from "./values.ts";

/** ECS columns that bear the canonical names already. */
function own(...names: readonly string[]): Record<string, FieldSource> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

const RECORD: Readonly<Record<string, FieldSource>> = {
  ...own("@timestamp", "event.id", "event.outcome", "event.reason", "user.id"),
  "user.name": unlessNone("user.name"),
  "user.domain": unlessNone("user.domain"),
  "host.name": ["host.name", "host.hostname"],
  "winlog.event_id": ["winlog.event_id", "event.code"],
  "user.account": [account("user.domain", "user.name"), "user.name"],
  "winlog.logon.id": ["winlog.logon.id", "winlog.event_data.TargetLogonId", "winlog.event_data.SubjectLogonId"],
};

const EVENT_ID: ExpressionInput = { firstOf: ["winlog.event_id", "event.code"] };
/** Nothing in the record says what kind of event it is. */
const UNTOLD: ExpressionInput = {
  not: { any: [{ present: EVENT_ID }, { present: "event.category" }, { present: "event.type" }] },
};

/** Process starts with flat, dotted ECS columns, as an export of Elastic writes them. */
export const ecsProcess: FieldMapPlugin = defineFieldMap({
  name: "ecs-process",
  schema: "ecs",
  summary: "Process starts with Elastic Common Schema columns (process.executable, …)",
  event: "process",
  requires: ["process.executable"],
  // Events about files and connections name the program too. Lists arrive as JSON text: ["process"].
  selects: {
    all: [
      { present: "process.executable" },
      {
        any: [
          { oneOf: [EVENT_ID, ["4688", "1"]] },
          { all: [{ matches: ["event.category", "process"] }, { matches: ["event.type", "start"] }] },
          UNTOLD,
        ],
      },
    ],
  },
  fields: {
    ...RECORD,
    ...own(
      "user.effective.name",
      "user.effective.domain",
      "user.effective.id",
      "process.executable",
      "process.command_line",
      "process.working_directory",
      "process.entity_id",
      "process.parent.executable",
      "process.parent.command_line",
      "process.parent.entity_id",
      "process.hash.sha256",
    ),
    "process.pid": pid("process.pid"),
    "process.parent.pid": pid("process.parent.pid"),
    "user.audit.name": "user.audit.name",
    "user.audit.id": "user.audit.id",
    "process.name": ["process.name", { basename: "process.executable" }],
    "process.parent.name": ["process.parent.name", { basename: "process.parent.executable" }],
    "process.original_name": unlessNone({
      firstOf: ["process.pe.original_file_name", "winlog.event_data.OriginalFileName"],
    }),
    "process.integrity": integrity({
      firstOf: [
        "process.Ext.token.integrity_level_name",
        "winlog.event_data.IntegrityLevel",
        "winlog.event_data.MandatoryLabel",
      ],
    }),
    "process.elevation": elevation("winlog.event_data.TokenElevationType"),
    "winlog.effective.logon.id": session("winlog.event_data.TargetLogonId"),
  },
});

/** Logons with flat, dotted ECS columns. Logon types become the numbers that Windows gives them. */
export const ecsLogon: FieldMapPlugin = defineFieldMap({
  name: "ecs-logon",
  schema: "ecs",
  summary: "Logons with Elastic Common Schema columns (user.name, event.outcome, …)",
  event: "logon",
  requires: ["user.name", "event.outcome"],
  selects: {
    any: [
      { oneOf: [EVENT_ID, ["4624", "4625"]] },
      {
        all: [{ matches: ["event.category", "authentication"] }, { not: { matches: ["event.type", "end"] } }],
      },
      { all: [UNTOLD, { present: "event.outcome" }] },
    ],
  },
  fields: {
    ...RECORD,
    ...own("process.executable", "user_agent.original"),
    "source.ip": address("source.ip"),
    "source.port": port("source.port"),
    "source.host": unlessNone({ firstOf: ["source.domain", "winlog.event_data.WorkstationName"] }),
    "process.pid": pid("process.pid"),
    "process.name": ["process.name", { basename: "process.executable" }],
    "winlog.logon.type": logonType({ firstOf: ["winlog.event_data.LogonType", "winlog.logon.type"] }),
    "winlog.logon.process": unlessNone("winlog.event_data.LogonProcessName"),
    "winlog.logon.package": unlessNone("winlog.event_data.AuthenticationPackageName"),
    "winlog.subject.name": unlessNone("winlog.event_data.SubjectUserName"),
    "winlog.subject.domain": unlessNone("winlog.event_data.SubjectDomainName"),
    "winlog.subject.id": sid("winlog.event_data.SubjectUserSid"),
    "winlog.subject.logon.id": "winlog.event_data.SubjectLogonId",
    "winlog.status": "winlog.event_data.Status",
    "winlog.sub_status": "winlog.event_data.SubStatus",
  },
});
