import { defineFieldMap, type ExpressionInput, type FieldMapPlugin, type FieldSource } from "@winnow/core";
import { logonType } from "./logon-types.ts";
import { account, address, integrity, outcome, pid, port, session } from "./values.ts";

/** What OCSF's numbers mean; 99 (other) and 0 (unknown) say nothing. */
const numbered = (column: string, names: Readonly<Record<string, string>>): ExpressionInput => ({
  recode: [column, names],
});

const STATUS = outcome({
  firstOf: ["status", numbered("status_id", { "0": "unknown", "1": "success", "2": "failure", "99": "unknown" })],
});

/** Times are milliseconds since 1970; `time_dt` is the same as text. */
const RECORD: Readonly<Record<string, FieldSource>> = {
  "@timestamp": ["time", "time_dt"],
  "event.id": "metadata.uid",
  "event.outcome": STATUS,
  "event.reason": { firstOf: ["status_detail", "status_code"] },
};

/** Rows of one class and activity; where the class is not said, rows that have what only the class has. */
const isOf = (classId: string, otherwise: string): ExpressionInput => ({
  any: [
    {
      all: [
        { equals: ["class_uid", classId] },
        { any: [{ equals: ["activity_id", "1"] }, { not: { present: "activity_id" } }] },
      ],
    },
    { all: [{ not: { present: "class_uid" } }, { present: otherwise }] },
  ],
});

const parent = (...path: readonly string[]): ExpressionInput => ({
  firstOf: path.flatMap((name) => [`process.parent_process.${name}`, `actor.process.${name}`]),
});

/** Process starts (class 1007, activity 1, launch) with dotted columns. `user.*` is the actor. */
export const ocsfProcess: FieldMapPlugin = defineFieldMap({
  name: "ocsf-process",
  schema: "ocsf",
  summary: "Process starts of the Open Cybersecurity Schema Framework (class 1007)",
  event: "process",
  requires: [
    ["process.cmd_line", "process.file.path"],
    ["class_uid", "activity_id", "metadata.version"],
  ],
  selects: isOf("1007", "process.cmd_line"),
  fields: {
    ...RECORD,
    "host.name": ["device.hostname", "device.name"],
    "user.account": [account("actor.user.domain", "actor.user.name"), "actor.user.name"],
    "user.name": "actor.user.name",
    "user.domain": "actor.user.domain",
    "user.id": "actor.user.uid",
    "user.effective.name": "process.user.name",
    "user.effective.domain": "process.user.domain",
    "user.effective.id": "process.user.uid",
    "winlog.logon.id": { firstOf: ["actor.session.uid", "process.session.uid"] },
    "winlog.effective.logon.id": session("process.session.uid"),
    "process.executable": { firstOf: ["process.file.path", "process.name"] },
    "process.name": { basename: { firstOf: ["process.name", "process.file.name", "process.file.path"] } },
    "process.command_line": "process.cmd_line",
    "process.working_directory": "process.working_directory",
    "process.pid": pid("process.pid"),
    "process.entity_id": "process.uid",
    "process.parent.executable": parent("file.path", "name"),
    "process.parent.name": { basename: parent("name", "file.path") },
    "process.parent.command_line": parent("cmd_line"),
    "process.parent.pid": pid(parent("pid")),
    "process.parent.entity_id": parent("uid"),
    "process.hashes": "process.file.hashes",
    "process.integrity": integrity({
      firstOf: [
        "process.integrity",
        numbered("process.integrity_id", {
          "0": "",
          "1": "Untrusted",
          "2": "Low",
          "3": "Medium",
          "4": "High",
          "5": "System",
          "6": "Protected",
          "99": "",
        }),
      ],
    }),
  },
});

/** Logons (class 3002, activity 1, logon) with dotted columns. `user.*` is who logged on. */
export const ocsfLogon: FieldMapPlugin = defineFieldMap({
  name: "ocsf-logon",
  schema: "ocsf",
  summary: "Logons of the Open Cybersecurity Schema Framework (class 3002)",
  event: "logon",
  requires: ["user.name", ["logon_type_id", "logon_type", "auth_protocol_id", "auth_protocol", "is_remote"]],
  selects: isOf("3002", "user.name"),
  fields: {
    ...RECORD,
    "host.name": ["dst_endpoint.hostname", "device.hostname", "dst_endpoint.name"],
    "user.account": [account("user.domain", "user.name"), "user.name"],
    "user.name": "user.name",
    "user.domain": "user.domain",
    "user.id": "user.uid",
    "source.ip": address("src_endpoint.ip"),
    "source.port": port("src_endpoint.port"),
    "source.host": ["src_endpoint.hostname", "src_endpoint.name"],
    "process.executable": { firstOf: ["logon_process.file.path", "logon_process.name", "actor.process.file.path"] },
    "process.name": {
      basename: { firstOf: ["logon_process.name", "logon_process.file.path", "actor.process.file.path"] },
    },
    "process.pid": pid({ firstOf: ["logon_process.pid", "actor.process.pid"] }),
    "winlog.logon.id": "session.uid",
    // OCSF took the numbers of Windows.
    "winlog.logon.type": logonType({ firstOf: ["logon_type_id", "logon_type"] }),
    "winlog.logon.process": "logon_process.name",
    "winlog.logon.package": {
      firstOf: [
        "auth_protocol",
        numbered("auth_protocol_id", {
          "0": "",
          "1": "NTLM",
          "2": "Kerberos",
          "3": "Digest",
          "4": "OpenID",
          "5": "SAML",
          "6": "OAUTH 2.0",
          "7": "PAP",
          "8": "CHAP",
          "9": "EAP",
          "10": "RADIUS",
        }),
      ],
    },
    "winlog.subject.name": "actor.user.name",
    "winlog.subject.domain": "actor.user.domain",
    "winlog.subject.id": "actor.user.uid",
    "user_agent.original": "http_request.user_agent",
  },
});
