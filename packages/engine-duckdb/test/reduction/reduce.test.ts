import { contentDigest, type ExpressionInput, type Value } from "@winnow/core";
import { toEvaluator } from "@winnow/expressions";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Database } from "../../src/database.ts";
import { type DuckdbEngine, holdStream } from "../../src/index.ts";
import { createInputs } from "../../src/input/inputs.ts";
import type { Part } from "../../src/parts/part.ts";
import { reduce } from "../../src/reduction/reduce.ts";
import { sourceOf } from "../../src/source.ts";
import { quietContext } from "../support/context.ts";
import {
  type EventRow,
  exemplarsOf,
  heldPart,
  groupsOf,
  plan,
  reduced,
  rowsFrom,
  withFiles,
} from "../support/engine.ts";
import { testDirectory } from "../support/files.ts";
import { hostileText, parsed } from "../../../expressions/test/support/expressions.ts";

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

/** Events of few groups at few instants, so that most exemplars are chosen by content. */
const sameInstants: fc.Arbitrary<Event> = event.map((one) => ({ ...one, t: `${one.t.slice(0, 9)}1`, command: "cmd" }));

function csv(events: readonly Event[], columns: readonly (keyof Event)[] = COLUMNS): string {
  const lines = events.map((one) => columns.map((name) => `"${one[name].replaceAll('"', '""')}"`).join(","));
  return [columns.join(","), ...lines, ""].join("\n");
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

/** The reduction, event by event. */
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
  const content = (one: Event): string =>
    contentDigest(
      COLUMNS,
      COLUMNS.map((name) => one[name]),
    );
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
  const { reduction, groups, ledger, memberships } = await reduced(engine, plan(KEYS, { time: "t", where: WHERE }));
  const wanted = expected(events);
  expect(ledger).toMatchObject({
    read: events.length,
    rejected: wanted.rejected,
    filtered: wanted.filtered,
    clustered: events.length - wanted.rejected - wanted.filtered,
  });
  expect(groups.map(({ keys }) => keyOf(keys)).toSorted()).toEqual([...wanted.groups.keys()].toSorted());
  const exemplars = await exemplarsOf(reduction, groups);
  for (const [number, group] of groups.entries()) {
    const { members, exemplar, first, last } = wanted.groups.get(keyOf(group.keys))!;
    const found = [...memberships].flatMap(([row, of]) => (of === number ? [row] : []));
    expect({ ...group, members: found }).toMatchObject({ count: members.length, first, last, members });
    expect(withEmpty(exemplars[number]!)).toEqual(exemplar);
    const firstTwo = await rowsFrom(reduction.drill.events({ groups: [number], limit: 2 }));
    expect(firstTwo.map(withEmpty)).toEqual(members.slice(0, 2).map((row) => events[row]));
  }
  const order = groups.map(({ first, exemplar }) => [first, exemplar] as const);
  expect(order).toEqual(order.toSorted(([a, i], [b, j]) => (a === b ? i - j : a < b ? -1 : 1)));
}

function withEmpty(row: EventRow): EventRow {
  return Object.fromEntries(COLUMNS.map((name) => [name, row[name] ?? ""]));
}

describe("a reduction", () => {
  it("of a CSV file equals that of JavaScript, event by event", async () => {
    const checked = fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        const path = await directory.write(`random-${count++}.csv`, csv(events));
        await withFiles(path, (engine) => check(engine, events));
      }),
      { numRuns: 25 },
    );
    await expect(checked).resolves.toBeUndefined();
  });

  it("of a held stream equals that of JavaScript, event by event", async () => {
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

  it("has the same groups and exemplars in any order of rows, files and columns", async () => {
    const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
      fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
    const layout = (events: readonly Event[]) =>
      fc.record({
        events: shuffled(events),
        split: fc.nat({ max: events.length }),
        left: shuffled(COLUMNS),
        right: shuffled(COLUMNS),
      });
    const content = async (paths: readonly string[]): Promise<unknown[]> =>
      withFiles(paths, async (engine) => {
        const { reduction, groups } = await reduced(engine, plan({ user: "user", path: "path" }, { time: "t" }));
        const exemplars = await exemplarsOf(reduction, groups);
        return groups
          .map(({ exemplar: _, ...group }, number) => ({ ...group, exemplar: withEmpty(exemplars[number]!) }))
          .sort((a, b) => (keyOf(a.keys) < keyOf(b.keys) ? -1 : 1));
      });
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(sameInstants, { minLength: 2, maxLength: 30 })
          .chain((events) => fc.tuple(fc.constant(events), layout(events))),
        async ([events, { events: others, split, left, right }]) => {
          const one = await directory.write(`one-${count++}.csv`, csv(events));
          const two = [
            await directory.write(`left-${count++}.csv`, csv(others.slice(0, split), left)),
            await directory.write(`right-${count++}.csv`, csv(others.slice(split), right)),
          ];
          expect(await content(two)).toEqual(await content([one]));
        },
      ),
      { numRuns: 15 },
    );
  });

  it("without a time numbers groups by the position of their first event", async () => {
    const path = await directory.write("timeless.csv", "a,b\nx,2\ny,1\nx,1\n");
    await withFiles(path, async (engine) => {
      const { groups } = await reduced(engine, plan({ a: "a" }));
      expect(groups).toMatchObject([
        { keys: ["x"], count: 2, first: 0n, last: 0n, exemplar: 0 },
        { keys: ["y"], count: 1, exemplar: 1 },
      ]);
    });
  });

  it("returns the same groups and exemplars at every call", async () => {
    const path = await directory.write("twice.csv", "a,t\nx,2024-01-02\nbad\ny,2024-01-01\nx,2024-01-03\n");
    await withFiles(path, async (engine) => {
      await using reduction = await engine.reduce(plan({ a: "a" }, { time: "t" }));
      const groups = await groupsOf(reduction);
      expect(groups).toMatchObject([
        { keys: ["y"], count: 1, exemplar: 2 },
        { keys: ["x"], count: 2, exemplar: 0 },
      ]);
      expect(await groupsOf(reduction)).toEqual(groups);
      const exemplars = await exemplarsOf(reduction, groups);
      expect(exemplars).toEqual([
        { a: "y", t: "2024-01-01" },
        { a: "x", t: "2024-01-02" },
      ]);
      expect(await exemplarsOf(reduction, groups)).toEqual(exemplars);
    });
  });

  it("can be read beside another of the same engine", async () => {
    const path = await directory.write("beside.csv", "a,t\nx,2024-01-01\nbad\ny,2024-01-02\n");
    await withFiles(path, async (engine) => {
      const [byValue, all] = await Promise.all([
        engine.reduce(plan({ a: "a" }, { time: "t" })),
        engine.reduce(plan({}, { time: "t", where: { equals: ["a", "y"] } })),
      ]);
      expect(await groupsOf(all)).toMatchObject([{ keys: [], count: 1, exemplar: 2 }]);
      expect(await groupsOf(byValue)).toMatchObject([{ keys: ["x"] }, { keys: ["y"] }]);
      expect(await all.ledger()).toMatchObject({ read: 3, rejected: 1, filtered: 1, clustered: 1 });
      expect(await byValue.ledger()).toMatchObject({ read: 3, rejected: 1, filtered: 0, clustered: 2 });
      await all[Symbol.asyncDispose]();
      expect(await rowsFrom(byValue.drill.events({ groups: [1] }))).toEqual([{ a: "y", t: "2024-01-02" }]);
    });
  });

  it("of a file that only Winnow can read can run beside another", async () => {
    const path = await directory.write("careful.csv", 'a,b\n1,2\n3,"4"5\n6,7\n');
    await withFiles(path, async (engine) => {
      const reductions = await Promise.all([engine.reduce(plan({ a: "a" })), engine.reduce(plan({ b: "b" }))]);
      for (const reduction of reductions) {
        expect(await groupsOf(reduction)).toHaveLength(2);
        expect(await rowsFrom(reduction.drill.events({}))).toEqual([
          { a: "1", b: "2" },
          { a: "6", b: "7" },
        ]);
      }
    });
  });

  it("drops its tables when it is disposed of, any number of times and after its engine was closed", async () => {
    const database = await Database.open({ threads: 1 }, quietContext());
    const stream = streamOf([{ t: "2024-01-01", user: "", path: "", command: "", session: "", kind: "", extra: "" }]);
    const source = sourceOf([await heldPart(database, stream)]);
    const inputs = createInputs([]);
    const tables = async (): Promise<number> =>
      (await database.rows("testing", "select * from duckdb_tables() where schema_name <> 'main'")).length;
    const first = await reduce(database, source, inputs, plan(KEYS, { time: "t" }), "one");
    const before = await tables();
    const second = await reduce(database, source, inputs, plan(KEYS, { time: "t" }), "two");
    expect(await tables()).toBe(2 * before);
    await second[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
    expect(await tables()).toBe(before);
    await database.close();
    await expect(first[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });

  it("that fails leaves no tables", async () => {
    const database = await Database.open({ threads: 1 }, quietContext());
    const failing: Part = {
      inputs: [{ name: "failing", columns: new Set(COLUMNS) }],
      types: COLUMNS.map(() => "text"),
      holdsNulls: true,
      columns: COLUMNS,
      relation: () => "held",
      load: () => Promise.reject(new Error("connection lost")),
    };
    const inputs = createInputs([]);
    await expect(reduce(database, sourceOf([failing]), inputs, plan({ user: "user" }), "failed")).rejects.toThrow(
      "connection lost",
    );
    expect(await database.rows("testing", "select * from duckdb_schemas() where schema_name = 'failed'")).toEqual([]);
    await database.close();
  });

  it("of files with different columns has the columns of all", async () => {
    const paths = [
      await directory.write("left.csv", "a,b\n1,2\n"),
      await directory.write("right.ndjson", '{"c":"3","a":"1"}\n'),
    ];
    await withFiles(paths, async (engine) => {
      expect((await engine.columns()).map(({ name }) => name)).toEqual(["a", "b", "c"]);
      const { reduction, groups } = await reduced(engine, plan({ a: "a", c: "c" }));
      expect(groups.map(({ keys }) => keys)).toEqual([
        ["1", ""],
        ["1", "3"],
      ]);
      expect(await rowsFrom(reduction.drill.events({}))).toEqual([
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

  it("rejects a plan with an unknown column", async () => {
    const path = await directory.write("columns.csv", "CommandLine,b\n1,2\n");
    await withFiles(path, async (engine) => {
      const error = await reduced(engine, plan({ a: "ComandLine" })).catch((reason) => reason);
      expect(error.format()).toBe(
        'WN1405 the source has no column "ComandLine"\n  Did you mean "CommandLine"? Columns: CommandLine, b.',
      );
    });
  });

  it("rejects a key that only JavaScript can compute", async () => {
    const path = await directory.write("beyond.csv", "a\n1\n");
    await withFiles(path, async (engine) => {
      const error = await reduced(engine, plan({ hash: { crc32: "a" } })).catch((reason) => reason);
      expect(error.format()).toBe(
        "WN1406 DuckDB cannot compute hash\n  Split the expression with splitExpression and compute the rest on the groups.",
      );
    });
  });
});
