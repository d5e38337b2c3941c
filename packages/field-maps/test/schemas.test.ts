import { bindFields } from "@winnow/expressions";
import { detectFieldMap } from "@winnow/orchestrator";
import { describe, expect, it } from "vitest";
import { batchOf, fieldsOf, maps, named, selectedOf, type Event } from "./support/events.ts";

/** What event 4688 says, by Windows' own names. */
const STARTED: Event = {
  SubjectUserSid: "S-1-5-21-1-2-3-1001",
  SubjectUserName: "mei",
  SubjectDomainName: "EXAMPLE",
  SubjectLogonId: "0x1f2e3",
  NewProcessId: "0x1d74",
  NewProcessName: "C:\\Windows\\System32\\net.exe",
  TokenElevationType: "%%1937",
  ProcessId: "0x4f8",
  CommandLine: "net use",
  TargetUserSid: "S-1-0-0",
  TargetUserName: "-",
  TargetDomainName: "-",
  TargetLogonId: "0x0",
  ParentProcessName: "C:\\Windows\\System32\\cmd.exe",
  MandatoryLabel: "S-1-16-12288",
};

/** What Sysmon's event 1 says of the same. */
const CREATED: Event = {
  UtcTime: "2024-05-01 10:00:00.123",
  ProcessGuid: "{00000000-0000-0000-0000-000000000001}",
  ProcessId: "7540",
  Image: "C:\\Windows\\System32\\net.exe",
  OriginalFileName: "net.exe",
  CommandLine: "net use",
  CurrentDirectory: "C:\\Users\\mei\\",
  User: "EXAMPLE\\mei",
  LogonId: "0x1f2e3",
  IntegrityLevel: "High",
  Hashes: "SHA256=00",
  ParentProcessGuid: "{00000000-0000-0000-0000-000000000002}",
  ParentProcessId: "1272",
  ParentImage: "C:\\Windows\\System32\\cmd.exe",
  ParentCommandLine: "cmd.exe",
};

/** What event 4625 says. */
const REFUSED: Event = {
  SubjectUserSid: "S-1-0-0",
  SubjectUserName: "-",
  SubjectDomainName: "-",
  SubjectLogonId: "0x0",
  TargetUserSid: "S-1-0-0",
  TargetUserName: "admin",
  TargetDomainName: "EXAMPLE",
  TargetLogonId: "0x0",
  Status: "0xC000006D",
  SubStatus: "0xC000006A",
  FailureReason: "%%2313",
  LogonType: "3",
  LogonProcessName: "NtLmSsp ",
  AuthenticationPackageName: "NTLM",
  WorkstationName: "-",
  ProcessId: "0x0",
  ProcessName: "-",
  IpAddress: "::ffff:192.0.2.7",
  IpPort: "0",
};

/** What both records of the start mean, whoever wrote them. */
const MEANT_START = {
  "user.account": "EXAMPLE\\mei",
  "user.name": "mei",
  "user.domain": "EXAMPLE",
  "winlog.logon.id": "0x1f2e3",
  "process.executable": "C:\\Windows\\System32\\net.exe",
  "process.name": "net.exe",
  "process.command_line": "net use",
  "process.pid": "7540",
  "process.parent.executable": "C:\\Windows\\System32\\cmd.exe",
  "process.parent.name": "cmd.exe",
  "process.parent.pid": "1272",
  "process.integrity": "High",
};

const MEANT_LOGON = {
  "event.outcome": "failure",
  "event.reason": "0xc000006a",
  "user.account": "EXAMPLE\\admin",
  "user.name": "admin",
  "user.domain": "EXAMPLE",
  "user.id": "",
  "source.ip": "192.0.2.7",
  "source.port": "",
  "source.host": "",
  "process.executable": "",
  "process.name": "",
  "winlog.logon.type": "3",
  "winlog.logon.process": "NtLmSsp",
  "winlog.logon.package": "NTLM",
  "winlog.subject.name": "",
};

/** A way in which Windows events are laid out: from number and data of an event to its columns. */
interface Layout {
  readonly schema: string;
  readonly event: (id: string, data: Event) => Event;
}

const under = (path: string, data: Event): Event =>
  Object.fromEntries(Object.entries(data).map(([name, text]) => [`${path}.${name}`, text]));

const LAYOUTS: readonly Layout[] = [
  {
    schema: "windows-event",
    event: (EventID, data) => ({
      TimeCreated: "2024-05-01T10:00:00.1234567Z",
      Computer: "pc1.example.org",
      Channel: "x",
      EventID,
      EventRecordID: "17",
      ExecutionProcessID: "4",
      ...data,
    }),
  },
  {
    schema: "windows-event",
    event: (EventID, data) => ({
      EventTime: "2024-05-01 12:00:00",
      "@timestamp": "2024-05-01T10:00:00.123Z",
      Hostname: "pc1.example.org",
      SourceName: "x",
      EventID,
      RecordNumber: "17",
      ...data,
    }),
  },
  {
    schema: "winlogbeat",
    event: (id, data) => ({
      "@timestamp": "2024-05-01T10:00:00.123Z",
      "winlog.computer_name": "pc1.example.org",
      "winlog.event_id": id,
      "winlog.record_id": "17",
      "event.code": id,
      ...under("winlog.event_data", data),
    }),
  },
  {
    schema: "winlogbeat-6",
    event: (event_id, data) => ({
      "@timestamp": "2024-05-01T10:00:00.123Z",
      computer_name: "pc1.example.org",
      event_id,
      record_number: "17",
      ...under("event_data", data),
    }),
  },
  {
    schema: "loki-windows-event",
    event: (event_id, data) => ({
      timestamp: "2024-05-01T10:00:05.000000000Z",
      line: "{…}",
      "labels.job": "windows",
      source: "x",
      computer: "pc1.example.org",
      event_id,
      timeCreated: "2024-05-01T10:00:00.1234567Z",
      eventRecordID: "17",
      "execution.processId": "4",
      ...under("event_data", data),
    }),
  },
  {
    schema: "windows-event-json",
    event: (id, data) => ({
      "Event.System.TimeCreated.#attributes.SystemTime": "2024-05-01T10:00:00.1234567Z",
      "Event.System.Computer": "pc1.example.org",
      "Event.System.EventID": id,
      "Event.System.EventRecordID": "17",
      ...under("Event.EventData", data),
    }),
  },
];

const RECORD = { "event.id": "17", "host.name": "pc1.example.org" };

describe.each(LAYOUTS)("Windows events laid out as by $schema", ({ schema, event }) => {
  const [started, created, refused] = [event("4688", STARTED), event("1", CREATED), event("4625", REFUSED)];
  const ended = event("5", { ProcessId: "7540", Image: "C:\\Windows\\System32\\net.exe", User: "EXAMPLE\\mei" });
  const loggedOff = event("4634", { TargetUserName: "mei", TargetLogonId: "0x1", LogonType: "3" });
  const log = batchOf([started, created, refused, ended, loggedOff]);

  it("are recognised, each kind by its own map, and the other rows are left out", () => {
    const process = detectFieldMap(log.columns, maps, { event: "process", sample: log });
    expect(process?.map.name).toBe(`${schema}-process`);
    expect(process?.reason).toContain(
      "2 of 5 sampled events are process starts (event id 4688, 1); the others (event id 4625, 5, 4634) are filtered out",
    );
    expect(selectedOf(process!.map, log)).toEqual([true, true, false, false, false]);
    const logon = detectFieldMap(log.columns, maps, { event: "logon", sample: log });
    expect(logon?.map.name).toBe(`${schema}-logon`);
    expect(selectedOf(logon!.map, log)).toEqual([false, false, true, false, false]);
  });

  it("say the same of a start, whether the security log or Sysmon recorded it", () => {
    const map = named(`${schema}-process`);
    const start = fieldsOf(map, started, log.columns);
    expect(start).toMatchObject({ ...RECORD, ...MEANT_START, "process.elevation": "Full", "user.effective.name": "" });
    expect(fieldsOf(map, created, log.columns)).toMatchObject({
      ...RECORD,
      ...MEANT_START,
      "process.parent.command_line": "cmd.exe",
      "process.working_directory": "C:\\Users\\mei\\",
      "process.hashes": "SHA256=00",
    });
    expect(fieldsOf(map, started)).toMatchObject(MEANT_START);
    expect(fieldsOf(map, created)).toMatchObject(MEANT_START);
  });

  it("tell the session that a start was made for, where it is another one", () => {
    const map = named(`${schema}-process`);
    expect(fieldsOf(map, started)).toMatchObject({ "winlog.effective.logon.id": "" });
    const forAnother = event("4688", { ...STARTED, SubjectLogonId: "0x3e7", TargetLogonId: "0xfaac2" });
    expect(fieldsOf(map, forAnother)).toMatchObject({
      "winlog.logon.id": "0x3e7",
      "winlog.effective.logon.id": "0xfaac2",
    });
  });

  it("say who could not log on, from where and why", () => {
    const map = named(`${schema}-logon`);
    expect(fieldsOf(map, refused, log.columns)).toMatchObject({ ...RECORD, ...MEANT_LOGON });
    expect(bindFields(map, log.columns).time).not.toBeNull();
  });
});

interface Case {
  readonly map: string;
  /** An event of the map's kind. */
  readonly event: Event;
  readonly fields: Readonly<Record<string, string>>;
  /** Columns by which an event of the same source is of another kind. */
  readonly other: Event;
}

const CASES: readonly Case[] = [
  {
    map: "sentinel-security-event",
    event: { TimeGenerated: "2024-05-01T10:00:00Z", EventID: "4688", Computer: "pc1", ...STARTED },
    fields: { ...MEANT_START, "process.elevation": "Full" },
    other: { EventID: "4624", NewProcessName: "" },
  },
  {
    map: "sentinel-security-event-logon",
    event: { TimeGenerated: "2024-05-01T10:00:00Z", EventID: "4625", Computer: "pc1", ...REFUSED },
    fields: MEANT_LOGON,
    other: { EventID: "4634" },
  },
  {
    map: "sysmon-process",
    event: CREATED,
    fields: MEANT_START,
    other: { CommandLine: "", ParentImage: "" },
  },
  {
    map: "sysmon-linux-process",
    event: {
      EventID: "1",
      UtcTime: "2024-05-01 10:00:00.123",
      Image: "/usr/bin/id",
      CommandLine: "id",
      User: "root",
      LogonId: "0",
      ProcessId: "4321",
      ParentProcessId: "4320",
      ParentImage: "-",
      IntegrityLevel: "no level",
      Hashes: "-",
    },
    fields: {
      "user.name": "root",
      "user.account": "root",
      "process.name": "id",
      "process.parent.executable": "",
      "process.integrity": "",
      "process.hashes": "",
    },
    other: { EventID: "5", CommandLine: "", ParentImage: "" },
  },
  {
    map: "defender-process",
    event: {
      Timestamp: "2024-05-01T10:00:00Z",
      DeviceName: "pc1",
      ActionType: "ProcessCreated",
      FileName: "net.exe",
      FolderPath: "C:\\Windows\\System32\\net.exe",
      ProcessCommandLine: "net use",
      ProcessId: "7540",
      AccountDomain: "example",
      AccountName: "mei",
      ProcessIntegrityLevel: "Medium",
      ProcessTokenElevation: "TokenElevationTypeLimited",
      InitiatingProcessId: "1272",
      ProcessVersionInfoOriginalFileName: "net.exe",
    },
    fields: {
      "user.account": "example\\mei",
      "process.pid": "7540",
      "process.parent.pid": "1272",
      "process.integrity": "Medium",
      "process.elevation": "Limited",
      "process.original_name": "net.exe",
    },
    other: { ActionType: "ProcessPrimaryTokenModified" },
  },
  {
    map: "defender-logon",
    event: {
      Timestamp: "2024-05-01T10:00:00Z",
      DeviceName: "pc1",
      ActionType: "LogonFailed",
      AccountDomain: "example",
      AccountName: "mei",
      LogonType: "RemoteInteractive",
      RemoteIP: "192.0.2.7",
    },
    fields: { "event.outcome": "failure", "winlog.logon.type": "10", "source.ip": "192.0.2.7" },
    other: { ActionType: "ListeningConnectionCreated" },
  },
  {
    map: "asim-process",
    event: {
      EventStartTime: "2024-05-01T10:00:00Z",
      EventType: "ProcessCreated",
      EventResult: "Success",
      DvcHostname: "pc1",
      ActorUsername: "EXAMPLE\\mei",
      TargetProcessName: "C:\\Windows\\System32\\net.exe",
      TargetProcessCommandLine: "net use",
      TargetProcessId: "0x1d74",
      TargetProcessIntegrityLevel: "Medium high integrity",
      TargetProcessTokenElevation: "%%1936",
      ActingProcessName: "C:\\Windows\\System32\\cmd.exe",
      ActingProcessId: "1272",
      ParentProcessName: "C:\\Windows\\explorer.exe",
    },
    fields: {
      "event.outcome": "success",
      "user.name": "mei",
      "user.domain": "EXAMPLE",
      "process.pid": "7540",
      "process.parent.name": "cmd.exe",
      "process.parent.pid": "1272",
      "process.integrity": "MediumPlus",
      "process.elevation": "Default",
    },
    other: { EventType: "ProcessTerminated" },
  },
  {
    map: "asim-logon",
    event: {
      TimeGenerated: "2024-05-01T10:00:00Z",
      EventType: "Logon",
      EventSubType: "RemoteInteractive",
      EventResult: "Partial",
      EventResultDetails: "Incorrect password",
      TargetUsername: "EXAMPLE\\admin",
      SrcIpAddr: "192.0.2.7",
      TargetHostname: "pc1",
    },
    fields: {
      "event.outcome": "unknown",
      "event.reason": "Incorrect password",
      "user.name": "admin",
      "user.domain": "EXAMPLE",
      "winlog.logon.type": "10",
      "source.ip": "192.0.2.7",
      "host.name": "pc1",
    },
    other: { EventType: "Logoff" },
  },
  {
    map: "ecs-process",
    event: {
      "@timestamp": "2024-05-01T10:00:00Z",
      "event.category": '["process"]',
      "event.type": '["start"]',
      "host.name": "pc1",
      "user.name": "mei",
      "process.executable": "/usr/bin/id",
      "process.command_line": "id",
      "process.pid": "4321",
      "process.pe.original_file_name": "id.exe",
    },
    fields: { "user.account": "mei", "process.name": "id", "process.pid": "4321", "process.original_name": "id.exe" },
    other: { "event.type": '["end"]' },
  },
  {
    map: "ecs-logon",
    event: {
      "@timestamp": "2024-05-01T10:00:00Z",
      "event.code": "4625",
      "event.outcome": "failure",
      "host.name": "pc1",
      "user.name": "admin",
      "user.domain": "EXAMPLE",
      "source.ip": "::ffff:192.0.2.7",
      "winlog.logon.type": "Remote Interactive",
    },
    fields: { "user.account": "EXAMPLE\\admin", "source.ip": "192.0.2.7", "winlog.logon.type": "10" },
    other: { "event.code": "4634" },
  },
  {
    map: "ocsf-process",
    event: {
      time: "1714557600123",
      class_uid: "1007",
      activity_id: "1",
      status_id: "1",
      "device.hostname": "pc1",
      "actor.user.name": "mei",
      "actor.process.file.path": "C:\\Windows\\System32\\cmd.exe",
      "actor.process.pid": "1272",
      "process.name": "net.exe",
      "process.file.path": "C:\\Windows\\System32\\net.exe",
      "process.cmd_line": "net use",
      "process.pid": "7540",
      "process.integrity_id": "4",
    },
    fields: {
      "event.outcome": "success",
      "user.account": "mei",
      "process.name": "net.exe",
      "process.parent.name": "cmd.exe",
      "process.parent.pid": "1272",
      "process.integrity": "High",
    },
    other: { activity_id: "2" },
  },
  {
    map: "ocsf-logon",
    event: {
      time: "1714557600123",
      class_uid: "3002",
      activity_id: "1",
      status: "Failure",
      status_detail: "USER_DOES_NOT_EXIST",
      "user.name": "admin",
      "user.domain": "EXAMPLE",
      "src_endpoint.ip": "192.0.2.7",
      "dst_endpoint.hostname": "pc1",
      logon_type: "OS Service",
      auth_protocol_id: "2",
    },
    fields: {
      "event.outcome": "failure",
      "event.reason": "USER_DOES_NOT_EXIST",
      "user.account": "EXAMPLE\\admin",
      "winlog.logon.type": "5",
      "winlog.logon.package": "Kerberos",
      "host.name": "pc1",
    },
    other: { activity_id: "2" },
  },
  {
    map: "auditd-process",
    event: {
      time: "2024-05-01T10:00:00.123Z",
      node: "web1",
      type: "SYSCALL,EXECVE,CWD,PATH,PROCTITLE",
      serial: "42",
      success: "no",
      exe: "/usr/bin/id",
      comm: "id",
      cmdline: "id -u",
      cwd: "/root",
      pid: "4321",
      ppid: "4320",
      ses: "3",
      auid: "1000",
      auid_name: "mei",
      uid: "0",
      uid_name: "root",
      euid: "0",
    },
    fields: {
      "event.outcome": "failure",
      "host.name": "web1",
      "user.name": "root",
      "user.id": "0",
      "user.audit.name": "mei",
      "user.audit.id": "1000",
      "process.name": "id",
      "process.command_line": "id -u",
      "process.parent.pid": "4320",
      "winlog.logon.id": "3",
    },
    other: { type: "USER_CMD" },
  },
  {
    map: "auditd-logon",
    event: {
      time: "2024-05-01T10:00:00.123Z",
      type: "USER_LOGIN",
      serial: "42",
      exe: "/usr/sbin/sshd",
      acct: "root",
      addr: "192.0.2.7",
      hostname: "?",
      terminal: "ssh",
      res: "failed",
      pid: "4321",
      auid: "4294967295",
    },
    fields: {
      "event.outcome": "failure",
      "user.name": "root",
      "user.audit.id": "",
      "source.ip": "192.0.2.7",
      "source.host": "",
      "process.name": "sshd",
    },
    other: { type: "USER_AUTH" },
  },
  {
    map: "osquery-process",
    event: {
      hostIdentifier: "web1",
      "columns.time": "1714557600",
      "columns.path": "/usr/bin/id",
      "columns.cmdline": "id -u",
      "columns.parent": "4320",
      "columns.pid": "4321",
      "columns.uid": "0",
      "columns.syscall": "execve",
    },
    fields: { "host.name": "web1", "user.id": "0", "process.name": "id", "process.parent.pid": "4320" },
    other: { "columns.syscall": "fork" },
  },
  {
    map: "entra-signin",
    event: {
      TimeGenerated: "2024-05-01T10:00:00Z",
      UserPrincipalName: "mei@example.org",
      ResultType: "50126",
      AppDisplayName: "Mail",
      IPAddress: "192.0.2.7",
    },
    fields: {
      "event.outcome": "failure",
      "event.reason": "wrong user or password",
      "user.name": "mei@example.org",
      "user.domain": "example.org",
      "host.name": "Mail",
    },
    other: { ResultType: "" },
  },
  {
    map: "syslog-logon",
    event: {
      time: "2024-05-01T10:00:00",
      host: "web1",
      program: "sshd",
      pid: "4321",
      message: "Failed password for invalid user admin from 192.0.2.7 port 4022 ssh2",
      action: "logon",
      outcome: "failure",
      method: "password",
      user: "admin",
      invalid_user: "yes",
      source_address: "192.0.2.7",
      source_port: "4022",
      reason: "",
    },
    fields: {
      "event.outcome": "failure",
      "event.reason": "no such user",
      "user.name": "admin",
      "source.ip": "192.0.2.7",
      "source.port": "4022",
      "winlog.logon.package": "password",
    },
    other: { action: "disconnect" },
  },
  {
    map: "syslog-process",
    event: {
      time: "2024-05-01T10:00:00",
      host: "web1",
      program: "sudo",
      message: "mei : TTY=pts/0 ; PWD=/home/mei ; USER=root ; COMMAND=/usr/bin/id -u",
      action: "sudo",
      user: "mei",
      target_user: "root",
      cwd: "/home/mei",
      command: "/usr/bin/id -u",
    },
    fields: {
      "user.name": "mei",
      "user.effective.name": "root",
      "process.executable": "/usr/bin/id",
      "process.name": "id",
      "process.command_line": "/usr/bin/id -u",
      "process.working_directory": "/home/mei",
    },
    other: { command: "" },
  },
  {
    map: "sentinel-syslog-process",
    event: {
      TimeGenerated: "2024-05-01T10:00:00Z",
      Computer: "web1",
      Facility: "authpriv",
      ProcessName: "sudo",
      SyslogMessage: "  mei : TTY=pts/0 ; PWD=/home/mei ; USER=root ; COMMAND=/bin/sh -c COMMAND=x USER=y",
    },
    fields: {
      "user.name": "mei",
      "user.effective.name": "root",
      "process.executable": "/bin/sh",
      "process.name": "sh",
      "process.command_line": "/bin/sh -c COMMAND=x USER=y",
      "process.working_directory": "/home/mei",
    },
    other: { SyslogMessage: "pam_unix(sudo:session): session opened for user root by mei(uid=0)" },
  },
  {
    map: "sentinel-syslog-sysmon-process",
    event: {
      TimeGenerated: "2024-05-01T10:00:00Z",
      Computer: "web1",
      Facility: "user",
      ProcessName: "sysmon",
      SyslogMessage:
        "<Event><System><EventID>1</EventID></System><EventData>" +
        '<Data Name="ProcessId">4321</Data><Data Name="Image">/bin/sh</Data>' +
        '<Data Name="CommandLine">sh -c &quot;id &amp;&amp; echo &amp;lt;&quot; &gt; x</Data>' +
        '<Data Name="User">root</Data><Data Name="ParentImage">-</Data></EventData></Event>',
    },
    fields: {
      "user.name": "root",
      "process.name": "sh",
      "process.pid": "4321",
      "process.command_line": 'sh -c "id && echo &lt;" > x',
      "process.parent.executable": "",
    },
    other: { SyslogMessage: "<Event><System><EventID>5</EventID></System></Event>" },
  },
];

/** The data of an event as Sentinel keeps it in one column, as XML. */
const asXml = (data: Event): string => {
  const escaped = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  const elements = Object.entries(data).map(([name, text]) => `<Data Name="${name}">${escaped(text)}</Data>`);
  return `<DataItem type="System.XmlData"><EventData xmlns="x">${elements.join("")}</EventData></DataItem>`;
};

const inWindowsEvent = (EventID: string, data: Event): Event => ({
  TimeGenerated: "2024-05-01T10:00:00.1234567Z",
  Provider: "x",
  Channel: "Security",
  Computer: "pc1.example.org",
  EventID,
  EventRecordId: "17",
  EventData: JSON.stringify(data),
});

const inEvent = (EventID: string, data: Event): Event => ({
  TimeGenerated: "2024-05-01T10:00:00.1234567Z",
  Source: "Microsoft-Windows-Sysmon",
  EventLog: "Microsoft-Windows-Sysmon/Operational",
  Computer: "pc1.example.org",
  EventID,
  EventData: asXml(data),
});

describe("the tables of Sentinel that keep an event's data in one column", () => {
  const forwarded = batchOf([
    inWindowsEvent("4688", STARTED),
    inWindowsEvent("1", CREATED),
    inWindowsEvent("4625", REFUSED),
    inWindowsEvent("5", { Image: CREATED["Image"]!, User: "EXAMPLE\\mei" }),
    inWindowsEvent("4634", { TargetUserName: "mei", LogonType: "3" }),
  ]);
  const rows = forwarded.values[0]!.map((_, row) =>
    Object.fromEntries(forwarded.columns.map((column, i) => [column, forwarded.values[i]![row]!])),
  );

  it("WindowsEvent is recognised, and read like the events themselves", () => {
    const found = (event: string) => detectFieldMap(forwarded.columns, maps, { event, sample: forwarded })?.map;
    expect(found("process")?.name).toBe("sentinel-windows-event-process");
    expect(found("logon")?.name).toBe("sentinel-windows-event-logon");
    expect(selectedOf(found("process")!, forwarded)).toEqual([true, true, false, false, false]);
    expect(selectedOf(found("logon")!, forwarded)).toEqual([false, false, true, false, false]);
    expect(fieldsOf(found("process")!, rows[0]!)).toMatchObject({
      ...RECORD,
      ...MEANT_START,
      "process.elevation": "Full",
    });
    expect(fieldsOf(found("process")!, rows[1]!)).toMatchObject({ ...RECORD, ...MEANT_START });
    expect(fieldsOf(found("logon")!, rows[2]!)).toMatchObject({ ...RECORD, ...MEANT_LOGON });
  });

  it("Event is recognised where it holds what Sysmon writes", () => {
    const log = batchOf([inEvent("1", CREATED), inEvent("5", { Image: CREATED["Image"]! })]);
    const map = detectFieldMap(log.columns, maps, { event: "process", sample: log })!.map;
    expect(map.name).toBe("sentinel-event-sysmon-process");
    expect(selectedOf(map, log)).toEqual([true, false]);
    const meant = { ...MEANT_START, "host.name": "pc1.example.org", "process.original_name": "net.exe" };
    expect(fieldsOf(map, inEvent("1", CREATED))).toMatchObject(meant);
    const { OriginalFileName: _, Hashes: __, ...older } = CREATED;
    expect(fieldsOf(map, inEvent("1", older))).toMatchObject({ "process.original_name": "", "process.hashes": "" });
  });

  it("give values whole that look like the data around them", () => {
    const CommandLine =
      'cmd /c "echo {\\"NewProcessName\\":\\"x\\"}" \\\\srv\\share\\ "NewProcessName":"forged" </Data><Data Name="Image">forged</Data> &lt;\t\n}';
    const hostile = { CommandLine, Image: "C:\\a.exe", NewProcessName: "C:\\real.exe", ParentImage: "C:\\p.exe\\" };
    const start = fieldsOf(named("sentinel-windows-event-process"), inWindowsEvent("4688", hostile));
    expect(start).toMatchObject({ "process.command_line": CommandLine, "process.executable": "C:\\real.exe" });
    const sysmon = fieldsOf(named("sentinel-event-sysmon-process"), inEvent("1", hostile));
    expect(sysmon).toMatchObject({ "process.command_line": CommandLine, "process.executable": "C:\\a.exe" });
  });

  it("have logon types as text or as numbers", () => {
    const map = named("sentinel-windows-event-logon");
    const event = (EventData: string): Event => ({ ...inWindowsEvent("4624", {}), EventData });
    for (const data of [
      '{"LogonType":10,"IpAddress":"x"}',
      '{"LogonType": 10}',
      '{"IpAddress":"x","LogonType":"10"}',
    ]) {
      expect(fieldsOf(map, event(data))["winlog.logon.type"]).toBe("10");
    }
    expect(fieldsOf(map, event("{}"))["winlog.logon.type"]).toBe("");
  });
});

const ssh = (SyslogMessage: string): Event => ({
  TimeGenerated: "2024-05-01T10:00:00Z",
  Computer: "web1",
  Facility: "auth",
  ProcessName: "sshd",
  SyslogMessage,
});

describe.each(CASES)("$map", ({ map, event, fields, other }) => {
  const log = batchOf([event, { ...event, ...other }]);

  it("is recognised by its columns and events", () => {
    const detection = detectFieldMap(log.columns, maps, { event: named(map).event, sample: log });
    expect(detection?.map.name).toBe(map);
    expect(bindFields(named(map), log.columns).time).not.toBeNull();
  });

  it("selects events of its kind only, and does not need to be told their number or type", () => {
    expect(selectedOf(named(map), log)).toEqual([true, false]);
  });

  it("reads each value into the one meaning", () => {
    expect(fieldsOf(named(map), event)).toMatchObject(fields);
  });
});

describe("sentinel-syslog-logon", () => {
  const map = named("sentinel-syslog-logon");

  it.each([
    ["Failed password for root from 192.0.2.7 port 22 ssh2", "failure", "root", "192.0.2.7", "22", "password"],
    ["Failed none for invalid user x from 192.0.2.7 port 22 ssh2", "failure", "x", "192.0.2.7", "22", "none"],
    ["Accepted publickey for mei from ::1 port 9 ssh2: RSA SHA256:abc", "success", "mei", "::1", "9", "publickey"],
    ["Invalid user admin from 192.0.2.7", "failure", "admin", "192.0.2.7", "", ""],
    [
      "Failed password for invalid user a from 198.51.100.1 port 1 from 192.0.2.7 port 22 ssh2",
      "failure",
      "a from 198.51.100.1 port 1",
      "192.0.2.7",
      "22",
      "password",
    ],
  ])("reads %s", (message, outcome, user, address, port, method) => {
    expect(selectedOf(map, batchOf([ssh(message)]))).toEqual([true]);
    expect(fieldsOf(map, ssh(message))).toMatchObject({
      "event.outcome": outcome,
      "user.name": user,
      "source.ip": address,
      "source.port": port,
      "winlog.logon.package": method,
    });
  });

  it("leaves out what is no logon", () => {
    const log = batchOf([
      ssh("Connection closed by 192.0.2.7 port 22 [preauth]"),
      ssh("Server listening on :: port 22."),
    ]);
    expect(selectedOf(map, log)).toEqual([false, false]);
  });
});

describe("what tells the maps of one schema apart", () => {
  it("is the content where the columns are the same: Sysmon on Linux or on Windows", () => {
    const linux = CASES.find(({ map }) => map === "sysmon-linux-process")!.event;
    const detect = (events: readonly Event[]): string | undefined =>
      detectFieldMap(batchOf(events).columns, maps, { event: "process", sample: batchOf(events) })?.map.name;
    expect(detect([linux, linux, { ...CREATED, EventID: "1" }])).toBe("sysmon-linux-process");
    expect(detect([linux, { ...CREATED, EventID: "1" }])).toBe("sysmon-process");
  });

  it("is never an event number that is not there: rows without one are known by what they hold", () => {
    const { EventID: _, ...start } = CASES[0]!.event;
    expect(selectedOf(named("sentinel-security-event"), batchOf([start, { ...start, EventID: "" }]))).toEqual([
      true,
      true,
    ]);
    const { EventID: __, ...logon } = CASES[1]!.event;
    expect(selectedOf(named("sentinel-security-event-logon"), batchOf([logon, { ...logon, EventID: "" }]))).toEqual([
      true,
      true,
    ]);
  });
});
