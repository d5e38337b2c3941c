import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  buildProcessForest,
  linkSessions,
  processJson,
  sessionAbove,
  sessions,
  type Logon,
  type ProcessStart,
} from "../../src/index.ts";
import { logon, outline, shuffled, start, starts } from "../support/records.ts";

const tree = (records: readonly ProcessStart[], logons: readonly Logon[] = [], options = {}): string[] => {
  const { graph } = linkSessions(buildProcessForest(records), logons, options);
  return outline(graph, sessions(graph));
};

describe("a session", () => {
  it("stands above the topmost processes in it", () => {
    const records = starts(
      { at: 2, pid: "10", logonId: "0x5", name: "explorer.exe" },
      { at: 3, pid: "20", parentPid: "10", logonId: "0x5", name: "cmd.exe" },
      { at: 4, pid: "30", parentPid: "20", logonId: "0x6", name: "runas.exe" },
      { at: 5, pid: "40", parentPid: "30", logonId: "0x5", name: "back.exe" },
    );
    const forest = buildProcessForest(records);
    const { graph, findings, sessionOf } = linkSessions(forest, [logon({ event: 9, at: 1, logonId: "0x5" })]);
    expect(graph.mapOutEdges("s1", (_, { kind, by }, __, target) => [kind, by, target])).toEqual([
      ["opened", "logon-id", "p1"],
      ["opened", "logon-id", "p4"],
    ]);
    expect(["p1", "p2", "p3", "p4"].map((node) => sessionOf(node))).toEqual(["s1", "s1", "s2", "s1"]);
    expect(["p1", "p2"].map((node) => sessionAbove(graph, node))).toEqual(["s1", undefined]);
    expect(outline(graph)).toEqual(outline(forest.graph));
    expect(forest.graph.order).toBe(4);
    expect(findings).toEqual({ sessions: 2, withoutLogon: 1, unlinked: [], idle: [] });
  });

  it("has its processes in order of time, whichever trees they stand in", () => {
    expect(
      tree(
        starts(
          { at: 1, pid: "10", logonId: "0x6", name: "other" },
          { at: 9, pid: "20", parentPid: "10", logonId: "0x5", name: "late" },
          { at: 2, pid: "30", logonId: "0x5", name: "early" },
        ),
      ),
    ).toEqual(["@0x6", "  other 10", "    late 20", "@0x5", "  early 30", "  late 20"]);
  });

  it("tells what its logon says", () => {
    const told = {
      account: "EXAMPLE\\bob",
      domain: "EXAMPLE",
      sid: "S-1-5-21-1",
      type: "10",
      sourceIp: "192.0.2.7",
      sourceHost: "host-b",
      subjectLogonId: "0x3e7",
    };
    const { graph } = linkSessions(buildProcessForest(starts({ at: 2, logonId: "1023", name: "a" })), [
      logon({ event: 4, at: 1, logonId: "0x3FF", ...told }),
    ]);
    expect(graph.getNodeAttributes("s1")).toEqual({
      kind: "session",
      host: "host-a",
      logonId: "0x3FF",
      name: "EXAMPLE\\bob",
      wellKnown: false,
      ...told,
      time: 1_000_000n,
      seen: 1_000_000n,
      events: [4],
      processes: 1,
    });
  });

  it("is the one that the process was started for, where its record names it", () => {
    expect(
      tree(
        starts(
          { at: 2, pid: "10", logonId: "0x3e7", effectiveLogonId: "0x5", name: "task" },
          { at: 3, pid: "20", parentPid: "10", logonId: "0x5", effectiveLogonId: "0x0", name: "child" },
        ),
        [logon({ at: 1, logonId: "0x5" })],
      ),
    ).toEqual(["@EXAMPLE\\alice", "  task 10", "    child 20"]);
  });

  it("of an id that was given again belongs to the latest logon before the process", () => {
    expect(
      tree(
        starts(
          { at: 1, pid: "10", logonId: "0x5", name: "before" },
          { at: 10, pid: "20", logonId: "0x5", name: "first" },
          { at: 20, pid: "30", logonId: "0x5", name: "second" },
        ),
        [logon({ at: 20, logonId: "0x5", account: "bob" }), logon({ at: 5, logonId: "0x5", account: "alice" })],
      ),
    ).toEqual(["@0x5", "  before 10", "@alice", "  first 20", "@bob", "  second 30"]);
  });

  it("takes a process that was recorded barely before its first logon", () => {
    const records = starts({ at: 1, pid: "10", logonId: "0x5", name: "a" });
    expect(tree(records, [logon({ at: 1.5, logonId: "0x5" })])).toEqual(["@EXAMPLE\\alice", "  a 10"]);
    expect(tree(records, [logon({ at: 1.5, logonId: "0x5" })], { window: 0n })).toEqual(["@0x5", "  a 10"]);
  });

  it("has both records of one logon", () => {
    const { graph } = linkSessions(buildProcessForest(starts({ at: 3, logonId: "0x5" })), [
      logon({ event: 1, at: 1, logonId: "0x5" }),
      logon({ event: 2, at: 1.2, logonId: "5", account: "example\\ALICE" }),
    ]);
    expect(graph.getNodeAttribute("s1", "events")).toEqual([1, 2]);
  });

  it("that every machine has is one, is named, and is no session without a logon", () => {
    const { graph, findings } = linkSessions(
      buildProcessForest(
        starts(
          { at: 1, pid: "10", logonId: "0x3e7", name: "a" },
          { at: 9, pid: "20", logonId: "999", executable: "C:\\b.exe" },
          { at: 9, pid: "30", logonId: "0x3e4", name: "c" },
          { at: 9, pid: "40", logonId: "0x3e5", name: "d" },
        ),
      ),
      [
        logon({ event: 5, at: 2, logonId: "0x3e7", type: "5" }),
        logon({ event: 6, at: 4, logonId: "0x3e7", type: "5" }),
      ],
    );
    expect(outline(graph, sessions(graph))).toEqual([
      "@SYSTEM",
      "  a 10",
      "  b.exe 20",
      "@NETWORK SERVICE",
      "  c 30",
      "@LOCAL SERVICE",
      "  d 40",
    ]);
    expect(graph.getNodeAttributes("s1")).toMatchObject({ wellKnown: true, time: null, account: "", events: [5, 6] });
    expect(findings.withoutLogon).toBe(0);
  });

  it("on Linux has a number as any other, but for the one of services", () => {
    expect(
      tree(
        starts(
          { at: 1, pid: "10", logonId: "4294967295", executable: "/usr/sbin/cron" },
          { at: 2, pid: "20", logonId: "999", executable: "/bin/bash" },
        ),
        [logon({ at: 1, logonId: "999", account: "carol" })],
      ),
    ).toEqual(["@no logon", "  cron 10", "@carol", "  bash 20"]);
  });

  it("is not made by a logon that failed, named none or led to no process, and these are told", () => {
    const logons = [
      logon({ event: 3, logonId: "0x5", outcome: "failure" }),
      logon({ event: 2, logonId: "0x0" }),
      logon({ event: 1, logonId: "0x7" }),
    ];
    const forest = buildProcessForest(starts({ at: 9, logonId: "0x5", pid: "1", name: "a" }));
    expect(linkSessions(forest, logons).findings).toEqual({
      sessions: 1,
      withoutLogon: 1,
      unlinked: [2, 3],
      idle: [1],
    });
    const { graph } = linkSessions(forest, logons, { idle: true });
    expect(outline(graph, sessions(graph))).toEqual(["@EXAMPLE\\alice", "@0x5", "  a 1"]);
  });

  it("of another host is another", () => {
    const records = starts({ at: 2, logonId: "0x5", name: "a" }, { at: 2, logonId: "0x5", name: "b", host: "host-b" });
    expect(tree(records, [logon({ at: 1, logonId: "0x5", host: "HOST-B" })])).toEqual([
      "@0x5",
      "  a ",
      "@EXAMPLE\\alice",
      "  b ",
    ]);
  });

  it("is the same whatever the order of the records", () => {
    const some = fc.record({
      at: fc.nat(4),
      host: fc.constantFrom("host-a", "host-b"),
      logonId: fc.constantFrom("0x5", "6", "0x3e7", ""),
    });
    fc.assert(
      fc.property(fc.array(some), fc.array(some), fc.array(fc.nat(), { minLength: 1 }), (processes, given, order) => {
        const forest = buildProcessForest(
          processes.map((parts, event) => start({ ...parts, event, name: String(event) })),
        );
        const logons = given.map((parts, i) => logon({ ...parts, event: 100 + i, account: `a${i % 2}` }));
        const text = (of: readonly Logon[]): string => [...processJson(linkSessions(forest, of).graph)].join("");
        expect(text(shuffled(logons, order))).toBe(text(logons));
      }),
    );
  });

  it("is the one that a search through all logons finds, for any logons", () => {
    const moment = fc.record({ at: fc.nat(9), id: fc.constantFrom("0x5", "0x6") });
    fc.assert(
      fc.property(fc.array(moment), fc.array(moment), (processes, given) => {
        const logons = given.map(({ at, id }, i) => logon({ at, logonId: id, event: i, account: `${id} ${at}` }));
        const forest = buildProcessForest(
          processes.map(({ at, id }, i) => start({ at, logonId: id, event: i, name: `n${i}` })),
        );
        const { graph, sessionOf } = linkSessions(forest, logons, { window: 0n });
        processes.forEach(({ at, id }, i) => {
          const before = given.filter((other) => other.id === id && other.at <= at).map((other) => other.at);
          const expected = before.length === 0 ? "" : `${id} ${Math.max(...before)}`;
          expect(graph.getNodeAttribute(sessionOf(forest.nodeOf(i)!)!, "name")).toBe(expected);
        });
      }),
      { numRuns: 300 },
    );
  });
});
