import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTime } from "@winnow/expressions";
import { type AssignmentBatch, type EventEngine } from "@winnow/core";
import { loadProfile, plan, type RunOptions, type RunOutcome } from "../../src/index.ts";
import { run } from "../support/run.ts";
import { MemoryEngine, type Event } from "../support/memory-engine.ts";
import { bench, brokenClusterer } from "../support/plugins.ts";

const event = (minute: number, Path: string, CommandLine = Path, User = "alice"): Event => ({
  Time: new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString(),
  Path,
  CommandLine,
  User,
});

/** Three services, one of them with an odd account, and two things that happened once. */
const EVENTS: readonly Event[] = [
  event(1, "/usr/bin/agent", "agent --poll"),
  event(2, "/usr/bin/agent", "agent --poll"),
  event(3, "/usr/bin/agent", "agent --poll", "mallory"),
  event(4, "/usr/sbin/crond", "crond -n"),
  event(5, "/usr/sbin/crond", "crond -n"),
  event(6, "/tmp/x", "x"),
  event(7, "/tmp/longer", "longer than the rest"),
];

const PROFILE = {
  profile: "winnow/v1",
  name: "toy",
  source: { use: "memory" },
  features: [{ use: "toy" }],
  cluster: { use: "linkage", with: { eps: 0, least: 2 } },
};

async function analyse(
  events: readonly Event[],
  changes: object = {},
  options: RunOptions = {},
  extra: readonly unknown[] = [],
): Promise<RunOutcome> {
  const { registry } = bench(new MemoryEngine(events), extra);
  return run(await loadProfile({ data: { ...PROFILE, ...changes } }, { registry }), options);
}

async function assignments(outcome: RunOutcome): Promise<string[]> {
  const lines: string[] = [];
  for await (const { row, cluster, rank, shown } of outcome.assignments!() as AsyncIterable<AssignmentBatch>) {
    row.forEach((value, i) => lines.push([value, cluster[i], rank[i], shown[i]].join(",")));
  }
  return lines;
}

/** What the analyst sees, without data-row numbers, which say where an event stood in the input. */
const seen = ({ rows, exemplars, foldedEvents }: RunOutcome): unknown => ({
  rows: rows.map(({ exemplar: _, groups: __, folded, ...row }) => ({
    ...row,
    folded: folded.map((entry) => entry.values),
  })),
  exemplars: exemplars.values,
  foldedEvents: foldedEvents.values,
});

describe("a run", () => {
  it("accounts for every event and gives one row per behaviour, the rarest first", async () => {
    const outcome = await analyse(EVENTS);
    expect(outcome.ledger).toEqual({ read: 7, rejected: 0, filtered: 0, clustered: 7, reasons: {} });
    expect(outcome.counts).toEqual({ groups: 4, points: 4, clusters: 2, noise: 2, rows: 4 });
    expect(outcome.rows.map((row) => [row.rank, row.clusterId, row.size])).toEqual([
      [1, -1, 1],
      [2, -1, 1],
      [3, 1, 2],
      [4, 0, 3],
    ]);
    expect(outcome.exemplars.values[1]).toEqual(["/tmp/x", "/tmp/longer", "/usr/sbin/crond", "/usr/bin/agent"]);
    expect(outcome.rows[0]!.reasons).toEqual(["unlike the rest: 1 event of 7, in no cluster"]);
  });

  it("gives each noise row its own times", async () => {
    const { rows } = await analyse(EVENTS);
    expect(rows.map((row) => [row.firstTime, row.lastTime].map((time) => Number(time! / 60_000_000n) % 60))).toEqual([
      [6, 6],
      [7, 7],
      [4, 5],
      [1, 3],
    ]);
  });

  it("assigns every event, and marks those whose text is shown", async () => {
    const outcome = await analyse(EVENTS);
    const clusterOf = outcome.rows.map(({ clusterId }) => clusterId);
    expect(await assignments(outcome)).toEqual([
      `0,${clusterOf[3]},4,1`,
      `1,${clusterOf[3]},4,0`,
      `2,${clusterOf[3]},4,0`,
      `3,${clusterOf[2]},3,1`,
      `4,${clusterOf[2]},3,0`,
      "5,-1,1,1",
      "6,-1,2,1",
    ]);
  });

  it("filters by where, and counts what it filtered", async () => {
    const { registry } = bench(withOperators(new MemoryEngine(EVENTS)));
    const loaded = await loadProfile({ data: { ...PROFILE, where: { equals: ["user.name", "alice"] } } }, { registry });
    const outcome = await run(loaded);
    expect(outcome.ledger).toMatchObject({ read: 7, filtered: 1, clustered: 6 });
    expect(await assignments(outcome)).toHaveLength(6);
  });

  it("counts an event whose time cannot be read as rejected", async () => {
    const outcome = await analyse([...EVENTS, { ...EVENTS[0]!, Time: "yesterday" }]);
    expect(outcome.ledger).toMatchObject({ read: 8, rejected: 1, clustered: 7 });
  });

  it("clusters within a field", async () => {
    const { counts } = await analyse(EVENTS, { cluster: { ...PROFILE.cluster, within: ["user.name"] } });
    expect(counts).toMatchObject({ clusters: 2, noise: 3, rows: 5 });
  });

  it("gives the same answer whatever the order of the input", async () => {
    const reference = seen(await analyse(EVENTS, { guard: ["user.name"], keep: ["process.name"] }));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...EVENTS], { minLength: EVENTS.length }), async (shuffled) => {
        expect(seen(await analyse(shuffled, { guard: ["user.name"], keep: ["process.name"] }))).toEqual(reference);
      }),
      { numRuns: 30 },
    );
  });

  it("chooses the exemplar among events of one instant by content, not by place", async () => {
    const tied = [0, 1, 2].map((pid) => ({ ...event(1, "/bin/a"), Pid: String(pid) }));
    const exemplars = await Promise.all([tied, tied.toReversed()].map((events) => analyse(events)));
    expect(exemplars[0]!.exemplars.values).toEqual(exemplars[1]!.exemplars.values);
  });

  it("takes feature functions and defined features beside those of a set", async () => {
    const features = [
      { use: "toy", with: { pick: ["doubled", "hourOfDay"] } },
      { define: { parts: { tokens: "process.command_line" } } },
    ];
    const outcome = await analyse(EVENTS, { features });
    expect(outcome.features).toEqual(["doubled", "hourOfDay", "parts"]);
    expect([...outcome.rows.at(-1)!.features]).toEqual([24, 0, 2]);
  });

  it("runs on no events at all", async () => {
    // Without columns nothing can be bound, and it is not the profile that is wrong.
    await expect(analyse([], {}, {}, [])).rejects.toMatchObject({
      code: "WN1330",
      message: 'the source "memory" gave no events, and so no columns: there is nothing to cluster',
      hint: "Look at its warnings. Ask for a longer range of time, or for less in the query, if there should be events.",
    });
    const { registry } = bench(new MemoryEngine([], ["Time", "Path", "CommandLine", "User"]));
    const empty = await run(await loadProfile({ data: PROFILE }, { registry }));
    expect(empty.counts).toEqual({ groups: 0, points: 0, clusters: 0, noise: 0, rows: 0 });
    expect(empty.exemplars.rows).toBe(0);
  });

  it("reads a field of the shown events by the expression it is bound to, not only by a column's name", async () => {
    const outcome = await analyse(EVENTS);
    const name = outcome.reader("process.name")!(outcome.exemplars);
    expect(outcome.rows.map((_, row) => name(row))).toEqual(["x", "longer", "crond", "agent"]);
    expect(outcome.reader("host.name")).toBeUndefined();
  });

  it("reads the time of the shown events in one way, however the source writes it", async () => {
    const outcome = await analyse(EVENTS);
    const time = outcome.reader("@timestamp")!(outcome.exemplars);
    expect(outcome.rows.map((_, row) => time(row))).toEqual(
      outcome.rows.map(({ firstTime }) => formatTime(firstTime!)),
    );
  });

  it("gives its rows and assignments as arquero tables", async () => {
    const outcome = await analyse(EVENTS, { keep: ["process.name"] });
    const rows = await outcome.table("rows");
    expect(rows.columnNames()).toEqual([
      "rank",
      "clusterId",
      "size",
      "firstTime",
      "lastTime",
      "exemplar",
      "reasons",
      "process.name",
      "pathScore",
      "commandLength",
    ]);
    expect(rows.array("process.name")).toEqual(["x", "longer", "crond", "agent"]);
    expect((await outcome.table("assignments")).numRows()).toBe(7);
  });
});

/** An engine that answers conditions itself. */
function withOperators(engine: MemoryEngine): EventEngine {
  return Object.assign(engine, { dialect: { ...engine.dialect, operators: { equals: () => "" } } });
}

describe("a guard", () => {
  it("shows a rare value beside the row that holds it", async () => {
    const { rows, foldedEvents } = await analyse(EVENTS, { guard: ["user.name"] });
    const [row] = rows;
    expect(row).toMatchObject({
      rank: 1,
      size: 3,
      folded: [{ event: 2, values: [{ field: "user.name", value: "mallory", events: 1 }] }],
    });
    expect(row!.reasons).toEqual([
      "3 events of 7 behave alike",
      'user "mallory": 1 event',
      'also holds user "mallory" (1 event in all)',
    ]);
    expect(foldedEvents.values[3]).toEqual(["mallory"]);
  });

  it("splits rare values off when told so", async () => {
    const { rows } = await analyse(EVENTS, { guard: { fields: ["user.name"], mode: "split" } });
    expect(rows.map((row) => [row.clusterId, row.size, row.folded.length])).toEqual([
      [-1, 1, 0],
      [-1, 1, 0],
      [-1, 1, 0],
      [0, 2, 0],
      [1, 2, 0],
    ]);
  });

  it("guards a value as long as its family is small", async () => {
    const events = [
      ...[1, 2, 3].map((i) => event(i, "/bin/a", "a".repeat(10), `batch-${i}`)),
      ...[4, 5, 6, 7].map((i) => event(i, "/bin/b", "b".repeat(10), `daily-${i}`)),
    ];
    const features = [{ use: "toy" }, { define: { family: { textBefore: ["user.name", "-"] } } }];
    const guard = [{ field: "user.name", by: "family", atMost: 3 }];
    const outcome = await analyse(events, { features, guard });
    expect(outcome.foldedEvents.values[3]).toEqual(["batch-2", "batch-3"]);
  });

  it("marks the events of folded rarities as shown", async () => {
    const outcome = await analyse(EVENTS, { guard: ["user.name"] });
    expect(
      (await assignments(outcome)).filter((line) => line.endsWith(",1")).map((line) => line.split(",")[0]),
    ).toEqual(["0", "2", "3", "5", "6"]);
  });

  it("never lets a value that occurs once vanish", async () => {
    const user = fc.constantFrom("a", "b", "c", "d", "e", "f");
    const events = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.constantFrom("/x", "/y"), user), {
      minLength: 1,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(events, fc.constantFrom("show", "split"), async (list, mode) => {
        const outcome = await analyse(
          list.map(([minute, path, name]) => event(minute, path, path, name)),
          { guard: { fields: ["user.name"], mode }, keep: [] },
        );
        const shown = [...outcome.exemplars.values[3]!, ...outcome.foldedEvents.values[3]!];
        for (const name of new Set(list.map((entry) => entry[2]))) {
          const times = list.filter((entry) => entry[2] === name).length;
          if (times === 1) expect(shown).toContain(name);
        }
        expect(outcome.rows.reduce((sum, row) => sum + row.size, 0)).toBe(list.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe("what goes wrong in a run", () => {
  const failure = async (promise: Promise<unknown>): Promise<string> => {
    try {
      await promise;
    } catch (error) {
      return (error as { format(): string }).format();
    }
    throw new Error("it did not fail");
  };

  it.each([
    [
      "throws",
      () => {
        throw new Error("bad luck");
      },
      "bad luck",
    ],
    ["gives nothing", () => undefined as never, "it gave no labels"],
    ["gives too few labels", () => ({ labels: new Int32Array(1) }), "it gave 1 labels for 4 points"],
    [
      "gives labels that mean nothing",
      ({ rows }: { rows: number }) => ({ labels: new Int32Array(rows).fill(-3) }),
      "it gave a label below -1",
    ],
  ])("a clusterer that %s is named", async (_, cluster, problem) => {
    const text = await failure(analyse(EVENTS, { cluster: { use: "broken" } }, {}, [brokenClusterer(cluster)]));
    expect(text).toBe(
      `WN1304 clusterer "broken" failed while the run was at "cluster": ${problem}.\n  Nothing was written. The plugin's author can find out more with WINNOW_DEBUG=1.`,
    );
  });

  it("a text feature picked as a number", async () => {
    const text = await failure(analyse(EVENTS, { features: [{ use: "toy", with: { pick: ["programName"] } }] }));
    expect(text).toBe(
      'WN1313 the feature "programName" is text and cannot be clustered by.\n  Cluster within it (cluster.within: [programName]) or keep it for the report (keep: [programName]).',
    );
  });

  it("a name that is neither field nor feature", async () => {
    const text = await failure(analyse(EVENTS, { guard: ["user.nmae"] }));
    expect(text).toMatch(
      /^WN1315 guard: "user\.nmae" is neither a field that the source has nor a feature\.\n {2}Did you mean "user\.name"\?/,
    );
  });

  it("a column that a feature needs and the source lacks", async () => {
    const events = EVENTS.map(({ CommandLine: _, ...rest }) => rest);
    const text = await failure(analyse(events));
    expect(text).toContain("process.command_line");
    expect(text).toContain("Time, Path, User");
  });

  it("a feature that is not finite", async () => {
    const define = { endless: { log10: { length: "process.command_line" } } };
    const outcome = await analyse(EVENTS, { features: [{ define }] });
    expect(outcome.features).toEqual(["endless"]);
  });

  it("an engine whose books do not balance", async () => {
    const engine = new MemoryEngine(EVENTS);
    const honest = engine.reduce.bind(engine);
    engine.reduce = async (asked) => {
      const reduction = await honest(asked);
      return { ...reduction, ledger: async () => ({ ...(await reduction.ledger()), read: 8 }) };
    };
    const { registry } = bench(engine);
    const text = await failure(run(await loadProfile({ data: PROFILE }, { registry })));
    expect(text).toMatch(/^WN1002 8 events were read, but 0 rejected \+ 0 filtered \+ 7 clustered make 7/);
    expect(engine.closed).toBe(true);
  });

  it("an abort stops the run and closes the source", async () => {
    const engine = new MemoryEngine(EVENTS);
    const { registry } = bench(engine);
    const controller = new AbortController();
    const progress = ({ stage }: { stage: string }): void => void (stage === "reduce" && controller.abort());
    const loaded = await loadProfile({ data: PROFILE }, { registry });
    expect(await failure(run(loaded, { signal: controller.signal, progress }))).toMatch(/^WN1001 the run was stopped/);
    expect(engine.closed).toBe(true);
  });
});

describe("a plan", () => {
  it("tells how fields bind and where each feature runs", async () => {
    const { registry } = bench(new MemoryEngine(EVENTS));
    const description = await plan(await loadProfile({ data: { ...PROFILE, keep: ["process.name"] } }, { registry }));
    expect(description).toMatchObject({
      fieldMap: { name: "toy-process" },
      fields: { "@timestamp": "Time", "process.executable": "Path", "process.name": "basename(Path)" },
      features: [
        { name: "pathScore", runs: "after it, on the reduced groups" },
        { name: "commandLength", runs: "after it, on the reduced groups" },
      ],
      kept: [{ name: "process.name" }],
      clusterer: { name: "linkage", options: { eps: 0, least: 2 } },
    });
  });
});
