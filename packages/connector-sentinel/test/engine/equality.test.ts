import {
  type Activity,
  contentDigest,
  type EventDigest,
  type EventEngine,
  type ExpressionInput,
  type ReducePlan,
} from "@winnow/core";
import type { FakeTable, FakeTables } from "@winnow/testkit/fakes";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SentinelSource } from "../../src/engine/request.ts";
import type { TickRange } from "../../src/service/query-service.ts";
import { type Content, eventsOf, reduced, reducing } from "../support/engines.ts";
import { holding } from "../support/holding.ts";
import { hostileText, parsed } from "../../../expressions/test/support/expressions.ts";
import { openWorkspace, type Workspace } from "../support/sentinel.ts";

const START = 17_000_000_000_000_000n;
const RANGE: TickRange = { from: START, to: START + 600_000_000n };
const TABLES = 6;

/** Many events at one tick, in one microsecond, and around midnight; some outside of the range, some without a time. */
const tick = fc.oneof(
  { weight: 5, arbitrary: fc.bigInt({ min: 0n, max: 25n }) },
  { weight: 3, arbitrary: fc.bigInt({ min: 0n, max: 599_999_999n }) },
  { weight: 1, arbitrary: fc.constantFrom(-1n, 600_000_000n, 600_000_001n) },
);
const few = (...texts: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...texts) },
    { weight: 1, arbitrary: hostileText.map((text) => text.toWellFormed()) },
  );

const event = fc.record({
  TimeGenerated: fc.oneof(
    { weight: 12, arbitrary: tick.map((each) => START + each) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  Other: fc.option(
    fc.oneof(
      { weight: 8, arbitrary: fc.bigInt({ min: -20n, max: 40n }).map((each) => START + each) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(-621_355_968_000_000_000n, -9_999_999_999_999_999n, 2_534_023_007_999_999_999n),
      },
    ),
    { freq: 5 },
  ),
  EventID: fc.option(fc.constantFrom(4688, 4624, 1), { freq: 6 }),
  Computer: few("host-a", "host-b", "HOST-A", ""),
  CommandLine: few("cmd /c dir", "cmd /c  dir", "C:\\a b\\c.exe -x", "/bin/ls -l", "😀\u0301", ""),
  where: few("a", "b", '"', "x'y"),
  Big: fc.option(fc.constantFrom(9_007_199_254_740_993n, -1n, 0n, 9_223_372_036_854_775_807n), { freq: 4 }),
  Flag: fc.option(fc.boolean(), { freq: 4 }),
  Json: fc.option(fc.constantFrom<unknown>({ a: 1 }, "text", [1, 2], {}), { freq: 4 }),
  Real: fc.option(fc.constantFrom(0.1, 100, -2.5, 1e21), { freq: 4 }),
});

const COLUMNS = [
  { name: "Computer", type: "string" },
  { name: "TimeGenerated", type: "datetime" },
  { name: "Other", type: "datetime" },
  { name: "EventID", type: "int" },
  { name: "CommandLine", type: "string" },
  { name: "where", type: "string" },
  { name: "Big", type: "long" },
  { name: "Flag", type: "bool" },
  { name: "Json", type: "dynamic" },
  { name: "Real", type: "real" },
] as const;

const KEYS: readonly ExpressionInput[] = [
  "Computer",
  "EventID",
  "where",
  "Big",
  "Flag",
  "Json",
  "Real",
  "Other",
  "CommandLine",
  "TimeGenerated",
  "@time",
  { hour: "@time" },
  { dayOfWeek: "@time" },
  { basename: "CommandLine" },
  { charScore: { basename: "CommandLine" } },
  { length: "CommandLine" },
  { countChars: ["CommandLine"] },
  { keepChars: ["CommandLine"] },
  { tokens: "CommandLine" },
  { flag: { equals: ["EventID", 4688] } },
  { present: "Computer" },
  { join: ["\\", "where", "Computer"] },
  { recode: ["EventID", { "4688": "start", "": "none" }] },
  { firstOf: ["Computer", "Big", "where"] },
  { replace: ["CommandLine", "[0-9a-z]+", "<\\1>"] },
  { concat: ["Computer", "Flag"] },
];

const WHERE: readonly (ExpressionInput | null)[] = [
  null,
  { equals: ["EventID", 4688] },
  { any: [{ present: "Computer" }, { oneOf: ["EventID", ["1", "4624"]] }] },
  { all: [{ not: { equals: ["where", '"'] } }, { matches: ["CommandLine", "(?i)CMD|^/"] }] },
  { equals: [{ hour: "@time" }, 6] },
  { equals: ["Flag", "true"] },
];

const plan: fc.Arbitrary<ReducePlan> = fc.record({
  time: fc.constantFrom<ReducePlan["time"]>(
    { column: "TimeGenerated", format: "auto" },
    { column: "TimeGenerated", format: "iso" },
    { column: "Other", format: "auto" },
  ),
  where: fc.constantFrom(...WHERE).map((input) => (input === null ? null : parsed(input))),
  keys: fc.subarray([...KEYS], { minLength: 1, maxLength: 5 }).map((inputs) => keysOf(...inputs)),
});

function keysOf(...inputs: readonly ExpressionInput[]): ReducePlan["keys"] {
  return inputs.map((input, index) => ({ name: `key${index}`, expression: parsed(input) }));
}

function exemplarsOf({ groups }: Content): unknown {
  return groups.map(({ exemplar }) => exemplar);
}

let workspace: Workspace;
const engines: { readonly inPlace: EventEngine; readonly held: EventEngine }[] = [];

beforeAll(async () => {
  const sets = fc.sample(fc.array(event, { minLength: 20, maxLength: 70 }), { seed: 4, numRuns: TABLES });
  const tables: FakeTables = Object.fromEntries(
    sets.map((rows, index): [string, FakeTable] => [`T${index}`, { columns: COLUMNS, rows }]),
  );
  workspace = await openWorkspace({ tables });
  for (let index = 0; index < TABLES; index++) {
    const source: SentinelSource =
      index % 2 === 0
        ? { kind: "table", name: `T${index}` }
        : { kind: "query", text: `let t = 1; let c0 = "x"; // all\nT${index} | where t == 1 and c0 != ""; // end` };
    engines.push({
      inPlace: await reducing(workspace.service, source, RANGE),
      held: await holding(workspace.service, source, RANGE),
    });
  }
}, 60_000);

afterAll(async () => {
  for (const { inPlace, held } of engines) {
    await inPlace.close();
    await held.close();
  }
  await workspace.close();
});

describe("a reduction in Sentinel", () => {
  it("has the same groups, counts, times, exemplars and ledger as a reduction of the pulled events", async () => {
    const plans = fc.sample(plan, { seed: 5, numRuns: 24 });
    for (const [index, each] of plans.entries()) {
      const { inPlace, held } = engines[index % TABLES]!;
      const [remote, local] = [await reduced(inPlace, each), await reduced(held, each)];
      expect({ plan: each, ...remote.content }).toEqual({ plan: each, ...local.content });
    }
  });

  it("chooses exemplars by the plan's digest, like a reduction of the pulled events", async () => {
    const digest: EventDigest = (columns, cells) => contentDigest(columns, cells).split("").reverse().join("");
    const by: ReducePlan = { time: { column: "TimeGenerated", format: "auto" }, where: null, keys: keysOf("Flag") };
    let differ = false;
    for (const { inPlace, held } of engines) {
      const [remote, local] = [await reduced(inPlace, { ...by, digest }), await reduced(held, { ...by, digest })];
      expect(remote.content).toEqual(local.content);
      const { content } = await reduced(inPlace, by);
      differ ||= String(exemplarsOf(content)) !== String(exemplarsOf(remote.content));
    }
    expect(differ).toBe(true);
  });

  it("has one group without keys, and no group without events", async () => {
    const everything: ReducePlan = { time: { column: "TimeGenerated", format: "auto" }, where: null, keys: [] };
    const nothing: ReducePlan = { ...everything, where: parsed({ equals: ["Computer", "nobody's"] }) };
    for (const { inPlace, held } of engines) {
      const [remote, local] = [await reduced(inPlace, everything), await reduced(held, everything)];
      expect(remote.content.groups).toHaveLength(1);
      expect(remote.content).toEqual(local.content);
      expect((await reduced(inPlace, nothing)).content).toEqual((await reduced(held, nothing)).content);
    }
  });

  it("counts events without a time where the plan has none, and takes the earliest by TimeGenerated", async () => {
    const timeless: ReducePlan = { time: null, where: null, keys: keysOf("Computer", "EventID") };
    for (const { inPlace, held } of engines) {
      const [remote, local] = [await reduced(inPlace, timeless), await reduced(held, timeless)];
      const withoutExemplars = ({ ledger, groups }: Content): object => ({
        ledger,
        groups: groups.map(({ exemplar: _, ...group }) => group),
      });
      expect(withoutExemplars(remote.content)).toEqual(withoutExemplars(local.content));
      const [first] = await eventsOf(remote.drill.events({ groups: [remote.numbers[0]!] }));
      const members = await eventsOf(local.drill.events({ groups: [local.numbers[0]!] }));
      expect(members.map(String)).toContain(String(first));
      expect(members.map(String)).toContain(String(remote.content.groups[0]!.exemplar));
    }
  });

  it("answers the same questions about groups and events, also beside another reduction", async () => {
    for (const [index, { inPlace, held }] of engines.entries()) {
      const time = { column: index < 3 ? "TimeGenerated" : "Other", format: "auto" } as const;
      const where = parsed({ present: "CommandLine" });
      const each: ReducePlan = { time, where, keys: keysOf("Computer", "EventID") };
      const [remote, local] = [await reduced(inPlace, each), await reduced(held, each)];
      await inPlace.reduce({ ...each, where: null, keys: keysOf("Flag") });
      for (const some of [[], [0], [0, 2], local.numbers.map((_, at) => at)]) {
        const numbersOf = (numbers: readonly number[]): number[] => some.flatMap((at) => numbers[at] ?? []);
        const [there, here] = [{ groups: numbersOf(remote.numbers) }, { groups: numbersOf(local.numbers) }];
        expect((await eventsOf(remote.drill.events(there))).map(String).sort()).toEqual(
          (await eventsOf(local.drill.events(here))).map(String).sort(),
        );
        expect(await remote.drill.histogram(there, 7)).toEqual(await local.drill.histogram(here, 7));
      }
      expect(await remote.drill.histogram({}, 10)).toEqual(await local.drill.histogram({}, 10));
      const activity = await local.drill.activity!(5);
      expect(await remote.drill.activity!(5)).toEqual(renumbered(activity, local.numbers, remote.numbers));
    }
  });
});

/** The activity with the group numbers of another engine. */
function renumbered(activity: Activity, from: readonly number[], to: readonly number[]): Activity {
  const numbers = new Map(from.map((number, at) => [number, to[at]!]));
  const entries = Array.from(activity.groups, (group, at) => ({
    group: numbers.get(group)!,
    step: activity.steps[at]!,
    count: activity.counts[at]!,
  })).sort((a, b) => a.group - b.group || a.step - b.step);
  return {
    ...activity,
    groups: Int32Array.from(entries, ({ group }) => group),
    steps: Int32Array.from(entries, ({ step }) => step),
    counts: Float64Array.from(entries, ({ count }) => count),
  };
}
