import type { FakeRow, FakeTables } from "@winnow/testkit/fakes";
import { DEVICE_PROCESS_EVENTS, SECURITY_EVENT, SYSLOG } from "./tables.ts";

/** Numbers that look random, the same every time. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PROGRAMS = [
  "C:\\Windows\\System32\\svchost.exe",
  "C:\\Windows\\System32\\cmd.exe",
  "C:\\Program Files\\Agent\\agent.exe",
];
const COMMANDS = [
  "svchost.exe -k netsvcs -p -s Schedule",
  "cmd.exe /c echo {11111111-2222-3333-4444-5555555555XX} > C:\\Temp\\runXX.tmp",
  '"C:\\Program Files\\Agent\\agent.exe" --task XXXX --since 2024-01-02T03:04:05',
  "powershell -enc SQBFAFgA -File C:\\Users\\alice\\täglich_XX.ps1",
  "",
];
const ODD = "rundll32.exe C:\\Users\\Public\\ünlü.dll,Start 192.0.2.7";

const LINUX = [
  "    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/apt-get update",
  "    bob : TTY=pts/XX ; PWD=/tmp ; USER=root ; COMMAND=/bin/cat /var/log/auth.log.XX",
  "Failed password for invalid user admin from 192.0.2.XX port 4XXX ssh2",
  "Accepted publickey for alice from 198.51.100.7 port 5XX22 ssh2: RSA SHA256:abc",
  "Connection closed by 192.0.2.1 port 22",
];

/** Some days of a small fleet, in tables as Sentinel has them; no two events at one µs. */
export function fleet(events: number, start: bigint): FakeTables {
  const next = random(7);
  const filled = (text: string): string => text.replaceAll(/X/g, () => String(next(10)));
  const rows: Record<"security" | "device" | "syslog", FakeRow[]> = { security: [], device: [], syslog: [] };
  for (let i = 0; i < events; i++) {
    const TimeGenerated = start + BigInt(i) * 3_217n + BigInt(next(200)) * 10n;
    const kind = next(PROGRAMS.length);
    const [executable, command] =
      i % 97 === 5
        ? ["C:\\Windows\\System32\\rundll32.exe", ODD]
        : [PROGRAMS[kind]!, filled(COMMANDS[next(COMMANDS.length)]!)];
    const [host, user] = [`host-${next(4)}`, ["alice", "bob", "SYSTEM", "-"][next(4)]!];
    const EventID = [4688, 4688, 4624, 4625, 5156][next(5)]!;
    const start4688 = EventID === 4688;
    rows.security.push({
      TimeGenerated,
      Computer: host,
      EventID,
      SubjectUserName: user,
      SubjectDomainName: "EXAMPLE",
      SubjectLogonId: next(2) === 0 ? "0x3e7" : `0x${next(5000).toString(16)}`,
      SubjectUserSid: "S-1-5-18",
      NewProcessName: start4688 ? executable : "",
      CommandLine: start4688 ? command : "",
      ParentProcessName: start4688 ? PROGRAMS[next(3)] : "",
      TargetUserName: EventID === 4625 ? `guess${next(30)}` : user,
      TargetDomainName: "EXAMPLE",
      TargetUserSid: "S-1-0-0",
      LogonType: start4688 ? null : [3, 10, 2][next(3)],
      IpAddress: `192.0.2.${next(9)}`,
      AuthenticationPackageName: "NTLM",
      LogonProcessName: "NtLmSsp ",
      Status: "0xC000006D",
      SubStatus: "0xC000006A",
      WorkstationName: "-",
      Account: `EXAMPLE\\${user}`,
      Type: "SecurityEvent",
    });
    rows.device.push({
      TimeGenerated,
      Timestamp: TimeGenerated,
      DeviceName: host,
      ActionType: "ProcessCreated",
      FileName: executable.slice(executable.lastIndexOf("\\") + 1),
      FolderPath: executable,
      ProcessCommandLine: command,
      AccountName: user,
      AccountDomain: "example",
      AccountSid: "S-1-5-18",
      InitiatingProcessFileName: "agent.exe",
      InitiatingProcessFolderPath: PROGRAMS[2],
      InitiatingProcessCommandLine: "agent.exe",
      ProcessId: 1000n + BigInt(next(5000)),
      LogonId: 999n,
      ReportId: BigInt(i),
      AdditionalFields: { n: next(3) },
    });
    rows.syslog.push({
      TimeGenerated,
      EventTime: TimeGenerated - 5_000_000n,
      Computer: host,
      HostName: host,
      Facility: "auth",
      SeverityLevel: "info",
      ProcessName: LINUX[i % 5]!.startsWith(" ") ? "sudo" : "sshd",
      ProcessID: next(9000),
      SyslogMessage: filled(LINUX[i % 5]!),
    });
  }
  const table = ({ columns }: { readonly columns: unknown }, list: readonly FakeRow[]): FakeTables[string] =>
    ({ columns, rows: list }) as FakeTables[string];
  return {
    SecurityEvent: table(SECURITY_EVENT, rows.security),
    DeviceProcessEvents: table(DEVICE_PROCESS_EVENTS, rows.device),
    Syslog: table(SYSLOG, rows.syslog),
  };
}
