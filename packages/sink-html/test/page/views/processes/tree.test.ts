import { buildProcessForest, linkSessions, type ProcessStart } from "@winnow/process-graph";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matcher, treeOf, visibleLines, withAbove, type TreeLine } from "../../../../page/views/processes/tree.ts";

interface Process {
  readonly pid: number;
  readonly parent?: number;
  readonly name?: string;
  readonly host?: string;
  readonly session?: string;
}

function start(
  { pid, parent = 0, name = `p${pid}.exe`, host = "host-a", session = "0x1a" }: Process,
  event: number,
): ProcessStart {
  return {
    event,
    time: BigInt(event) * 1_000_000n,
    host,
    pid: String(pid),
    parentPid: String(parent),
    executable: `C:\\x\\${name}`,
    name,
    commandLine: `${name} /run`,
    parentExecutable: "",
    parentName: "",
    user: "alice",
    logonId: session,
  };
}

function tree(...processes: readonly Process[]): readonly TreeLine[] {
  const linked = linkSessions(buildProcessForest(processes.map(start)), []);
  return treeOf(linked.graph, linked.sessionOf);
}

/** As it reads: one text for each line, indented by its level. */
function read(lines: readonly TreeLine[]): string[] {
  return lines.map(({ kind, node, host, level, session }) => {
    const name =
      node === null ? host : node.kind === "session" ? `${node.name || node.logonId}` : node.name || node.pid;
    return `${"  ".repeat(level - 1)}${kind} ${name}${session === undefined ? "" : " *"}`;
  });
}

describe("the tree of processes", () => {
  it("has each session above what is topmost in it", () => {
    expect(read(tree({ pid: 1, session: "0x3e7" }, { pid: 2, parent: 1, session: "0x3e7" }, { pid: 3 }))).toEqual([
      "session SYSTEM",
      "  process p1.exe",
      "    process p2.exe",
      "session 0x1a",
      "  process p3.exe",
    ]);
  });

  it("marks a process that runs in another session than what started it", () => {
    expect(read(tree({ pid: 1, session: "0x3e7" }, { pid: 2, parent: 1 }, { pid: 3, parent: 2 }))).toEqual([
      "session SYSTEM",
      "  process p1.exe",
      "    process p2.exe *",
      "      process p3.exe",
    ]);
  });

  it("shows a parent that nobody recorded, in the session of its children where they share one", () => {
    expect(read(tree({ pid: 2, parent: 77 }, { pid: 3, parent: 77 }))).toEqual([
      "session 0x1a",
      "  missing 77",
      "    process p2.exe",
      "    process p3.exe",
    ]);
    expect(read(tree({ pid: 2, parent: 77 }, { pid: 3, parent: 77, session: "0x2b" }))).toEqual([
      "missing 77",
      "  process p2.exe *",
      "  process p3.exe *",
    ]);
  });

  it("keeps hosts apart where there are several", () => {
    expect(read(tree({ pid: 1 }, { pid: 1, host: "host-b" }))).toEqual([
      "host host-a",
      "  session 0x1a",
      "    process p1.exe",
      "host host-b",
      "  session 0x1a",
      "    process p1.exe",
    ]);
  });

  it("takes a chain of twenty thousand", () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => ({ pid: i + 1, parent: i }));
    const lines = tree(...chain);
    expect(lines.at(-1)!.level).toBe(20_001);
    expect(visibleLines(lines, null, new Set())).toHaveLength(20_001);
  });
});

/** Random parents: line i hangs below one of those before it, if any. */
const trees = fc.array(fc.nat(), { minLength: 1, maxLength: 30 }).map((picks) => {
  const processes = picks.map((pick, i) => ({ pid: i + 1, parent: pick % (i + 1) }));
  return tree(...processes);
});

describe("the lines in view", () => {
  it("are those kept of which nothing above is folded, placed among their siblings", () => {
    fc.assert(
      fc.property(trees, fc.array(fc.nat(29)), fc.option(fc.array(fc.nat(29))), (lines, folds, wanted) => {
        const folded = new Set(folds);
        const kept =
          wanted === null
            ? null
            : withAbove(
                lines,
                wanted.filter((line) => line < lines.length),
              );
        const isIn = (line: number): boolean => kept === null || kept[line] === 1;
        const above = (line: number): number[] => {
          const { parent } = lines[line]!;
          return parent < 0 ? [] : [parent, ...above(parent)];
        };
        const expected = lines.flatMap((_, line) =>
          isIn(line) && above(line).every((at) => !folded.has(at)) ? [line] : [],
        );
        const visible = visibleLines(lines, kept, folded);
        expect(visible.map(({ line }) => line)).toEqual(expected);
        for (const { line, position, siblings, foldable } of visible) {
          const beside = lines.flatMap(({ parent }, at) => (parent === lines[line]!.parent && isIn(at) ? [at] : []));
          expect([position, siblings]).toEqual([beside.indexOf(line) + 1, beside.length]);
          expect(foldable).toBe(lines.some(({ parent }, at) => parent === line && isIn(at)));
        }
      }),
    );
  });
});

describe("the search of the tree", () => {
  it("wants all words, wherever they stand, in any letters", () => {
    const lines = tree({ pid: 4711, name: "Evil.exe" }, { pid: 2 });
    const found = (query: string): string[] => read(lines.filter(matcher(query))).map((line) => line.trim());
    expect(found("evil")).toEqual(["process Evil.exe"]);
    expect(found("4711 /RUN")).toEqual(["process Evil.exe"]);
    expect(found("evil p2")).toEqual([]);
    expect(found("0x1a")).toHaveLength(3);
  });
});
