import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bindFields } from "@winnow/expressions";
import { detectFieldMap } from "@winnow/orchestrator";
import { plugins } from "@winnow/field-maps";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { zipOf } from "../readers/archive/zip-builder.ts";
import {
  element,
  eventRecord,
  eventTemplate,
  evtxChunk,
  evtxFile,
  hole,
  type RecordSpec,
  stringValue,
} from "../readers/evtx/evtx-builder.ts";
import { ledgerOf, withFiles } from "./opened.ts";

const maps = plugins.map(({ map }) => map);

/** An event with this data. */
function windowsEvent(id: bigint, eventId: number, data: Readonly<Record<string, string>>): RecordSpec {
  const named = Object.keys(data).map((name, i) => element("Data", { Name: name }, hole(10 + i)));
  const template = eventTemplate(element("EventData", {}, ...named));
  return eventRecord(id, eventId, template, ...Object.values(data).map(stringValue));
}

const LOGON = { TargetUserName: "mei", TargetDomainName: "EXAMPLE", LogonType: "3", IpAddress: "192.0.2.7" };

/** Two process starts, two logons, and a log that was cleared. */
const SECURITY = evtxFile([
  evtxChunk([
    windowsEvent(1n, 4688, { NewProcessName: "C:\\Windows\\System32\\whoami.exe", CommandLine: "whoami" }),
    windowsEvent(2n, 4624, LOGON),
    windowsEvent(3n, 4688, { NewProcessName: "C:\\Windows\\System32\\net.exe", CommandLine: "net user" }),
    windowsEvent(4n, 4625, LOGON),
    windowsEvent(5n, 1102, { SubjectUserName: "mei" }),
  ]),
]);

const AUDITD = [
  'type=SYSCALL msg=audit(1709210096.789:1): arch=c000003e syscall=59 success=yes exe="/usr/bin/id" pid=7 uid=0',
  'type=EXECVE msg=audit(1709210096.789:1): argc=1 a0="id"',
  'type=USER_LOGIN msg=audit(1709210097.000:2): pid=8 uid=0 msg=\'op=login acct="mei" exe="/usr/sbin/sshd" addr=192.0.2.7 res=failed\'',
  'type=CWD msg=audit(1709210098.000:3): cwd="/"',
  "a line of something else",
].join("\n");

const SYSLOG = [
  "2024-02-29T12:34:56Z web sshd[1]: Failed password for mei from 192.0.2.7 port 4000 ssh2",
  "2024-02-29T12:34:57Z web sudo:     mei : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id",
  "2024-02-29T12:34:58Z web kernel: something else",
].join("\n");

const JOURNAL = SYSLOG.split("\n")
  .map((line, i) => {
    const [, program, message] = /^\S+ \S+ (\w+)(?:\[\d+\])?: (.*)$/.exec(line)!;
    return JSON.stringify({
      __REALTIME_TIMESTAMP: `170921009678901${i}`,
      SYSLOG_IDENTIFIER: program,
      MESSAGE: message,
    });
  })
  .join("\n");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "winnow-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("logs of several kinds of event", () => {
  it.each([
    ["security.evtx", SECURITY, 5, 0, "windows-event-process", 2, "windows-event-logon", 2],
    ["audit.log", AUDITD, 4, 1, "auditd-process", 1, "auditd-logon", 1],
    ["auth.log", SYSLOG, 3, 0, "syslog-process", 1, "syslog-logon", 1],
    ["journal.json", JOURNAL, 3, 0, "syslog-process", 1, "syslog-logon", 1],
    [
      "a.zip",
      zipOf({ name: "var/log/audit", content: Buffer.from(AUDITD) }),
      4,
      1,
      "auditd-process",
      1,
      "auditd-logon",
      1,
    ],
  ])(
    "are bound by a field map that reads those of its own kind, the others being filtered: %s",
    async (name, content, read, rejected, processMap, starts, logonMap, logons) => {
      const path = join(folder, name);
      await writeFile(path, content);
      await withFiles(folder, { path }, async (engine) => {
        const columns = (await engine.columns()).map((column) => column.name);
        const sample = await engine.sample(1000);
        for (const [event, map, clustered] of [
          ["process", processMap, starts],
          ["logon", logonMap, logons],
        ] as const) {
          const found = detectFieldMap(columns, maps, { event, sample })!.map;
          expect(found.name).toBe(map);
          const { selects, time } = bindFields(found, columns);
          const ledger = await ledgerOf(engine, { where: selects, time });
          expect(ledger).toMatchObject({ read, rejected, clustered, filtered: read - rejected - clustered });
        }
      });
    },
  );
});
