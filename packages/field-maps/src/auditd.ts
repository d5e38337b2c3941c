import { defineFieldMap, type ExpressionInput, type FieldMapPlugin, type FieldSource } from "@winnow/core";
import { address, outcome, pid, unlessNone } from "./values.ts";

/** 4294967295 is −1 read without its sign: nobody logged on. */
const loginUser = (text: ExpressionInput): ExpressionInput => ({
  recode: [text, { "4294967295": "", "-1": "", unset: "" }],
});

const RECORD: Readonly<Record<string, FieldSource>> = {
  "@timestamp": "time",
  "event.id": "serial",
  "host.name": "node",
  "process.executable": "exe",
  "process.pid": pid("pid"),
  "user.audit.name": loginUser("auid_name"),
  "user.audit.id": loginUser("auid"),
  // As written: 4294967295 is a session of its own kind, that of services.
  "winlog.logon.id": "ses",
};

const ofType = (...types: readonly string[]): ExpressionInput => ({
  matches: ["type", `(?:^|,)(?:${types.join("|")})(?:,|$)`],
});

/** Process starts in Linux audit logs. `user.*` is the real user, `user.audit.*` who logged on to begin with. */
export const auditdProcess: FieldMapPlugin = defineFieldMap({
  name: "auditd-process",
  schema: "auditd",
  summary: "Process starts in Linux audit logs (EXECVE)",
  event: "process",
  requires: ["type", "serial", "exe", "cmdline"],
  selects: ofType("EXECVE"),
  fields: {
    ...RECORD,
    "event.outcome": outcome("success"),
    "user.account": { firstOf: ["uid_name", "uid"] },
    "user.name": { firstOf: ["uid_name", "uid"] },
    "user.id": "uid",
    "user.effective.name": { firstOf: ["euid_name", "euid"] },
    "user.effective.id": "euid",
    // `comm` is cut at 15 characters, and the program may change it.
    "process.name": { basename: { firstOf: ["exe", "comm"] } },
    "process.command_line": "cmdline",
    "process.working_directory": "cwd",
    "process.parent.pid": pid("ppid"),
  },
});

/**
 * Logons in Linux audit logs. USER_LOGIN is written once for each; the USER_AUTH records beside it, which sudo and su
 * write too, would count every attempt twice.
 */
export const auditdLogon: FieldMapPlugin = defineFieldMap({
  name: "auditd-logon",
  schema: "auditd",
  summary: "Logons in Linux audit logs (USER_LOGIN)",
  event: "logon",
  requires: ["type", "serial", "acct", "res"],
  selects: ofType("USER_LOGIN"),
  fields: {
    ...RECORD,
    "event.outcome": outcome("res"),
    // A logon that went well bears the account's number instead of its name.
    "user.account": unlessNone({ firstOf: ["acct", "auid_name", "id"] }),
    "user.name": unlessNone({ firstOf: ["acct", "auid_name", "id"] }),
    "user.id": unlessNone("id"),
    "source.ip": address("addr"),
    "source.host": unlessNone("hostname"),
    "process.name": { basename: "exe" },
    "winlog.logon.process": unlessNone("terminal"),
  },
});
