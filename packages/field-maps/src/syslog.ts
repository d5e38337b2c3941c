import { defineFieldMap, type ExpressionInput, type FieldMapPlugin, type FieldSource } from "@winnow/core";
import { xmlData } from "./embedded.ts";
import { address, pid, port, without } from "./values.ts";
import { sysmon1 } from "./windows.ts";

/** The columns that Winnow's readers of syslog files and of journals give. */
const RECORD: Readonly<Record<string, FieldSource>> = {
  "@timestamp": "time",
  "host.name": "host",
  "event.outcome": "outcome",
  "user.account": "user",
  "user.name": "user",
};

/**
 * What sshd and others say of logons. Programs that are not known one by one tell of failures through PAM alone; sshd
 * says those itself.
 */
export const syslogLogon: FieldMapPlugin = defineFieldMap({
  name: "syslog-logon",
  schema: "syslog",
  summary: "Logons in syslog files and journals (sshd, su, PAM)",
  event: "logon",
  requires: ["program", "message", "action", "outcome", "source_address"],
  selects: {
    any: [
      { oneOf: ["action", ["logon", "invalid-user", "not-allowed", "su"]] },
      { all: [{ equals: ["action", "authentication-failure"] }, { not: { matches: ["program", "^sshd"] } }] },
    ],
  },
  fields: {
    ...RECORD,
    "event.reason": { firstOf: ["reason", { recode: ["invalid_user", { yes: "no such user" }] }] },
    "source.ip": address("source_address"),
    "source.port": port("source_port"),
    "user.effective.name": "target_user",
    "process.name": "program",
    "process.pid": pid("pid"),
    // One process of sshd serves one connection.
    "winlog.logon.id": "pid",
    "winlog.logon.package": "method",
  },
});

/** The program of a command line without quotes: what stands before the first space. */
const program = (command: ExpressionInput): ExpressionInput => ({ replace: [command, "\\s.*$", ""] });

/** Commands that sudo and cron ran. `user.*` is who asked for them, `user.effective.*` as whom they ran. */
export const syslogProcess: FieldMapPlugin = defineFieldMap({
  name: "syslog-process",
  schema: "syslog",
  summary: "Commands in syslog files and journals (sudo, cron)",
  event: "process",
  requires: ["program", "message", "action", "command"],
  selects: { present: "command" },
  fields: {
    ...RECORD,
    "event.reason": "reason",
    "user.effective.name": "target_user",
    "process.executable": program("command"),
    "process.name": { basename: program("command") },
    "process.command_line": "command",
    "process.working_directory": "cwd",
    "process.parent.name": "program",
    "process.parent.pid": pid("pid"),
  },
});

/** Sentinel's table keeps the message whole. Host and program have columns of their own. */
const SENTINEL: Readonly<Record<string, FieldSource>> = {
  "@timestamp": ["TimeGenerated", "EventTime"],
  "host.name": ["Computer", "HostName"],
};

const MESSAGE = "SyslogMessage";
const LOGON = "(?:Accepted|Failed) [^ ]+ for (?:invalid user |illegal user )?";
const INVALID = "(?:Invalid|Illegal) user ";
const KEY = ": [A-Z0-9-]+ [^ ]+(?: ID [^\\n]* CA [^ ]+ [^ ]+)?";
/** Names come from the client and may hold anything, addresses too: the one at the end is the one that sshd wrote. */
const FROM = ` from [^ ]+(?: port [0-9]+)?(?: ssh2?)?(?:${KEY})?$`;
const ALL = "(?:.|\\n)*";

const sshUser = without(MESSAGE, `^(?:${LOGON}|${INVALID})`, FROM);

/** What sshd says of logons, in Sentinel's Syslog table. */
export const sentinelSyslogLogon: FieldMapPlugin = defineFieldMap({
  name: "sentinel-syslog-logon",
  schema: "sentinel-syslog",
  summary: "Logons in Sentinel's Syslog table (sshd)",
  event: "logon",
  requires: [MESSAGE, "Facility"],
  selects: { matches: [MESSAGE, `^(?:${LOGON}|${INVALID})${ALL}${FROM}`] },
  fields: {
    ...SENTINEL,
    "event.outcome": { replace: [{ replace: [MESSAGE, `^A${ALL}$`, "success"] }, `^[FI]${ALL}$`, "failure"] },
    "user.account": sshUser,
    "user.name": sshUser,
    "source.ip": address(without(MESSAGE, `^${ALL} from `, ` ${ALL}$`)),
    "source.port": without(MESSAGE, `^${ALL} from [^ ]+$`, `^${ALL} from [^ ]+ port `, ` ${ALL}$`),
    "process.name": "ProcessName",
    "process.pid": pid("ProcessID"),
    "winlog.logon.id": "ProcessID",
    "winlog.logon.package": without(MESSAGE, `^${INVALID}${ALL}$`, "^(?:Accepted|Failed) ", ` for ${ALL}$`),
  },
});

/** Everything after the first COMMAND= is the command; what stands before, sudo wrote. */
const COMMAND = without(MESSAGE, "^.*?COMMAND=");
const AFTER = `(?: ;| {2})${ALL}$`;
const sudoer = without(MESSAGE, "^ +", ` : ${ALL}$`);

/** Commands that sudo ran, in Sentinel's Syslog table. */
export const sentinelSyslogProcess: FieldMapPlugin = defineFieldMap({
  name: "sentinel-syslog-process",
  schema: "sentinel-syslog",
  summary: "Commands in Sentinel's Syslog table (sudo)",
  event: "process",
  requires: [MESSAGE, "Facility"],
  selects: { matches: [MESSAGE, "^ *[^ ]+ : .*COMMAND="] },
  fields: {
    ...SENTINEL,
    "user.account": sudoer,
    "user.name": sudoer,
    "user.effective.name": without(MESSAGE, "^.*?USER=", AFTER),
    "process.executable": program(COMMAND),
    "process.name": { basename: program(COMMAND) },
    "process.command_line": COMMAND,
    "process.working_directory": without(MESSAGE, "^.*?PWD=", AFTER),
    "process.parent.name": "ProcessName",
  },
});

/** Sysmon for Linux, which writes its events as XML into syslog, in Sentinel's Syslog table. */
export const sentinelSyslogSysmonProcess: FieldMapPlugin = defineFieldMap({
  name: "sentinel-syslog-sysmon-process",
  schema: "sentinel-syslog",
  summary: "Process creations of Sysmon for Linux in Sentinel's Syslog table (event 1)",
  event: "process",
  requires: [MESSAGE, "Facility"],
  selects: { matches: [MESSAGE, '^<Event>.*<EventID>1</EventID>.*<Data Name="Image">'] },
  fields: { ...SENTINEL, ...sysmon1((name) => xmlData(MESSAGE, name)) },
});
