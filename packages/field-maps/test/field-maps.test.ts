import { bindFields, FIELDS, inlineFieldMap } from "@winnow/expressions";
import { chooseFieldMap, detectFieldMap } from "@winnow/orchestrator";
import { describe, expect, it } from "vitest";
import { fieldsOf, maps, named } from "./support/events.ts";

const SECURITY_4688 =
  "TenantId,Account,EventID,TimeGenerated,Computer,SubjectUserSid,SubjectUserName,SubjectDomainName,SubjectLogonId," +
  "NewProcessId,NewProcessName,TokenElevationType,ProcessId,CommandLine,ParentProcessName,TargetLogonId";
const SECURITY_4624 =
  "TenantId,Account,EventID,TimeGenerated,Computer,SubjectUserName,SubjectDomainName,SubjectUserSid,TargetUserName," +
  "TargetDomainName,TargetUserSid,TargetLogonId,LogonProcessName,LogonType,AuthenticationPackageName,Status,IpAddress";
const SYSMON =
  "UtcTime,ProcessGuid,ProcessId,Image,CommandLine,CurrentDirectory,User,LogonGuid,LogonId,IntegrityLevel,Hashes," +
  "ParentProcessGuid,ParentProcessId,ParentImage,ParentCommandLine,Computer";
const DEVICE_PROCESS =
  "Timestamp,DeviceId,DeviceName,ActionType,FileName,FolderPath,SHA256,ProcessId,ProcessCommandLine," +
  "ProcessIntegrityLevel,AccountDomain,AccountName,AccountSid,LogonId,InitiatingProcessFileName," +
  "InitiatingProcessFolderPath,InitiatingProcessCommandLine,InitiatingProcessId,ReportId";
const DEVICE_LOGON =
  "Timestamp,DeviceId,DeviceName,ActionType,LogonType,AccountDomain,AccountName,AccountSid,Protocol,FailureReason," +
  "LogonId,RemoteDeviceName,RemoteIP,RemotePort,InitiatingProcessFileName,InitiatingProcessFolderPath,ReportId";
const ECS_PROCESS = "@timestamp,host.name,user.name,user.domain,process.executable,process.command_line,process.pid";
const ECS_LOGON = "@timestamp,host.name,user.name,user.domain,event.outcome,source.ip,winlog.logon.type";

/** What the feature sets are made of. */
const ESSENTIAL: Readonly<Record<string, string[]>> = {
  process: ["process.executable", "process.command_line", "user.account"],
  logon: ["user.account", "winlog.logon.type", "event.outcome"],
};

describe("the field maps", () => {
  it.each([
    [SECURITY_4688, "sentinel-security-event"],
    [SECURITY_4624, "sentinel-security-event-logon"],
    [SYSMON, "sysmon-process"],
    [DEVICE_PROCESS, "defender-process"],
    [DEVICE_LOGON, "defender-logon"],
    [ECS_PROCESS, "ecs-process"],
    [ECS_LOGON, "ecs-logon"],
  ])("recognise the columns %s as %s", (header, name) => {
    const columns = header.split(",");
    expect(detectFieldMap(columns, maps)?.map.name).toBe(name);
    const { time, fields } = bindFields(named(name), columns);
    expect(time).not.toBeNull();
    expect([...fields.keys()]).toEqual(expect.arrayContaining(ESSENTIAL[named(name).event]!));
  });

  it("recognise nothing in columns of something else", () => {
    expect(detectFieldMap(["id", "name", "value"], maps)).toBeUndefined();
  });

  it("have one map for each kind of event of a schema, under the schema's name", () => {
    const choose = (name: string, event: string): string | undefined => chooseFieldMap(name, maps, { event })?.name;
    expect(choose("sentinel-security-event", "process")).toBe("sentinel-security-event");
    expect(choose("sentinel-security-event", "logon")).toBe("sentinel-security-event-logon");
    expect(choose("defender", "process")).toBe("defender-process");
    expect(choose("defender", "logon")).toBe("defender-logon");
    expect(choose("ecs", "logon")).toBe("ecs-logon");
  });

  it.each(maps.map((map) => [map.name, map] as const))(
    "%s has only fields with a meaning, and the common ones",
    (_, map) => {
      expect(() => inlineFieldMap(map.fields)).not.toThrow();
      expect(Object.keys(map.fields)).toEqual(expect.arrayContaining(["@timestamp", "host.name", "user.account"]));
      expect(map.requires.length).toBeGreaterThan(0);
      expect(Object.keys(map.fields).filter((field) => !(field in FIELDS))).toEqual([]);
    },
  );
});

describe("sentinel-security-event", () => {
  const event = {
    Account: "CORP\\svc",
    SubjectUserName: "svc",
    SubjectDomainName: "CORP",
    SubjectLogonId: "0x1f",
    TargetUserName: "-",
    NewProcessName: "C:\\Windows\\System32\\net.exe",
    NewProcessId: "0x10",
    ProcessId: "0xbc8",
    ParentProcessName: "C:\\Windows\\System32\\cmd.exe",
    CommandLine: "net use",
  };

  it("tells the new process from the one that asked for it", () => {
    expect(fieldsOf(named("sentinel-security-event"), event)).toEqual({
      "user.account": "CORP\\svc",
      "user.name": "svc",
      "user.domain": "CORP",
      "user.effective.name": "",
      "winlog.logon.id": "0x1f",
      "process.executable": "C:\\Windows\\System32\\net.exe",
      "process.name": "net.exe",
      "process.command_line": "net use",
      "process.pid": "16",
      "process.parent.executable": "C:\\Windows\\System32\\cmd.exe",
      "process.parent.name": "cmd.exe",
      "process.parent.pid": "3016",
    });
  });

  it("makes the account of its parts, or the parts of the account", () => {
    const { Account, SubjectUserName, SubjectDomainName, NewProcessName } = event;
    const map = named("sentinel-security-event");
    const account = { "user.account": "CORP\\svc", "user.name": "svc", "user.domain": "CORP" };
    expect(fieldsOf(map, { NewProcessName, SubjectUserName, SubjectDomainName })).toMatchObject(account);
    expect(fieldsOf(map, { NewProcessName, Account })).toMatchObject(account);
  });

  it("tells who logged on from who asked for it, and how it ended", () => {
    const logon = {
      EventID: "4625",
      TargetUserName: "bob",
      TargetDomainName: "CORP",
      SubjectUserName: "HOST$",
      LogonType: "3",
      Status: "0xc000006d",
      SubStatus: "0xc000006a",
      TargetLogonId: "0x0",
      SubjectLogonId: "0x3e7",
    };
    const map = named("sentinel-security-event-logon");
    expect(fieldsOf(map, logon)).toMatchObject({
      "user.account": "CORP\\bob",
      "user.name": "bob",
      "winlog.subject.name": "HOST$",
      "winlog.logon.type": "3",
      "winlog.logon.id": "0x0",
      "winlog.subject.logon.id": "0x3e7",
      "event.outcome": "failure",
      "event.reason": "0xc000006a",
    });
    expect(fieldsOf(map, { ...logon, EventID: "4624", SubStatus: "0x0" })).toMatchObject({
      "event.outcome": "success",
      "event.reason": "0xc000006d",
    });
  });
});

describe("the other schemas", () => {
  it("take Sysmon's account apart", () => {
    const fields = fieldsOf(named("sysmon-process"), { Image: "C:\\x\\a.exe", CommandLine: "a", User: "CORP\\bob" });
    expect(fields).toMatchObject({
      "user.account": "CORP\\bob",
      "user.name": "bob",
      "user.domain": "CORP",
      "process.name": "a.exe",
    });
  });

  it("give Defender's logon types and outcomes the values that Windows and ECS have for them", () => {
    const event = {
      DeviceName: "host",
      AccountDomain: "corp",
      AccountName: "bob",
      LogonType: "RemoteInteractive",
      ActionType: "LogonFailed",
    };
    expect(fieldsOf(named("defender-logon"), event)).toMatchObject({
      "user.account": "corp\\bob",
      "winlog.logon.type": "10",
      "event.outcome": "failure",
    });
    const unknown = { ...event, AccountDomain: "", LogonType: "Sideways", ActionType: "LogonAttempted" };
    expect(fieldsOf(named("defender-logon"), unknown)).toMatchObject({
      "user.account": "bob",
      "winlog.logon.type": "Sideways",
      "event.outcome": "unknown",
    });
  });

  it("take the number of an Elastic logon type where it is there, else its name's", () => {
    const event = { "user.name": "bob", "event.outcome": "success", "winlog.logon.type": "Network" };
    expect(fieldsOf(named("ecs-logon"), event)["winlog.logon.type"]).toBe("3");
    const both = { ...event, "winlog.event_data.LogonType": "8" };
    expect(fieldsOf(named("ecs-logon"), both)["winlog.logon.type"]).toBe("8");
  });

  it("make names of paths that have none", () => {
    const event = { "process.executable": "C:\\x\\a.exe", "process.parent.name": "p.exe" };
    expect(fieldsOf(named("ecs-process"), event)).toMatchObject({
      "process.name": "a.exe",
      "process.parent.name": "p.exe",
    });
  });
});
