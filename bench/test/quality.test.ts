import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { isolationScores } from "../quality/isolation-forest.mjs";
import { METHODS } from "../quality/methods.mjs";
import { findSets, profileFor, readSet } from "../quality/recordings.mjs";
import { hiddenItems, table, trace, verdict } from "../quality/report.mjs";
import { behavioursOf, itemsOf, maskCommandLine, outputRowsOf, score } from "../quality/score.mjs";
import { rareFirst, rarePairsFirst } from "../quality/simple-methods.mjs";
import { createRandom } from "../random.mjs";

type Event = Readonly<Record<string, string>>;

interface Row {
  readonly members: readonly number[];
  readonly shown: readonly number[];
}

const folder = mkdtempSync(join(tmpdir(), "winnow-quality-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(program: string, commandLine: string, label = "", parent = "C:\\Windows\\explorer.exe"): Event {
  return {
    TimeGenerated: "2026-03-02T08:00:00Z",
    NewProcessName: `C:\\Windows\\System32\\${program}`,
    ParentProcessName: parent,
    CommandLine: commandLine,
    SubjectLogonId: "0x3e7",
    label,
  };
}

function logon(address: string, label: string, program = "/usr/sbin/sshd"): Event {
  return { TimeGenerated: "2026-03-02T08:00:00Z", Account: "root", IpAddress: address, ProcessName: program, label };
}

/** Rows of one event each, in this order. */
function singly(...order: readonly number[]): Row[] {
  return order.map((event) => ({ members: [event], shown: [event] }));
}

function csv(events: readonly Event[]): string {
  const columns = Object.keys(events[0] ?? {});
  const lines = events.map((event) => columns.map((column) => `"${event[column]!.replaceAll('"', '""')}"`).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

const FIVE_ATTACKS = [
  start("svchost.exe", "svchost -k a", "0"),
  ...["one", "two", "three", "four", "five"].map((word) => start("evil.exe", `evil ${word}`, "1")),
];

describe("items", () => {
  it("are told by program and masked command line, whatever the folder, letter case and numbers", () => {
    const behaviours = behavioursOf([
      start("A.exe", "a.exe /x 17  --id 0xAB"),
      start("sub\\a.EXE", "A.EXE /X 5 --id 0xcd"),
    ]);
    expect(behaviours).toEqual(["a.exe | a.exe /x <n> --id <x>", "a.exe | a.exe /x <n> --id <x>"]);
  });

  it("mask GUIDs, long encoded content, hexadecimal words and numbers", () => {
    const guid = "{6F9619FF-8B86-D011-B42D-00CF4FC964FF}";
    expect(maskCommandLine(`run ${guid} ${"QUJD".repeat(10)}== deadbeef01 decade 12`)).toBe(
      "run <g> <b> <h> decade <n>",
    );
  });

  it("are malicious behaviours that no benign event has", () => {
    const events = [
      start("a.exe", "a 1", "1"),
      start("a.exe", "a 2", "0"),
      start("b.exe", "b", "1"),
      start("c.exe", "c"),
    ];
    expect([...itemsOf(events, behavioursOf(events))]).toEqual(["b.exe | b"]);
  });

  it("are source addresses in a recording of logons", () => {
    const events = [logon("192.0.2.1", "1"), logon("192.0.2.1", "1"), logon("192.0.2.2", "0")];
    expect([...itemsOf(events, behavioursOf(events))]).toEqual(["192.0.2.1"]);
  });
});

describe("score", () => {
  it("counts the reads until half, four fifths and all of the items were shown", () => {
    expect(score(FIVE_ATTACKS, singly(1, 0, 2, 3, 4, 5))).toEqual({
      events: 6,
      rows: 6,
      reads: 6,
      items: 5,
      need: 4,
      hidden: 0,
      x50: 4,
      x80: 5,
      x100: 6,
      waste: 1,
    });
  });

  it("charges every shown event as a read and counts what no row shows as hidden", () => {
    const rows = [
      { members: [0, 1, 2], shown: [0, 1] },
      { members: [3, 4, 5], shown: [3] },
    ];
    expect(score(FIVE_ATTACKS, rows)).toMatchObject({
      reads: 3,
      hidden: 0.6,
      x50: null,
      x80: null,
      x100: null,
      waste: null,
    });
  });

  it("has nothing to say of hidden where there are no items", () => {
    expect(score([start("a.exe", "a")], singly(0))).toMatchObject({ items: 0, need: null, hidden: null, x100: null });
  });
});

describe("rows of a run", () => {
  const lines = (text: string): Event[] =>
    text.split(" ").map((line) => {
      const [row = "", cluster = "", rank = "", shown = ""] = line.split(",");
      return { row, cluster, rank, shown };
    });

  it("stand in the order of their ranks, with the events in the order of the lines", () => {
    expect(outputRowsOf(lines("0,7,2,1 1,3,1,0 2,3,1,1"), 3)).toEqual([
      { rank: 1, members: [1, 2], shown: [2] },
      { rank: 2, members: [0], shown: [0] },
    ]);
  });

  it("are several for noise, whose events have one cluster", () => {
    expect(outputRowsOf(lines("0,-1,2,1 1,-1,1,1"), 2).map(({ members }) => members)).toEqual([[1], [0]]);
  });

  it.each([
    ["0,0,1,1", 2, "1 of 2 events are in no row"],
    ["0,0,1,1 0,0,1,1", 2, "event 0 is assigned twice"],
    ["0,0,1,1 1,1,1,1", 2, "the row of rank 1 has two clusters"],
    ["0,0,1,0", 1, "a row shows no event"],
    ["5,0,1,1", 1, "row 5 is not an event"],
  ])("are refused where they do not add up: %s", (text, events, message) => {
    expect(() => outputRowsOf(lines(text), events)).toThrow(message);
  });
});

describe("simple methods", () => {
  const events = [
    start("a.exe", "a 1"),
    start("b.exe", "b"),
    start("a.exe", "a 2"),
    start("c.exe", "c", "", "C:\\odd.exe"),
    start("c.exe", "c /q"),
    start("c.exe", "c /q"),
  ];

  it("group by masked command and read the rare first, ties as they come", () => {
    expect(rareFirst(events)).toEqual([
      { members: [1], shown: [1] },
      { members: [3], shown: [3] },
      { members: [0, 2], shown: [0] },
      { members: [4, 5], shown: [4] },
    ]);
  });

  it("read the rows of rare pairs of parent and program first", () => {
    const pairs = [
      ...["b", "b /x", "b /y"].map((line) => start("b.exe", line)),
      ...[1, 2].map(() => start("c.exe", "c")),
    ];
    expect(rareFirst(pairs).map(({ shown }) => shown[0])).toEqual([0, 1, 2, 3]);
    expect(rarePairsFirst(pairs).map(({ shown }) => shown[0])).toEqual([3, 0, 1, 2]);
  });

  it("show every item", () => {
    const task = { set: { name: "own", files: [] }, events: FIVE_ATTACKS };
    for (const { simple, read } of METHODS.filter((method) => method.simple)) {
      expect(simple).toBe(true);
      expect(score(FIVE_ATTACKS, read(task) as Row[])).toMatchObject({ rows: 6, hidden: 0 });
    }
  });

  it("leave logons to the methods that know addresses", () => {
    const task = { set: { name: "own", files: [] }, events: [logon("192.0.2.1", "1")] };
    expect(METHODS.filter(({ applies }) => applies(task)).map(({ name }) => name)).toEqual([
      "winnow",
      "seed",
      "grouped",
    ]);
  });
});

describe("isolation forest", () => {
  const random = createRandom(3);
  const crowd = Array.from({ length: 400 }, () => [random(), random()]);

  it("scores what lies apart above everything else", () => {
    const scores = isolationScores([...crowd, [9, 0.5]]);
    expect(Math.max(...scores)).toBe(scores[400]);
    expect(scores[400]).toBeGreaterThan(0.65);
  });

  it("gives the same scores for the same seed, and others for another", () => {
    expect(isolationScores(crowd)).toEqual(isolationScores(crowd));
    expect(isolationScores(crowd, 2)).not.toEqual(isolationScores(crowd));
  });

  it("finds nothing strange among equals, nor in a single point", () => {
    const equals = isolationScores([[1], [1], [1]]);
    expect(new Set(equals).size).toBe(1);
    expect(equals[0]).toBeCloseTo(0.5, 12);
    expect(isolationScores([[1]])).toEqual([0.5]);
  });
});

describe("recordings", () => {
  it("are one set for each file, and pools as asked for", async () => {
    writeFileSync(join(folder, "one.csv"), csv([start("a.exe", 'a "quoted"\nand broken', "0")]));
    writeFileSync(join(folder, "two.csv"), csv([start("b.exe", "", "1")]));
    const sets = findSets(folder, ["both=two.csv,one.csv"]);
    expect(sets.map(({ name }) => name)).toEqual(["one", "two", "both"]);
    const events = await readSet(sets[2]!);
    expect(events.map((event) => event["CommandLine"])).toEqual(["", 'a "quoted"\nand broken']);
  });

  it("are asked for where there are none, with what they have to look like", () => {
    const empty = join(folder, "none");
    expect(() => findSets(empty)).toThrow(
      `no labelled recordings in ${empty}\n` +
        "  Point --data at a folder of CSV files with a column `label` (1 malicious, 0 benign, blank unknown) and the columns\n",
    );
    expect(() => findSets(folder, ["both=three.csv"])).toThrow(`there is no recording ${join(folder, "three.csv")}`);
    expect(() => findSets(folder, ["both"])).toThrow("--pool both: write NAME=FILE,FILE");
  });

  it("are refused without labels", async () => {
    const file = join(folder, "unlabelled");
    writeFileSync(file, "NewProcessName,CommandLine\na,b\n");
    await expect(readSet({ name: "unlabelled", files: [file] })).rejects.toThrow(`${file} has no column label`);
  });

  it("go to the profile of their system and kind", () => {
    expect(profileFor([start("a.exe", "a")])).toBe("windows-processes");
    expect(profileFor([{ NewProcessName: "/bin/sh", CommandLine: "sh" }])).toBe("linux-processes");
    expect(profileFor([logon("192.0.2.1", "1")])).toBe("linux-logons");
    expect(profileFor([logon("192.0.2.1", "1", "C:\\Windows\\System32\\services.exe")])).toBe("windows-logons");
  });
});

describe("the report", () => {
  const hiding = [
    { members: [1], shown: [1], reasons: "process.name: 1 event" },
    { members: [0, 2, 3, 4, 5], shown: [0, 2] },
  ];

  it("lists the items that are never shown, with the row that holds them", () => {
    expect(hiddenItems(FIVE_ATTACKS, hiding)).toEqual([
      "1 × in row 2  explorer.exe > evil.exe |  | evil three",
      "1 × in row 2  explorer.exe > evil.exe |  | evil four",
      "1 × in row 2  explorer.exe > evil.exe |  | evil five",
    ]);
  });

  it("traces the reading order with marks, what is missed and the reasons", () => {
    const marks = trace(FIVE_ATTACKS, hiding).map((line) => line.trim().replaceAll(/ +/g, " "));
    expect(marks).toEqual([
      "1 + 1/5 row 1 (1) explorer.exe > evil.exe | | evil one",
      "process.name: 1 event",
      "2 1/5 row 2 (5) explorer.exe > svchost.exe | | svchost -k a",
      "3 + 2/5 explorer.exe > evil.exe | | evil two",
      "(+3) items of this row are not shown in it",
    ]);
  });

  it("prints log content without its control characters", () => {
    const events = [start("a.exe", "a \u001b[2J\u202e", "1")];
    expect(trace(events, singly(0)).join("")).toContain("a \\u{1b}[2J\\u{202e}");
  });

  const outcome = (method: string, rows: readonly Row[]) => ({
    set: "own",
    method,
    title: method,
    simple: method !== "winnow",
    score: score(FIVE_ATTACKS, rows),
  });
  const grouped = [outcome("grouped", singly(0, 1, 2, 3, 4, 5)), outcome("pairs", singly(0, 1, 2, 3, 4, 5))];
  const five = [{ members: [0, 1], shown: [1] }, ...singly(2, 3, 4, 5)];

  it("has a line for each outcome, dashes where there is no number", () => {
    expect(table([outcome("winnow", hiding)]).split("\n")).toEqual([
      "| set | method | events | rows | reads | items | need | hidden | x50 | x80 | x100 | waste |",
      "|-----|--------|-------:|-----:|------:|------:|-----:|-------:|----:|----:|-----:|------:|",
      "| own | winnow |      6 |    2 |     3 |     5 |    4 |   60 % |   – |   – |    – |     – |",
    ]);
  });

  it("says how Winnow stands to the bar, else to the best simple method and half its waste", () => {
    expect(verdict([outcome("winnow", five), ...grouped])).toBe(
      "own: at the aim: 80 % after 4 reads; at most 5, aim 4",
    );
    expect(verdict([outcome("winnow", hiding), ...grouped])).toBe(
      "own: BEHIND (hides 60 %; 80 % too late): 80 % after – reads; at most 5, aim 4",
    );
    expect(verdict([outcome("winnow", singly(1, 2, 3, 4, 5, 0)), ...grouped], { atMost: 9, aim: 2 })).toBe(
      "own: BEHIND (6 rows, not under the 6 of grouping): 80 % after 4 reads; at most 9, aim 2",
    );
  });
});

const command = fileURLToPath(new URL("../../packages/cli/dist/main.js", import.meta.url));
const isBuilt = existsSync(command);
if (!isBuilt) process.stderr.write("skipped: quality of a whole run, for packages/cli is not built\n");

describe.skipIf(!isBuilt)("a whole run", () => {
  const winnow = METHODS.find(({ name }) => name === "winnow")!;

  it("gives rows that hold every event, with their reasons", async () => {
    const file = join(folder, "run.csv");
    writeFileSync(file, csv(FIVE_ATTACKS));
    const rows = await winnow.read({ set: { name: "run", files: [file] }, events: FIVE_ATTACKS });
    expect(rows.flatMap(({ members }) => members).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(rows.every(({ reasons }) => reasons !== undefined && reasons !== "")).toBe(true);
  });

  it("fails with what the command says", async () => {
    const task = { set: { name: "run", files: [join(folder, "absent.csv")] }, events: FIVE_ATTACKS };
    await expect(Promise.resolve(winnow.read(task))).rejects.toThrow(/^\S*\s?WN\d{4} .*absent\.csv/s);
  });
});

const shared = fileURLToPath(new URL("../../../shared", import.meta.url));
const isShared = existsSync(join(shared, "tools/score.mjs"));
if (!isShared) process.stderr.write("skipped: comparison with ../shared/tools/score.mjs, which is not there\n");

describe.skipIf(!isShared)("beside the shared scorer", () => {
  const sets = isShared ? findSets(join(shared, "data/quality")) : [];

  it.each(sets.filter(({ files }) => files.length === 1))("rows at random score the same: $name", async (set) => {
    const events = await readSet(set);
    expect(events.length).toBeGreaterThan(100);
    const random = createRandom(events.length);
    const assignments = events.map((_, row) => {
      const cluster = row < 40 ? row : Math.floor(random() * 40);
      return { row, cluster, rank: (cluster * 7) % 40, shown: row < 40 || random() < 0.6 ? 1 : 0 };
    });
    const text = assignments.map(({ row, cluster, rank, shown }) => `${row},${cluster},${rank},${shown}`);
    const file = join(folder, "assignments.csv");
    writeFileSync(file, ["row,cluster,rank,shown", ...text].join("\n"));
    const theirs = JSON.parse(
      execFileSync(process.execPath, [join(shared, "tools/score.mjs"), set.files[0]!, file, "--json"], {
        encoding: "utf8",
      }),
    );
    const lines = assignments.map((line) =>
      Object.fromEntries(Object.entries(line).map(([key, value]) => [key, String(value)])),
    );
    const { need: _need, waste: _waste, ...ours } = score(events, outputRowsOf(lines, events.length));
    expect(theirs).toMatchObject(ours);
  });

  it("the pools have as many items as the facts about them say", async () => {
    for (const [name, items, rows] of [
      ["splunk", 28, 163],
      ["fleet", 167, 528],
    ] as const) {
      const events = await readSet(sets.find((set) => set.name === name)!);
      expect(score(events, rareFirst(events))).toMatchObject({ items, rows, hidden: 0 });
    }
  });
});
