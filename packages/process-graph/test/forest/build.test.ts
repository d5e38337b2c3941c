import { describe, expect, it } from "vitest";
import { buildProcessForest, depthFirst, type ProcessNode } from "../../src/index.ts";
import { outline, start, starts } from "../support/records.ts";

const SYSTEM32 = "C:\\Windows\\System32\\";

describe("a process forest", () => {
  it("puts processes below the ones that started them, in order of time", () => {
    const { graph, findings } = buildProcessForest(
      starts(
        { at: 3, pid: "30", parentPid: "10", name: "net.exe" },
        { at: 2, pid: "20", parentPid: "10", name: "cmd.exe" },
        { at: 1, pid: "10", name: "explorer.exe" },
        { at: 4, pid: "40", parentPid: "20", name: "whoami.exe" },
      ),
    );
    expect(outline(graph)).toEqual(["explorer.exe 10", "  cmd.exe 20", "    whoami.exe 40", "  net.exe 30"]);
    expect(graph.nodes()).toEqual(["p1", "p2", "p3", "p4"]);
    expect(findings).toEqual({ records: 4, processes: 4, missing: 0, duplicates: [], cycles: [], ambiguous: [] });
  });

  it("tells of each process what its record says, and how deep it stands", () => {
    const { graph, nodeOf } = buildProcessForest([
      start({
        event: 7,
        at: 1,
        pid: "0x1f4",
        executable: `${SYSTEM32}cmd.exe`,
        commandLine: "cmd /c x",
        user: "EXAMPLE\\alice",
        logonId: "0x3e7",
        effectiveLogonId: "0xfaac27",
        entityId: "{1}",
      }),
    ]);
    expect(graph.getNodeAttributes(nodeOf(7)!)).toEqual({
      kind: "process",
      host: "host-a",
      pid: "500",
      entityId: "{1}",
      executable: `${SYSTEM32}cmd.exe`,
      name: "cmd.exe",
      commandLine: "cmd /c x",
      user: "EXAMPLE\\alice",
      logonId: "0x3e7",
      effectiveLogonId: "0xfaac27",
      time: 1_000_000n,
      seen: 1_000_000n,
      events: [7],
      depth: 0,
    });
    expect(nodeOf(8)).toBeUndefined();
  });

  it("reads hexadecimal and decimal pids as one number", () => {
    const { graph } = buildProcessForest(
      starts({ at: 1, pid: "0x1f4", name: "a" }, { at: 2, pid: "0600", parentPid: "500", name: "b" }),
    );
    expect(outline(graph)).toEqual(["a 500", "  b 600"]);
  });

  it("gives a child to the process that had the pid when it started", () => {
    const { graph } = buildProcessForest(
      starts(
        { at: 1, pid: "10", name: "first" },
        { at: 2, pid: "20", parentPid: "10", name: "of first" },
        { at: 3, pid: "10", name: "second" },
        { at: 3, pid: "30", parentPid: "10", name: "of second" },
      ),
    );
    expect(outline(graph)).toEqual(["first 10", "  of first 20", "second 10", "  of second 30"]);
  });

  it("keeps hosts apart, whose names are one whatever the letters", () => {
    const { graph } = buildProcessForest(
      starts(
        { at: 1, pid: "10", name: "a", host: "HOST-B" },
        { at: 2, pid: "20", parentPid: "10", name: "of b", host: "host-b" },
        { at: 2, pid: "20", parentPid: "10", name: "of a" },
      ),
    );
    expect(outline(graph)).toEqual(["? 10", "  of a 20", "a 10", "  of b 20"]);
  });

  it("follows entity ids, whatever pid and time say", () => {
    const { graph } = buildProcessForest(
      starts(
        { at: 5, pid: "10", entityId: "{P}", name: "parent" },
        { at: 1, pid: "10", entityId: "{Q}", name: "other" },
        { at: 2, pid: "20", parentPid: "10", parentEntityId: "{p}", entityId: "{C}", name: "child" },
      ),
    );
    expect(outline(graph)).toEqual(["other 10", "parent 10", "  child 20"]);
    expect(graph.getEdgeAttributes("p2>p3")).toEqual({ kind: "started", by: "entity-id", ambiguous: false });
  });

  it("of several programs with one entity id takes the one that ran at the time", () => {
    const { graph } = buildProcessForest(
      starts(
        { at: 1, pid: "10", entityId: "{P}", name: "sh" },
        { at: 3, pid: "10", entityId: "{P}", name: "python" },
        { at: 2, pid: "20", parentEntityId: "{P}", entityId: "{1}", name: "early" },
        { at: 4, pid: "30", parentEntityId: "{P}", entityId: "{2}", name: "late" },
      ),
    );
    expect(outline(graph)).toEqual(["sh 10", "  early 20", "python 10", "  late 30"]);
  });

  it("falls back on the pid where only one side has an entity id, not where they differ", () => {
    const parent = { at: 1, pid: "10", name: "parent" };
    const child = { at: 2, pid: "20", parentPid: "10", parentEntityId: "{P}", entityId: "{C}", name: "child" };
    expect(outline(buildProcessForest(starts(parent, child)).graph)).toEqual(["parent 10", "  child 20"]);
    expect(outline(buildProcessForest(starts({ ...parent, entityId: "{Q}" }, child)).graph)).toEqual([
      "parent 10",
      "? 10",
      "  child 20",
    ]);
  });

  it("does not believe a parent that the child calls by another name: the pid had passed on unseen", () => {
    const parent = { at: 1, pid: "10", executable: `${SYSTEM32}svchost.exe` };
    const child = { at: 2, pid: "20", parentPid: "10", name: "child" };
    const tree = (named: object): string[] => outline(buildProcessForest(starts(parent, { ...child, ...named })).graph);
    expect(tree({ parentExecutable: "\\Device\\HarddiskVolume2\\WINDOWS\\system32\\SVCHOST.EXE" })).toEqual([
      "svchost.exe 10",
      "  child 20",
    ]);
    expect(tree({ parentName: "Svchost.exe" })).toEqual(["svchost.exe 10", "  child 20"]);
    expect(tree({ parentExecutable: "C:\\Temp\\svchost.exe" })).toEqual([
      "svchost.exe 10",
      "?svchost.exe 10",
      "  child 20",
    ]);
    expect(tree({ parentName: "cmd.exe" })).toEqual(["svchost.exe 10", "?cmd.exe 10", "  child 20"]);
  });

  it("makes one missing parent for all its children", () => {
    const { graph, findings } = buildProcessForest(
      starts(
        { at: 1, pid: "20", parentPid: "10", name: "a" },
        { at: 2, pid: "30", parentPid: "0xa", parentName: "CMD.EXE", name: "b" },
        { at: 3, pid: "40", parentPid: "10", parentExecutable: `${SYSTEM32}cmd.exe`, name: "c" },
        { at: 9, pid: "50", parentPid: "10", parentName: "net.exe", name: "d" },
      ),
    );
    expect(outline(graph)).toEqual(["?CMD.EXE 10", "  a 20", "  b 30", "  c 40", "?net.exe 10", "  d 50"]);
    expect(findings.missing).toBe(2);
    expect(graph.getNodeAttributes("p1")).toMatchObject({
      kind: "missing",
      executable: `${SYSTEM32}cmd.exe`,
      time: null,
      seen: 1_000_000n,
      events: [],
    });
    expect(graph.getEdgeAttributes("p1>p2").by).toBe("missing");
  });

  it("makes another missing parent once the pid was another's in between, recorded or not", () => {
    const child = { parentPid: "10", parentName: "cmd.exe", name: "child" };
    const recorded = starts(
      { at: 1, pid: "20", ...child },
      { at: 2, pid: "10", name: "x" },
      { at: 3, pid: "30", ...child },
    );
    expect(outline(buildProcessForest(recorded).graph)).toEqual([
      "?cmd.exe 10",
      "  child 20",
      "x 10",
      "?cmd.exe 10",
      "  child 30",
    ]);
    const unrecorded = starts(
      { at: 1, pid: "20", ...child },
      { at: 2, pid: "25", ...child, parentName: "x" },
      { at: 3, pid: "30", ...child },
    );
    expect(buildProcessForest(unrecorded).findings.missing).toBe(3);
  });

  it("shares missing parents among children of one instant, in whatever order these stand", () => {
    const child = (pid: string, parentName: string): object => ({ at: 1, pid, parentPid: "10", parentName, name: "c" });
    const { graph } = buildProcessForest(starts(child("1", "a"), child("2", "b"), child("3", "a")));
    expect(outline(graph)).toEqual(["?a 10", "  c 1", "  c 3", "?b 10", "  c 2"]);
  });

  it("puts a missing parent where its first child stands", () => {
    const { graph } = buildProcessForest(
      starts(
        { at: 1, pid: "1", name: "root" },
        { at: 1, pid: "2", parentPid: "9", name: "c" },
        { at: 1, pid: "3", name: "root" },
      ),
    );
    expect(outline(graph)).toEqual(["root 1", "? 9", "  c 2", "root 3"]);
  });

  it("takes neither itself nor who had its pid before for its parent", () => {
    const { graph } = buildProcessForest(
      starts(
        { at: 1, pid: "10", name: "before" },
        { at: 2, pid: "10", parentPid: "10", parentEntityId: "{P}", name: "child" },
      ),
    );
    expect(outline(graph)).toEqual(["before 10", "? 10", "  child 10"]);
  });

  it("shares a missing parent by its entity id, and with those that know its pid alone", () => {
    const { graph } = buildProcessForest(
      starts(
        { at: 1, pid: "20", parentPid: "10", parentEntityId: "{P}", entityId: "{1}", name: "a" },
        { at: 2, pid: "30", parentPid: "10", name: "b" },
        { at: 3, pid: "40", parentPid: "10", parentEntityId: "{P}", entityId: "{2}", name: "c" },
        { at: 4, pid: "50", parentPid: "10", parentEntityId: "{Q}", entityId: "{3}", name: "d" },
      ),
    );
    expect(outline(graph)).toEqual(["? 10", "  a 20", "  b 30", "  c 40", "? 10", "  d 50"]);
    expect((graph.getNodeAttributes("p1") as ProcessNode).entityId).toBe("{P}");
  });

  it("takes a process without a parent, or of the kernel, for a root", () => {
    const { graph, findings } = buildProcessForest(
      starts({ at: 1, pid: "4", parentPid: "0", name: "System" }, { at: 2, name: "sudo", parentName: "bash" }),
    );
    expect(outline(graph)).toEqual(["System 4", "sudo "]);
    expect(findings.missing).toBe(0);
  });

  it("recognises a start that two sources recorded, and says so", () => {
    const security = {
      at: 1.004,
      pid: "0x14",
      parentPid: "0xa",
      executable: `${SYSTEM32}net.exe`,
      parentName: "cmd.exe",
      logonId: "0x3e7",
    };
    const sysmon = {
      at: 1,
      pid: "20",
      parentPid: "10",
      executable: `${SYSTEM32}net.exe`,
      commandLine: "net user",
      parentExecutable: `${SYSTEM32}cmd.exe`,
      entityId: "{C}",
    };
    const records = starts(security, { at: 2, pid: "30", parentPid: "20", name: "net1.exe" }, sysmon);
    const { graph, findings, nodeOf } = buildProcessForest(records);
    expect(outline(graph)).toEqual(["?cmd.exe 10", "  net.exe 20", "    net1.exe 30"]);
    expect(findings.duplicates).toEqual([{ node: "p2", events: [0, 2] }]);
    expect([nodeOf(0), nodeOf(2)]).toEqual(["p2", "p2"]);
    expect(graph.getNodeAttributes("p2")).toMatchObject({
      time: 1_000_000n,
      commandLine: "net user",
      entityId: "{C}",
      logonId: "0x3e7",
      events: [0, 2],
    });
    expect(buildProcessForest(records, { duplicateWindow: 3999n }).findings.duplicates).toEqual([]);
  });

  it.each([
    ["program", { executable: `${SYSTEM32}cmd.exe` }],
    ["command line", { commandLine: "net group" }],
    ["parent", { parentPid: "11" }],
    ["host", { host: "host-b" }],
    ["time, by too much", { at: 2.1 }],
  ])("takes two records for two starts when they differ in their %s", (_, difference) => {
    const one = { at: 1, pid: "20", parentPid: "10", executable: `${SYSTEM32}net.exe`, commandLine: "net user" };
    const { findings } = buildProcessForest(starts(one, { ...one, entityId: "{C}", ...difference }));
    expect(findings.duplicates).toEqual([]);
    expect(findings.processes).toBe(2);
  });

  it("takes two records of one source for one start only when their time is the same", () => {
    const one = { at: 1, pid: "20", name: "net.exe", commandLine: "net user" };
    expect(buildProcessForest(starts(one, one)).findings.duplicates).toEqual([{ node: "p1", events: [0, 1] }]);
    expect(buildProcessForest(starts(one, { ...one, at: 1.001 })).findings.duplicates).toEqual([]);
    const known = { ...one, entityId: "{C}" };
    expect(buildProcessForest(starts(known, { ...known, at: 5 })).findings.duplicates).toHaveLength(1);
    expect(buildProcessForest(starts(known, { ...one, entityId: "{D}" })).findings.duplicates).toEqual([]);
  });

  it("does not fold a third record into a start that both sources have told of", () => {
    const one = { pid: "20", name: "net.exe", commandLine: "net user" };
    const { findings } = buildProcessForest(
      starts({ ...one, at: 1, entityId: "{C}" }, { ...one, at: 1.001 }, { ...one, at: 1.5 }),
    );
    expect(findings.duplicates).toEqual([{ node: "p1", events: [0, 1] }]);
    expect(findings.processes).toBe(2);
  });

  it("cuts a cycle at its earliest member, and says so", () => {
    const { graph, findings } = buildProcessForest(
      starts(
        { at: 2, entityId: "{B}", parentEntityId: "{A}", name: "b" },
        { at: 3, entityId: "{C}", parentEntityId: "{B}", name: "c" },
        { at: 1, entityId: "{A}", parentEntityId: "{C}", name: "a" },
        { at: 4, entityId: "{D}", parentEntityId: "{C}", name: "d" },
      ),
    );
    expect(outline(graph)).toEqual(["a ", "  b ", "    c ", "      d "]);
    expect(findings.cycles).toEqual([["p1", "p2", "p3"]]);
  });

  it("takes a process that calls itself its parent for a root, and says so", () => {
    const { graph, findings } = buildProcessForest(
      starts(
        { at: 1, pid: "10", parentPid: "10", name: "a" },
        { at: 2, entityId: "{X}", parentEntityId: "{X}", name: "b" },
      ),
    );
    expect(outline(graph)).toEqual(["a 10", "b "]);
    expect(findings.cycles).toEqual([["p1"], ["p2"]]);
  });

  it("settles by content which of two parents at one instant it was, and says that it may be the other", () => {
    const records = starts(
      { at: 1, pid: "10", name: "b" },
      { at: 1, pid: "10", name: "a" },
      { at: 2, pid: "20", parentPid: "10", name: "child" },
      { at: 2, pid: "30", parentPid: "10", parentName: "a", name: "sure" },
    );
    const { graph, findings } = buildProcessForest(records);
    expect(outline(graph)).toEqual(["a 10", "  sure 30", "b 10", "  child 20"]);
    expect(findings.ambiguous).toEqual(["p4"]);
    expect(graph.getEdgeAttribute("p3>p4", "ambiguous")).toBe(true);
    expect(outline(buildProcessForest([...records].reverse()).graph)).toEqual(outline(graph));
  });

  it("works without times as far as pids tell", () => {
    const records = starts(
      { pid: "20", parentPid: "10", name: "child" },
      { pid: "10", name: "parent" },
      { pid: "30", parentPid: "20", name: "grandchild" },
    ).map((record) => ({ ...record, time: null }));
    expect(outline(buildProcessForest(records).graph)).toEqual(["parent 10", "  child 20", "    grandchild 30"]);
  });

  it("of no records is empty", () => {
    const { graph, findings } = buildProcessForest([]);
    expect([graph.order, findings.records]).toEqual([0, 0]);
  });

  it("holds a chain of a hundred thousand processes", () => {
    const length = 100_000;
    const records = Array.from({ length }, (_, i) =>
      start({ event: i, at: i, pid: String(i + 1), parentPid: String(i), name: "x" }),
    );
    const { graph } = buildProcessForest(records);
    let deepest = 0;
    for (const { depth } of depthFirst(graph)) deepest = Math.max(deepest, depth);
    expect(deepest).toBe(length - 1);
    expect((graph.getNodeAttributes(`p${length}`) as ProcessNode).depth).toBe(length - 1);
  });

  it.each([
    [
      "two pids at one instant",
      (i: number) => ({ at: 1, pid: String(10 + (i % 2)), parentPid: String(11 - (i % 2)), commandLine: String(i) }),
    ],
    [
      "one entity id",
      (i: number) => ({ at: i, pid: "10", entityId: "{X}", parentEntityId: "{X}", commandLine: String(i) }),
    ],
    ["one cycle", (i: number) => ({ at: i, entityId: `{${i + 1}}`, parentEntityId: `{${((i + 1) % 20_000) + 1}}` })],
    [
      "one missing parent",
      (i: number) => ({ at: i % 7, pid: String(i + 100), parentPid: "10", parentName: `p${i % 3}` }),
    ],
  ])("takes no longer for many records of %s than for others", (_, record) => {
    const records = Array.from({ length: 20_000 }, (__, i) => start({ event: i, ...record(i) }));
    const began = performance.now();
    expect(buildProcessForest(records).findings.records).toBe(20_000);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
