import type { ColumnInfo } from "@winnow/core";
import type { Table } from "./kusto.ts";

function table(name: string, types: Readonly<Record<string, string>>): Table {
  const columns = Object.entries(types).flatMap(([type, names]) =>
    names.split(" ").map((column): ColumnInfo => ({ name: column, type })),
  );
  return { name, columns: [{ name: "TimeGenerated", type: "datetime" }, ...columns] };
}

/** Columns that matter of tables as Sentinel documents them. */
export const SECURITY_EVENT: Table = table("SecurityEvent", {
  string:
    "TenantId SourceSystem Account AccountType Computer EventSourceName Channel Activity EventOriginId CommandLine NewProcessId " +
    "NewProcessName ParentProcessName Process ProcessId SubjectAccount SubjectDomainName SubjectLogonId SubjectUserName " +
    "SubjectUserSid TargetAccount TargetDomainName TargetLogonId TargetUserName TargetUserSid TokenElevationType LogonProcessName " +
    "LogonTypeName AuthenticationPackageName IpAddress IpPort WorkstationName ProcessName Status SubStatus FailureReason " +
    "MandatoryLabel EventData Type _ResourceId",
  int: "EventID LogonType Task",
  guid: "SourceComputerId",
});

export const DEVICE_PROCESS_EVENTS: Table = table("DeviceProcessEvents", {
  datetime: "Timestamp ProcessCreationTime InitiatingProcessCreationTime",
  string:
    "TenantId DeviceId DeviceName ActionType FileName FolderPath SHA256 ProcessCommandLine ProcessIntegrityLevel " +
    "ProcessTokenElevation AccountDomain AccountName AccountSid InitiatingProcessAccountName InitiatingProcessFileName " +
    "InitiatingProcessFolderPath InitiatingProcessCommandLine InitiatingProcessParentFileName Type",
  long: "ProcessId InitiatingProcessId ReportId LogonId",
  dynamic: "AdditionalFields",
});

export const SIGNIN_LOGS: Table = table("SigninLogs", {
  string:
    "TenantId Category ResultType ResultDescription UserPrincipalName UserDisplayName UserId AppDisplayName AppId IPAddress " +
    "ClientAppUsed ConditionalAccessStatus AuthenticationRequirement CorrelationId ResourceDisplayName Location UserAgent Type",
  dynamic: "DeviceDetail LocationDetails Status",
  bool: "IsInteractive IsRisky",
  long: "DurationMs",
  datetime: "CreatedDateTime",
});

export const SYSLOG: Table = table("Syslog", {
  datetime: "EventTime CollectorTime",
  string: "TenantId Computer Facility HostName SeverityLevel SyslogMessage HostIP ProcessName Type",
  int: "ProcessID",
});

/** One column of every type, with names that nobody should choose. */
export const CUSTOM: Table = table("Custom_CL", {
  string: "text_s where_s",
  int: "whole_d",
  long: "big_l",
  real: "real_d",
  decimal: "exact_d",
  bool: "flag_b",
  guid: "id_g",
  dynamic: "json_d",
  timespan: "span_t",
  datetime: "Other_t",
});

export const TABLES: readonly Table[] = [SECURITY_EVENT, DEVICE_PROCESS_EVENTS, SIGNIN_LOGS, SYSLOG, CUSTOM];
