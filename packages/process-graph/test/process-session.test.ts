import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  buildProcessForest,
  descendants,
  linkSessions,
  processGraphml,
  processJson,
  roots,
  sessions,
  type Logon,
  type ProcessStart,
  type SessionNode,
} from "../src/index.ts";
import { logonOf, parseCsv, startOf } from "./support/csv.ts";
import { outline } from "./support/records.ts";

/** A scheduled task runs a script as another account, which runs tools and reuses pids; one parent is not recorded. */
const STARTS = `TimeGenerated,Computer,Account,NewProcessId,NewProcessName,ProcessId,ParentProcessName,CommandLine,SubjectLogonId,TargetLogonId
2024-03-01 10:00:03.000,host-a,WORKGROUP\\host-a$,0xbc8,C:\\Windows\\System32\\cmd.exe,0x440,C:\\Windows\\System32\\svchost.exe,cmd /c job.cmd,0x3e7,0xfaac27
2024-03-01 10:00:03.010,host-a,host-a\\alice,0x10cc,C:\\Windows\\System32\\conhost.exe,0xbc8,C:\\Windows\\System32\\cmd.exe,conhost,0xfaac27,0x0
2024-03-01 10:00:04.000,host-a,host-a\\alice,0x142c,C:\\Tools\\cmd.exe,0xbc8,C:\\Windows\\System32\\cmd.exe,"cmd /c ""one, two""",0xfaac27,0x0
2024-03-01 10:00:05.000,host-a,host-a\\alice,0x1500,C:\\Windows\\System32\\net.exe,0x142c,C:\\Tools\\cmd.exe,net user,0xfaac27,0x0
2024-03-01 10:00:06.000,host-a,host-a\\alice,0x142c,C:\\Windows\\System32\\whoami.exe,0xbc8,C:\\Windows\\System32\\cmd.exe,whoami,0xfaac27,0x0
2024-03-01 10:00:07.000,host-a,host-a\\alice,0x15a0,C:\\Windows\\System32\\calc.exe,0x142c,C:\\Tools\\powershell.exe,calc,0xfaac27,0x0
`;

const LOGONS = `TimeGenerated,Computer,Account,TargetLogonId,LogonType
2024-03-01 10:00:02.980,host-a,host-a\\alice,0xfaac27,4
2024-03-01 10:00:04.500,host-a,NT AUTHORITY\\SYSTEM,0x3e7,5
`;

describe("the process session of an account", () => {
  const forest = buildProcessForest(parseCsv(STARTS).map(startOf));

  it("is a tree below the process that began it, with the session above", () => {
    const { graph, findings } = linkSessions(forest, parseCsv(LOGONS).map(logonOf));
    expect(outline(graph, [...sessions(graph), ...roots(graph)])).toEqual([
      "@host-a\\alice",
      "  cmd.exe 3016",
      "    conhost.exe 4300",
      "    cmd.exe 5164",
      "      net.exe 5376",
      "    whoami.exe 5164",
      "  calc.exe 5536",
      "?svchost.exe 1088",
      "  cmd.exe 3016",
      "    conhost.exe 4300",
      "    cmd.exe 5164",
      "      net.exe 5376",
      "    whoami.exe 5164",
      "?powershell.exe 5164",
      "  calc.exe 5536",
    ]);
    expect(findings).toEqual({ sessions: 1, withoutLogon: 0, unlinked: [], idle: [1] });
  });
});

/** Recordings live beside the repository, not in it. */
const seed = new URL("../../../../shared/data/seed/", import.meta.url);
const present = existsSync(new URL("process_tree.csv", seed));
if (!present) process.stderr.write("skipped: process graphs of recordings: there is no ../shared/data/seed\n");

describe.skipIf(!present)("the recorded process session", () => {
  const rows = (name: string): ReturnType<typeof parseCsv> => parseCsv(readFileSync(new URL(name, seed), "utf8"));
  const read = (): { records: ProcessStart[]; logons: Logon[] } => ({
    records: rows("process_tree.csv").map(startOf),
    logons: rows("host_logons.csv").map(logonOf),
  });

  it("has one shell with all its siblings, and two parents that nobody recorded", () => {
    const { records } = read();
    const { graph, findings } = buildProcessForest(records);
    expect(findings).toEqual({ records: 117, processes: 117, missing: 2, duplicates: [], cycles: [], ambiguous: [] });
    const [first, second, ...others] = roots(graph);
    expect(others).toEqual([]);
    expect(outline(graph, [second!])).toEqual(["?powershell.exe 5504", "  win32calc.exe 5536"]);
    const [shell, ...children] = [...descendants(graph, first!)].map((node) => graph.getNodeAttributes(node));
    expect([graph.getNodeAttribute(first!, "name"), shell!.name]).toEqual(["svchost.exe", "cmd.exe"]);
    expect(children).toHaveLength(115);
    expect(children.map((node) => node.seen)).toEqual(
      children.map((node) => node.seen).sort((a, b) => (a! < b! ? -1 : 1)),
    );
  });

  it("runs whole in the session of its account, which the system's task opened", () => {
    const { records, logons } = read();
    const { graph, findings } = linkSessions(buildProcessForest(records), logons);
    expect(sessions(graph)).toEqual(["s1"]);
    expect(graph.getNodeAttributes("s1")).toMatchObject({
      logonId: "0xfaac27",
      type: "4",
      processes: 117,
      events: [0],
    });
    expect(graph.outDegree("s1")).toBe(2);
    expect(findings.withoutLogon).toBe(0);
  });

  it("is written alike whatever the order of its rows", () => {
    const { records, logons } = read();
    const { graph } = linkSessions(buildProcessForest(records), logons);
    const other = linkSessions(buildProcessForest([...records].reverse()), [...logons].reverse()).graph;
    expect([...processJson(other)].join("")).toBe([...processJson(graph)].join(""));
    expect([...processGraphml(other)].join("")).toBe([...processGraphml(graph)].join(""));
  });

  it("of a whole host has the agents' many short trees, each in its session", () => {
    const records = rows("processes_on_host.csv").map(startOf);
    const { findings, graph } = linkSessions(buildProcessForest(records), rows("host_logons.csv").map(logonOf));
    const names = sessions(graph).map((session) => graph.getNodeAttribute(session, "name"));
    expect(names).toContain("SYSTEM");
    const inSessions = sessions(graph).map((session) => (graph.getNodeAttributes(session) as SessionNode).processes);
    expect(inSessions.reduce((sum, processes) => sum + processes, 0)).toBe(363);
    expect(findings.unlinked).toEqual([]);
  });
});
