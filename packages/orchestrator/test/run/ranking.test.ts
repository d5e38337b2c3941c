import { describe, expect, it } from "vitest";
import { loadProfile, type RunOutcome } from "../../src/index.ts";
import { run } from "../support/run.ts";
import { MemoryEngine, type Event } from "../support/memory-engine.ts";
import { bench } from "../support/plugins.ts";

const event = (minute: number, Path: string, CommandLine: string, User: string, Parent = "/sbin/init"): Event => ({
  Time: new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString(),
  Path,
  CommandLine,
  User,
  Parent,
});

const many = (count: number, make: (i: number) => Event): Event[] => Array.from({ length: count }, (_, i) => make(i));

async function analyse(events: readonly Event[], rank: object, changes: object = {}): Promise<RunOutcome> {
  const { registry } = bench(new MemoryEngine(events));
  const data = {
    profile: "winnow/v1",
    name: "ranked",
    source: { use: "memory" },
    fields: {
      "@timestamp": "Time",
      "process.executable": "Path",
      "process.name": { basename: "Path" },
      "process.command_line": "CommandLine",
      "process.parent.name": { basename: "Parent" },
      "user.name": "User",
    },
    features: [{ use: "toy" }],
    cluster: { use: "linkage", with: { eps: 0, least: 2 } },
    rank,
    ...changes,
  };
  return run(await loadProfile({ data }, { registry }));
}

const commands = ({ exemplars }: RunOutcome): (string | null)[] => [
  ...exemplars.values[exemplars.columns.indexOf("CommandLine")]!,
];

describe("the reading order", () => {
  const EVENTS = [
    ...many(20, (i) => event(i, "/bin/sh", "sh -c poll", "root", "/usr/bin/crond")),
    event(30, "/bin/sh", "sh -c poll!", "root", "/usr/bin/winword"),
    ...many(3, (i) => event(40 + i, "/bin/ls", "ls", "alice")),
  ];

  it("puts a rare combination of ordinary values first and says what would be usual", async () => {
    const outcome = await analyse(EVENTS, { rarity: [{ of: ["process.parent.name", "process.name"], weight: 2 }] });
    expect(commands(outcome)).toEqual(["sh -c poll!", "ls", "sh -c poll"]);
    expect(outcome.rows[0]!.reasons).toEqual([
      "unlike the rest: 1 event of 24, in no cluster",
      'parent "winword" with process "sh": 1 event; with "crond" it would be one of 20 (row 3)',
    ]);
  });

  it("compares a value that stands alone with its partition", async () => {
    const within = { cluster: { use: "linkage", with: { eps: 0, least: 2 }, within: ["process.name"] } };
    const outcome = await analyse(EVENTS, { rarity: [{ of: ["process.parent.name"] }] }, within);
    expect(outcome.rows[0]!.reasons[1]).toBe('parent "winword": 1 event; with "crond" it would be one of 20 (row 3)');
  });

  it("quotes what it has to, cut short, with paths as they are and control characters written out", async () => {
    const commandLine = `"C:\\Program Files\\x.exe"\u001b ${"y".repeat(80)}`;
    const events = [...many(2, () => event(1, "/bin/a", "a", "u")), event(2, "/bin/b", commandLine, "u")];
    const outcome = await analyse(events, { rarity: [{ of: ["process.command_line"] }] });
    const quoted = `'"C:\\Program Files\\x.exe"\\u001b ${"y".repeat(33)}…'`;
    expect(outcome.rows[0]!.reasons[1]).toBe(`command_line ${quoted}: 1 event`);
  });

  it("says which, where a text feature tells", async () => {
    const rank = { rarity: [], signals: { isSuspicious: 1 } };
    const outcome = await analyse([event(1, "/bin/a", "cat shadow", "u"), event(2, "/bin/a", "ls", "u")], rank);
    expect(outcome.rows[0]!.reasons[1]).toBe("touches what intruders are after: shadow");
    expect(outcome.kept).toContain("suspect");
  });

  it("adds signals by their weight, and a negative weight pushes down", async () => {
    const define = { define: { mentionsPoll: { flag: { matches: ["process.command_line", "poll"] } } } };
    const features = [{ use: "toy" }, define];
    const up = await analyse(EVENTS, { size: 0, rarity: [], signals: { mentionsPoll: 5 } }, { features });
    expect(commands(up).at(-1)).toBe("ls");
    expect(up.rows[0]!.reasons[1]).toBe("mentionsPoll is 1");
    const down = await analyse(EVENTS, { size: 0, rarity: [], signals: { mentionsPoll: -5 } }, { features });
    expect(commands(down)[0]).toBe("ls");
  });

  it("lets the surroundings lend their score", async () => {
    const events = [
      ...many(6, (i) => event(i, "/bin/a", "a".repeat(i + 1), "mallory")),
      event(10, "/bin/quiet", "seen-by-mallory", "mallory"),
      event(11, "/bin/quiet", "seen-by-mallory", "mallory"),
      event(12, "/bin/quiet", "seen by alice!", "alice"),
      event(13, "/bin/quiet", "seen by alice", "alice"),
      ...many(30, () => event(20, "/bin/busy", "busy", "alice")),
    ];
    const rank = { size: 0, rarity: [{ of: ["process.name"] }], context: { of: ["user.name"], weight: 3 } };
    const order = commands(await analyse(events, rank));
    expect(order.indexOf("seen-by-mallory")).toBeLessThan(order.indexOf("seen by alice!"));
  });

  it("does not let one kind of row fill the top", async () => {
    const events = [
      ...many(8, (i) => event(i, "/bin/wevtutil", `wevtutil ${"x".repeat(i)}`, "root")),
      event(20, "/bin/other", "other", "root"),
      ...many(9, () => event(30, "/bin/filler", "filler", "root")),
      event(31, "/bin/filler", "filler 2", "root"),
    ];
    const without = commands(await analyse(events, { rarity: [] }));
    const spread = commands(await analyse(events, { rarity: [], spread: { of: ["process.name"], weight: 1 } }));
    expect(without.indexOf("other")).toBe(8);
    expect(spread.indexOf("other")).toBe(1);
  });

  it("counts how often neighbouring settings leave a row in no cluster", async () => {
    const outcome = await analyse(EVENTS, { rarity: [], stability: 1 });
    expect(outcome.rows[0]!.reasons).toContain("noise in 1 of 2 neighbouring settings");
  });

  it("tells the outlier score where it counts", async () => {
    const cluster = { cluster: { use: "linkage", with: { eps: 0, least: 2, score: true } } };
    const counted = await analyse(EVENTS, { rarity: [], outlier: 1 }, cluster);
    expect(counted.rows[0]!.reasons).toContain("outlier score 1.00 (0 inside a cluster, 1 far from all)");
    const ignored = await analyse(EVENTS, { rarity: [], outlier: 0 }, cluster);
    expect(ignored.rows.flatMap(({ reasons }) => reasons).join()).not.toContain("outlier");
  });

  it("says nothing of a volume that is the event itself", async () => {
    const define = { define: { isFailure: { flag: { matches: ["process.command_line", "^failed"] } } } };
    const volume = [{ of: ["user.name"], signal: "isFailure", weight: 2, say: "failed logons" }];
    const single = [event(1, "/sshd", "failed", "mallory")];
    const changes = { features: [{ use: "toy" }, define] };
    const alone = await analyse(single, { rarity: [], volume }, changes);
    expect(alone.rows[0]!.reasons).toHaveLength(1);
    const followed = await analyse(
      [...single, event(2, "/sshd", "accepted", "mallory")],
      { rarity: [], volume },
      changes,
    );
    expect(followed.rows.flatMap(({ reasons }) => reasons)).toContain('user "mallory": 1 failed logon, and then this');
  });

  it("raises what happens often where a profile says so, and says what came after it", async () => {
    const failures = many(300, (i) => event(i % 50, "/sshd", `failed ${"x".repeat(i % 5)}`, "mallory"));
    const success = event(55, "/sshd", "accepted", "mallory");
    const others = many(20, (i) => event(i, "/sshd", `accepted ${"y".repeat(i)}`, "alice"));
    const features = [
      { use: "toy" },
      { define: { isFailure: { flag: { matches: ["process.command_line", "^failed"] } } } },
    ];
    const rank = {
      size: 0,
      rarity: [],
      volume: [{ of: ["user.name"], signal: "isFailure", weight: 2, say: "failed logons" }],
    };
    const outcome = await analyse([...failures, success, ...others], rank, { features });
    const [, second] = outcome.rows;
    expect(commands(outcome).slice(0, 6)).toContain("accepted");
    expect(outcome.rows[0]!.reasons).toContain(
      'user "mallory": 300 failed logons, and 1 other event after the first of them',
    );
    const accepted = outcome.rows.find(
      (row) => row.size === 1 && row.reasons.some((reason) => reason.includes("mallory")),
    );
    expect(accepted!.reasons).toContain('user "mallory": 300 failed logons, and then this');
    expect(second!.rank).toBe(2);
  });

  it("orders equal scores by time", async () => {
    const outcome = await analyse([event(5, "/b", "bb", "x"), event(1, "/a", "a", "x"), event(3, "/c", "ccc", "x")], {
      size: 0,
      rarity: [],
    });
    expect(commands(outcome)).toEqual(["a", "ccc", "bb"]);
  });
});

describe("what the source lacks", () => {
  it("is left out of guard, keep and rank with a warning, and named where features need it", async () => {
    const warnings: string[] = [];
    const { registry } = bench(new MemoryEngine([event(1, "/a", "a", "x")]));
    const data = {
      profile: "winnow/v1",
      name: "poor",
      source: { use: "memory" },
      features: [{ use: "toy" }],
      cluster: { use: "linkage" },
      guard: ["host.name", "user.name"],
      keep: ["process.parent.name"],
      rank: { rarity: [{ of: ["process.parent.name", "process.name"] }] },
    };
    const outcome = await run(await loadProfile({ data }, { registry }), { warn: (text) => warnings.push(text) });
    expect(outcome.kept).toEqual(["user.name", "process.name"]);
    expect(warnings).toEqual([
      "guard: the source has nothing for host.name, which is omitted",
      "keep: the source has nothing for process.parent.name, which is omitted",
      "rank.rarity: the source has nothing for process.parent.name, which is omitted",
    ]);
  });
});
