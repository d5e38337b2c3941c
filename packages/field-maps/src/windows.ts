import type { ExpressionInput, FieldSource } from "@winnow/core";
import { logonType } from "./logon-types.ts";
import {
  account,
  address,
  domainOf,
  elevation,
  failureReason,
  integrity,
  nameOf,
  pid,
  port,
  session,
  sid,
  unlessNone,
} from "./values.ts";

type Fields = Readonly<Record<string, FieldSource>>;

/** Where a schema keeps the data that a Windows event calls by this name. */
export type DataSource = (name: string) => ExpressionInput;
export type DataColumn = (name: string) => string;

/** The program, its parent and its rights, of event 4688. */
export function security4688(data: DataSource): Fields {
  return {
    "user.account": account(data("SubjectDomainName"), data("SubjectUserName")),
    "user.name": unlessNone(data("SubjectUserName")),
    "user.domain": unlessNone(data("SubjectDomainName")),
    "user.id": sid(data("SubjectUserSid")),
    // Whose rights the program got, where that is another one than who started it.
    "user.effective.name": unlessNone(data("TargetUserName")),
    "user.effective.domain": unlessNone(data("TargetDomainName")),
    "user.effective.id": sid(data("TargetUserSid")),
    "winlog.logon.id": data("SubjectLogonId"),
    "winlog.effective.logon.id": session(data("TargetLogonId")),
    "process.executable": data("NewProcessName"),
    "process.name": { basename: data("NewProcessName") },
    "process.command_line": data("CommandLine"),
    "process.pid": pid(data("NewProcessId")),
    "process.parent.executable": data("ParentProcessName"),
    "process.parent.name": { basename: data("ParentProcessName") },
    // The id of the process that asked for the new one.
    "process.parent.pid": pid(data("ProcessId")),
    "process.integrity": integrity(data("MandatoryLabel")),
    "process.elevation": elevation(data("TokenElevationType")),
  };
}

/** The same of Sysmon's event 1, and what only Sysmon knows. */
export function sysmon1(data: DataSource): Fields {
  const parent = unlessNone(data("ParentImage"));
  return {
    "user.account": unlessNone(data("User")),
    "user.name": nameOf(data("User")),
    "user.domain": domainOf(data("User")),
    "winlog.logon.id": data("LogonId"),
    "process.executable": data("Image"),
    "process.name": { basename: data("Image") },
    "process.command_line": data("CommandLine"),
    "process.working_directory": unlessNone(data("CurrentDirectory")),
    "process.pid": pid(data("ProcessId")),
    "process.entity_id": data("ProcessGuid"),
    "process.parent.executable": parent,
    "process.parent.name": { basename: parent },
    "process.parent.command_line": unlessNone(data("ParentCommandLine")),
    "process.parent.pid": pid(data("ParentProcessId")),
    "process.parent.entity_id": data("ParentProcessGuid"),
    "process.integrity": integrity(data("IntegrityLevel")),
    "process.hashes": unlessNone(data("Hashes")),
    "process.original_name": unlessNone(data("OriginalFileName")),
  };
}

/**
 * Both in one log. What the two call alike is said of different processes: `ProcessId` is the new process in Sysmon's
 * event, and its parent in the security log's.
 */
export function processStarts(data: DataSource): Fields {
  const [security, sysmon] = [security4688(data), sysmon1(data)];
  const fields = [...new Set([...Object.keys(security), ...Object.keys(sysmon)])].map((field) => {
    const either = [security[field], sysmon[field]].filter((source) => source !== undefined) as ExpressionInput[];
    return [field, either.length === 1 ? either[0]! : { firstOf: either }] as const;
  });
  return {
    ...Object.fromEntries(fields),
    "process.parent.pid": { firstOf: [pid(data("ParentProcessId")), pid(data("ProcessId"))] },
  };
}

/** Rows that record a process start: by the event's number, or where there is none by what only such events have. */
export function isProcessStart(eventId: ExpressionInput, data: DataSource): ExpressionInput {
  return { any: [is4688(eventId, data), isSysmon1(eventId, data)] };
}

export function is4688(eventId: ExpressionInput, data: DataSource): ExpressionInput {
  return { any: [{ equals: [eventId, "4688"] }, { present: data("NewProcessName") }] };
}

/** Other programs number their events too, and other events of Sysmon name the program: only together do they tell. */
export function isSysmon1(eventId: ExpressionInput, data: DataSource): ExpressionInput {
  const said = [{ equals: [eventId, "1"] }, { present: data("ParentImage") }, { present: data("CommandLine") }];
  return { all: [{ present: data("Image") }, { any: said }] };
}

/** Events 4624 and 4625. `user.*` is who logged on, `winlog.subject.*` who asked for it. */
export function logons(eventId: ExpressionInput, data: DataSource): Fields {
  const program = unlessNone(data("ProcessName"));
  return {
    "event.outcome": { recode: [eventId, { "4624": "success", "4625": "failure" }] },
    "event.reason": failureReason(data("SubStatus"), data("Status"), data("FailureReason")),
    "user.account": account(data("TargetDomainName"), data("TargetUserName")),
    "user.name": unlessNone(data("TargetUserName")),
    "user.domain": unlessNone(data("TargetDomainName")),
    "user.id": sid(data("TargetUserSid")),
    "source.ip": address(data("IpAddress")),
    "source.port": port(data("IpPort")),
    "source.host": unlessNone(data("WorkstationName")),
    "process.executable": program,
    "process.name": { basename: program },
    "process.pid": pid(data("ProcessId")),
    "winlog.logon.id": data("TargetLogonId"),
    "winlog.logon.type": logonType(data("LogonType")),
    // The log pads some names with spaces.
    "winlog.logon.process": unlessNone({ replace: [data("LogonProcessName"), " +$", ""] }),
    "winlog.logon.package": unlessNone(data("AuthenticationPackageName")),
    "winlog.subject.name": unlessNone(data("SubjectUserName")),
    "winlog.subject.domain": unlessNone(data("SubjectDomainName")),
    "winlog.subject.id": sid(data("SubjectUserSid")),
    "winlog.subject.logon.id": data("SubjectLogonId"),
    "winlog.status": data("Status"),
    "winlog.sub_status": data("SubStatus"),
  };
}

/** Rows that record a logon: by the event's number, or where there is none by the logon type. */
export function isLogon(eventId: ExpressionInput, data: DataSource): ExpressionInput {
  const unnumbered = { all: [{ not: { present: eventId } }, { present: data("LogonType") }] };
  return { any: [{ oneOf: [eventId, ["4624", "4625"]] }, unnumbered] };
}
