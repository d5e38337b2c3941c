/**
 * Process starts of a fleet as Sentinel's SecurityEvent has them, made by DuckDB's SQL: 200 hosts with a machine account
 * and two people each, 300 programs, four commands of each, most with a GUID, a number or a time that is new each time.
 */

/** Columns by type, in the order of the table. */
const TYPES = {
  datetime: ["TimeGenerated"],
  string: [
    "TenantId",
    "SourceSystem",
    "Account",
    "AccountType",
    "Computer",
    "EventSourceName",
    "Channel",
    "Activity",
    "CommandLine",
    "NewProcessId",
    "NewProcessName",
    "ParentProcessName",
    "Process",
    "ProcessId",
    "SubjectAccount",
    "SubjectDomainName",
    "SubjectLogonId",
    "SubjectUserName",
    "SubjectUserSid",
    "TargetDomainName",
    "TargetLogonId",
    "TargetUserName",
    "TargetUserSid",
    "TokenElevationType",
    "MandatoryLabel",
    "EventOriginId",
    "Type",
    "_ResourceId",
  ],
  int: ["EventID", "Level", "Task"],
};

export const COLUMNS = Object.entries(TYPES).flatMap(([type, names]) =>
  names.map((name) => ({ name, type: /** @type {keyof typeof TYPES} */ (type) })),
);

/** The first event, in ticks of 100 ns since 1970, and how far apart two are. */
export const START = 17_720_000_000_000_000n;
export const STEP = 6_048n;

/**
 * A number below another by a hash of the event's number, so that every machine makes the same events.
 * @param {number} salt
 * @param {number} below
 */
function pick(salt, below) {
  return `(hash(i * 64 + ${salt}) % ${below})`;
}

/** @param {number} events */
export function eventsSql(events) {
  /** @type {Readonly<Record<string, string>>} */
  const values = {
    TimeGenerated: `(${START} + i * ${STEP} + ${pick(1, 1000)})::bigint`,
    TenantId: "'11111111-2222-3333-4444-555555555555'",
    SourceSystem: "'OpsManager'",
    Account: `'EXAMPLE\\' || who`,
    AccountType: "case when person = 0 then 'Machine' else 'User' end",
    Computer: "host || '.example.com'",
    EventSourceName: "'Microsoft-Windows-Security-Auditing'",
    Channel: "'Security'",
    Activity: "'4688 - A new process has been created.'",
    CommandLine:
      `'"' || path || '" ' || case command when 0 then '-run {' || guid || '} -from parent' ` +
      `when 1 then '/c start task ' || ${pick(2, 100000)} || ' since 2026-03-02T0' || ${pick(3, 10)} || ':11:12' ` +
      `when 2 then '--service --profile C:\\ProgramData\\App' || program || '\\settings.json' ` +
      `else '-k netsvcs -p -s Task' || program % 7 || ' -id 0x' || printf('%x', ${pick(4, 1000000)}) end`,
    NewProcessId: `'0x' || printf('%x', ${pick(5, 65536)})`,
    NewProcessName: "path",
    ParentProcessName:
      "'C:\\Windows\\System32\\' || case program % 3 when 0 then 'services.exe' when 1 then 'svchost.exe' else 'explorer.exe' end",
    Process: "'app' || program || '.exe'",
    ProcessId: `'0x' || printf('%x', ${pick(6, 65536)})`,
    SubjectAccount: `'EXAMPLE\\' || who`,
    SubjectDomainName: "'EXAMPLE'",
    SubjectLogonId: `case when person = 0 then '0x3e7' else '0x' || printf('%x', ${pick(7, 100000)}) end`,
    SubjectUserName: "who",
    SubjectUserSid:
      "case when person = 0 then 'S-1-5-18' else 'S-1-5-21-1004336348-1177238915-682003330-' || (1000 + machine * 2 + person) end",
    TargetDomainName: "'-'",
    TargetLogonId: "'0x0'",
    TargetUserName: "'-'",
    TargetUserSid: "'S-1-0-0'",
    TokenElevationType: "'%%1936'",
    MandatoryLabel: "'S-1-16-16384'",
    EventOriginId: "guid",
    Type: "'SecurityEvent'",
    _ResourceId:
      "'/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/fleet/providers/microsoft.compute/virtualmachines/' || host",
    EventID: "4688::integer",
    Level: "8::integer",
    Task: "13312::integer",
  };
  return (
    `select ${COLUMNS.map(({ name }) => values[name]).join(", ")} from (select *, 'host-' || machine as host, ` +
    `case when person = 0 then 'HOST-' || machine || '$' else 'user' || (machine * 2 + person) end as who, ` +
    `'C:\\Program Files\\App' || program || '\\bin\\app' || program || '.exe' as path, ` +
    `printf('%08x-0000-4000-8000-%012x', ${pick(8, 4294967296)}, i) as guid from (` +
    // Most programs run on every host and for its own account; people start few of them, each her own.
    `select i, machine, person, command, case when person = 0 then ${pick(9, 40)} else 40 + (machine * 7 + person * 3 + ${pick(10, 12)}) % 260 end as program ` +
    `from (select i, ${pick(11, 200)} as machine, case when ${pick(12, 10)} < 7 then 0 else 1 + ${pick(13, 2)} end as person, ` +
    `${pick(14, 4)} as command from range(${events}) as numbers(i))))`
  );
}
