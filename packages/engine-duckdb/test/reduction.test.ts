import { type EventQuery, type ExpressionInput, toEvaluator, type Value } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DuckdbEngine, holdStream } from "../src/index.ts";
import { quietContext } from "./support/context.ts";
import { type EventRow, plan, reduced, rowsFrom, withFiles } from "./support/engine.ts";
import { hostileText, parsed } from "../../core/test/support/expressions.ts";
import { testDirectory } from "./support/files.ts";

const directory = testDirectory();
let count = 0;

const KEYS: Readonly<Record<string, ExpressionInput>> = {
  user: "user",
  path: "path",
  name: { lower: { basename: "path" } },
  delimiters: { countChars: "command" },
  score: { charScore: "command" },
  shape: { keepChars: ["command", "-/ "] },
  system: { oneOf: ["session", ["0x3e7", "-1"]] },
  number: { number: "session" },
  hour: { hour: "@time" },
  place: { join: [" > ", "user", { lower: { basename: "path" } }] },
  lowScore: { plus: [{ charScore: "command" }, -0.5] },
  domain: { textBefore: ["path", "\\"] },
  both: { all: [{ present: "user" }, { matches: ["command", "a"] }] },
};
const WHERE: ExpressionInput = { not: { equals: ["kind", 5] } };
const COLUMNS = ["t", "user", "path", "command", "session", "kind", "extra"] as const;

type Event = Readonly<Record<(typeof COLUMNS)[number], string>>;

const cell = hostileText.map((text) => text.toWellFormed());
const event: fc.Arbitrary<Event> = fc.record({
  t: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 5 }).map((second) => `2024-01-0${second + 1} 1${second}:00:00`) },
    { weight: 1, arbitrary: fc.constantFrom("", "never") },
  ),
  user: fc.constantFrom("", "a", "b", "\ufeffb"),
  path: fc.constantFrom("C:\\X\\Cmd.exe", "/usr/bin/cmd", ""),
  command: fc.oneof(cell, fc.constantFrom("cmd /c x", "cmd /c y")),
  session: fc.constantFrom("0x3e7", "-1", "7", "x"),
  kind: fc.constantFrom("4", "5"),
  extra: fc.oneof(cell, fc.constant("")),
});

function csv(events: readonly Event[]): string {
  const lines = events.map((one) => COLUMNS.map((name) => `"${one[name].replaceAll('"', '""')}"`).join(","));
  return [COLUMNS.join(","), ...lines, ""].join("\n");
}

function instantOf(one: Event): bigint | undefined {
  const parsedTime = Date.parse(`${one.t.replace(" ", "T")}Z`);
  return Number.isNaN(parsedTime) ? undefined : BigInt(parsedTime) * 1000n;
}

function evaluated(input: ExpressionInput, one: Event): string | number | bigint | null {
  const value = toEvaluator(parsed(input))((leaf): Value =>
    leaf.op === "column" ? one[leaf.name as keyof Event] : instantOf(one)!,
  );
  return typeof value === "boolean" ? Number(value) : value;
}

interface Expected {
  readonly members: number[];
  readonly exemplar: Event;
  readonly first: bigint;
  readonly last: bigint;
}

/** The reduction, done the plain way. */
function expected(events: readonly Event[]): { groups: Map<string, Expected>; rejected: number; filtered: number } {
  const groups = new Map<string, { members: number[]; events: Event[] }>();
  let rejected = 0;
  let filtered = 0;
  events.forEach((one, row) => {
    if (instantOf(one) === undefined) rejected++;
    else if (evaluated(WHERE, one) !== 1) filtered++;
    else {
      const key = keyOf(Object.values(KEYS).map((input) => evaluated(input, one)));
      const group = groups.get(key) ?? { members: [], events: [] };
      group.members.push(row);
      group.events.push(one);
      groups.set(key, group);
    }
  });
  const content = (one: Event): string => COLUMNS.map((name) => one[name]).join("\0");
  const summarised = [...groups].map(([key, { members, events: all }]): [string, Expected] => {
    const sorted = all.toSorted((x, y) => {
      const order = instantOf(x)! - instantOf(y)!;
      return order !== 0n ? Number(order) : content(x) < content(y) ? -1 : content(x) > content(y) ? 1 : 0;
    });
    return [key, { members, exemplar: sorted[0]!, first: instantOf(sorted[0]!)!, last: instantOf(sorted.at(-1)!)! }];
  });
  return { groups: new Map(summarised), rejected, filtered };
}

function keyOf(values: readonly unknown[]): string {
  return JSON.stringify(values, (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : Object.is(value, -0) ? 0 : value,
  );
}

function streamOf(events: readonly Event[], engineColumns: readonly string[] = COLUMNS) {
  return {
    kind: "stream" as const,
    async *batches() {
      for (let at = 0; at < events.length; at += 3) {
        const some = events.slice(at, at + 3);
        yield {
          columns: engineColumns,
          rows: some.length,
          values: engineColumns.map((name) => some.map((one) => one[name as keyof Event] || null)),
        };
      }
    },
  };
}

async function check(engine: DuckdbEngine, events: readonly Event[]): Promise<void> {
  const { groups, ledger, memberships } = await reduced(engine, plan(KEYS, { time: "t", where: WHERE }));
  const wanted = expected(events);
  expect(ledger).toMatchObject({
    read: events.length,
    rejected: wanted.rejected,
    filtered: wanted.filtered,
    clustered: events.length - wanted.rejected - wanted.filtered,
  });
  expect(groups.map(({ keys }) => keyOf(keys)).toSorted()).toEqual([...wanted.groups.keys()].toSorted());
  const exemplars = await rowsFrom(engine.events({ rows: groups.map(({ exemplar }) => exemplar) }));
  for (const [number, group] of groups.entries()) {
    const { members, exemplar, first, last } = wanted.groups.get(keyOf(group.keys))!;
    const found = [...memberships].flatMap(([row, of]) => (of === number ? [row] : []));
    expect({ ...group, members: found }).toMatchObject({ count: members.length, first, last, members });
    expect(withEmpty(exemplars[number]!)).toEqual(exemplar);
    const events4 = await rowsFrom(engine.events({ groups: [number], limit: 2 }));
    expect(events4.map(withEmpty)).toEqual(members.slice(0, 2).map((row) => events[row]));
  }
  const order = groups.map(({ first, tieBreak }) => first * 2n ** 64n + tieBreak);
  expect(order).toEqual(order.toSorted((a, b) => (a < b ? -1 : 1)));
}

function withEmpty(row: EventRow): EventRow {
  return Object.fromEntries(COLUMNS.map((name) => [name, row[name] ?? ""]));
}

describe("a reduction", () => {
  it("of a CSV file is what JavaScript finds event by event", async () => {
    const checked = fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        const path = await directory.write(`random-${count++}.csv`, csv(events));
        await withFiles(path, (engine) => check(engine, events));
      }),
      { numRuns: 25 },
    );
    await expect(checked).resolves.toBeUndefined();
  });

  it("of a held stream is what JavaScript finds event by event", async () => {
    const checked = fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 25 }), async (events) => {
        const engine = await holdStream(streamOf(events), quietContext());
        try {
          await check(engine, events);
        } finally {
          await engine.close();
        }
      }),
      { numRuns: 15 },
    );
    await expect(checked).resolves.toBeUndefined();
  });

  it("does not depend on the order of the input: same groups, same numbers, same exemplars", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(event, { minLength: 2, maxLength: 30 })
          .chain((events) =>
            fc.tuple(
              fc.constant(events),
              fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
            ),
          ),
        async ([events, shuffled]) => {
          const answers = [];
          for (const content of [events, shuffled]) {
            const path = await directory.write(`shuffled-${count++}.csv`, csv(content));
            answers.push(
              await withFiles(path, async (engine) => {
                const { groups } = await reduced(engine, plan(KEYS, { time: "t" }));
                const exemplars = await rowsFrom(engine.events({ rows: groups.map(({ exemplar }) => exemplar) }));
                return groups.map(({ exemplar: _, ...group }, number) => ({ ...group, exemplar: exemplars[number] }));
              }),
            );
          }
          expect(answers[1]).toEqual(answers[0]);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("without a time takes events in the order in which they are read", async () => {
    const path = await directory.write("timeless.csv", "a,b\nx,2\ny,1\nx,1\n");
    await withFiles(path, async (engine) => {
      const { groups } = await reduced(engine, plan({ a: "a" }));
      expect(groups).toMatchObject([
        { keys: ["x"], count: 2, first: 0n, last: 0n, exemplar: 0 },
        { keys: ["y"], count: 1, exemplar: 1 },
      ]);
    });
  });

  it("can be made again by another plan", async () => {
    const path = await directory.write("again.csv", "a,t\nx,2024-01-01\nbad\ny,2024-01-02\n");
    await withFiles(path, async (engine) => {
      expect((await reduced(engine, plan({ a: "a" }, { time: "t" }))).groups).toHaveLength(2);
      const { groups, ledger } = await reduced(engine, plan({}, { time: "t" }));
      expect(groups).toMatchObject([{ keys: [], count: 2, exemplar: 0 }]);
      expect(ledger).toMatchObject({ read: 3, rejected: 1 });
    });
  });

  it("of files with different columns unites them", async () => {
    const paths = [
      await directory.write("left.csv", "a,b\n1,2\n"),
      await directory.write("right.ndjson", '{"c":"3","a":"1"}\n'),
    ];
    await withFiles(paths, async (engine) => {
      expect((await engine.columns()).map(({ name }) => name)).toEqual(["a", "b", "c"]);
      const { groups } = await reduced(engine, plan({ a: "a", c: "c" }));
      expect(groups.map(({ keys }) => keys)).toEqual([
        ["1", ""],
        ["1", "3"],
      ]);
      expect(await rowsFrom(engine.events({}))).toEqual([
        { a: "1", b: "2", c: null },
        { a: "1", b: null, c: "3" },
      ]);
      expect(await engine.sample(5)).toEqual({
        columns: ["a", "b", "c"],
        rows: 2,
        values: [
          ["1", "1"],
          ["2", null],
          [null, "3"],
        ],
      });
    });
  });

  it("asks for columns that are there", async () => {
    const path = await directory.write("columns.csv", "CommandLine,b\n1,2\n");
    await withFiles(path, async (engine) => {
      const error = await reduced(engine, plan({ a: "ComandLine" })).catch((reason) => reason);
      expect(error.format()).toBe(
        'WN1405 the source has no column "ComandLine"\n  Did you mean "CommandLine"? Columns: CommandLine, b.',
      );
    });
  });

  it("refuses what only JavaScript can compute", async () => {
    const path = await directory.write("beyond.csv", "a\n1\n");
    await withFiles(path, async (engine) => {
      const error = await reduced(engine, plan({ hash: { crc32: "a" } })).catch((reason) => reason);
      expect(error.format()).toBe(
        "WN1406 DuckDB cannot compute hash\n  Split the expression with splitExpression and compute the rest on the groups.",
      );
    });
  });

  it("comes before questions about it", async () => {
    const path = await directory.write("early.csv", "a\n1\n");
    await withFiles(path, async (engine) => {
      const error = await engine.ledger().catch((reason) => reason);
      expect(error.format()).toBe(
        "WN1407 the ledger can only be asked after a reduction\n  Call reduce() first and read its groups to the end.",
      );
    });
  });
});

describe("a histogram", () => {
  it("counts events in equal steps of time", async () => {
    const path = await directory.write(
      "steps.csv",
      "a,t\nx,2024-01-01\ny,2024-01-02\nx,2024-01-02\nx,never\nx,2024-01-04\n",
    );
    await withFiles(path, async (engine) => {
      await reduced(engine, plan({ a: "a" }, { time: "t" }));
      const day = 86_400_000_000n;
      const start = BigInt(Date.UTC(2024, 0, 1)) * 1000n;
      expect(await engine.histogram({}, 4)).toEqual({
        start,
        width: (3n * day) / 4n + 1n,
        counts: Float64Array.of(1, 2, 0, 1),
      });
      expect((await engine.histogram({ groups: [0] }, 2)).counts).toEqual(Float64Array.of(2, 1));
      expect((await engine.histogram({ rows: [1] }, 2)).counts).toEqual(Float64Array.of(1, 0));
      expect((await engine.histogram({ groups: [] }, 2)).counts).toEqual(Float64Array.of(0, 0));
    });
  });
});

describe("activity", () => {
  it("counts the events of every group over time, once each", async () => {
    const path = await directory.write(
      "activity.csv",
      "a,t\nx,2024-01-01\ny,2024-01-02\nx,2024-01-02\nx,never\nx,2024-01-04\nx,2024-01-04\n",
    );
    await withFiles(path, async (engine) => {
      await reduced(engine, plan({ a: "a" }, { time: "t" }));
      const day = 86_400_000_000n;
      expect(await engine.activity(3)).toEqual({
        start: BigInt(Date.UTC(2024, 0, 1)) * 1000n,
        width: day + 1n,
        groups: Int32Array.of(0, 0, 1),
        steps: Int32Array.of(0, 2, 0),
        counts: Float64Array.of(2, 2, 1),
      });
    });
  });

  it("is empty where events have no time", async () => {
    const path = await directory.write("timeless.csv", "a\nx\ny\n");
    await withFiles(path, async (engine) => {
      await reduced(engine, plan({ a: "a" }));
      expect((await engine.activity(3)).groups).toEqual(new Int32Array());
    });
  });
});

describe("events that answer a question", () => {
  it("bring their data rows, rejected records counted", async () => {
    const path = await directory.write("rows.csv", "a,b\nx,1\nbroken\ny,2\nx,3\n");
    await withFiles(path, async (engine) => {
      await reduced(engine, plan({ a: "a" }));
      const rowsOf = async (query: EventQuery): Promise<number[]> => {
        const rows: number[] = [];
        for await (const { dataRows } of engine.events(query)) rows.push(...dataRows!);
        return rows;
      };
      expect(await rowsOf({})).toEqual([0, 2, 3]);
      expect(await rowsOf({ groups: [0] })).toEqual([0, 3]);
      expect(await rowsOf({ rows: [3, 0] })).toEqual([3, 0]);
    });
  });
});
