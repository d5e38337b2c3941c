import type { EventEngine, ReducePlan, WinnowError } from "@winnow/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  answerTooLarge,
  partialFailure,
  permissionMissing,
  queryTimedOut,
  serviceFailed,
} from "../../src/service/errors.ts";
import type { QueryAnswer, QueryService, TickRange } from "../../src/service/query-service.ts";
import { quietContext } from "../support/context.ts";
import { type Content, eventsOf, reduced, reducing } from "../support/engines.ts";
import { holding } from "../support/holding.ts";
import { parsed } from "../../../expressions/test/support/expressions.ts";
import { openWorkspace, type Workspace } from "../support/sentinel.ts";

const START = 17_000_000_000_000_000n;
/** An instant with many events. */
const BURST = START + 77n;
const RANGE: TickRange = { from: START, to: START + 2_000n };
const SOURCE = { kind: "table", name: "T" } as const;

const keys = ["Computer", "Text"].map((name) => ({ name, expression: parsed(name) }));
const PLAN: ReducePlan = { time: { column: "TimeGenerated", format: "auto" }, where: null, keys };

let workspace: Workspace;
let local: Content;

beforeAll(async () => {
  // A burst of different events at one tick, and events of the same few groups all over the range.
  const burst = Array.from({ length: 24 }, (_, i) => [BURST, `host-${i % 3}`, `burst ${i % 8}`, i]);
  const spread = Array.from({ length: 100 }, (_, i) => [START + BigInt(i) * 20n, `host-${i % 2}`, `text ${i % 5}`, i]);
  const columns = [
    { name: "TimeGenerated", type: "datetime" },
    { name: "Computer", type: "string" },
    { name: "Text", type: "string" },
    { name: "Number", type: "int" },
  ] as const;
  workspace = await openWorkspace({ tables: { T: { columns, rows: [...burst, ...spread] } } });
  const held = await holding(workspace.service, SOURCE, RANGE);
  local = (await reduced(held, PLAN)).content;
  await held.close();
});
afterAll(() => workspace.close());

/** The service, with errors in place of some answers. */
function faulty(fault: (kql: string, range: TickRange | null, answer: QueryAnswer) => WinnowError | undefined): {
  readonly service: QueryService;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const query: QueryService["query"] = async (kql, range) => {
    asked.push(kql);
    const answer = await workspace.service.query(kql, range);
    const error = kql.includes("getschema") ? undefined : fault(kql, range, answer);
    if (error !== undefined) throw error;
    return answer;
  };
  return { service: { query }, asked };
}

async function expectLocal(engine: EventEngine): Promise<void> {
  expect((await reduced(engine, PLAN)).content).toEqual(local);
}

describe("an answer that is too large or fails", () => {
  it.each([
    ["rows", 26, () => answerTooLarge({ reason: "rows" })],
    ["rows, down to parts of one tick", 20, () => answerTooLarge({ reason: "rows" })],
    ["rows, said by a partial failure", 26, () => partialFailure({ reason: "exceed the set limit of 500000 records" })],
  ])("is queried in halves that add up to the same groups: %s", async (_, rows, error) => {
    const { service, asked } = faulty((_kql, _range, answer) => (answer.rows > rows ? error() : undefined));
    const context = quietContext();
    await expectLocal(await reducing(service, SOURCE, RANGE, context));
    expect(asked.length).toBeGreaterThan(4);
    expect(context.gaps).toEqual([]);
  });

  it("is queried in halves where the time range is too long", async () => {
    const { service, asked } = faulty((_kql, range) =>
      range !== null && range.to - range.from > 300n ? queryTimedOut({ attempts: 2, reason: "slow" }) : undefined,
    );
    await expectLocal(await reducing(service, SOURCE, RANGE));
    expect(asked.length).toBeGreaterThan(8);
  });

  it("is not needed where one query per range succeeds", async () => {
    const { service, asked } = faulty(() => undefined);
    await (await reducing(service, SOURCE, RANGE)).reduce(PLAN);
    // The columns, the range, and what has no time.
    expect(asked).toHaveLength(3);
  });

  it("is a gap where a part fails, and the rest is counted", async () => {
    const late = START + 1_000n;
    const { service } = faulty((_kql, range) =>
      range !== null && range.to > late ? partialFailure({ reason: "a node is lost" }) : undefined,
    );
    const context = quietContext();
    const engine = await reducing(service, SOURCE, RANGE, context);
    const { content, numbers, drill } = await reduced(engine, PLAN);
    expect(content.groups.reduce((sum, { count }) => sum + count, 0)).toBe(24 + 50);
    expect(content.ledger.read).toBe(24 + 50);
    expect(context.gaps).toEqual([
      {
        source: "table T",
        from: "2023-11-14T22:13:20.0001000Z",
        to: "2023-11-14T22:13:20.0002000Z",
        reason: "only a part was answered, and is not used: a node is lost (WN1573)",
      },
    ]);
    // Later queries are about the counted events, without the missing part.
    expect(await eventsOf(drill.events({ groups: numbers }))).toHaveLength(74);
    const total = ({ counts }: { readonly counts: Float64Array }): number => counts.reduce((a, b) => a + b, 0);
    expect(total(await drill.histogram({}, 7))).toBe(74);
    expect(total(await drill.histogram({ groups: numbers }, 7))).toBe(74);
    expect(total(await drill.activity!(7))).toBe(74);
  });

  it("ends the reduction where a smaller query cannot help", async () => {
    const { service } = faulty(() => permissionMissing({ workspace: "w", reason: "no" }));
    const engine = await reducing(service, SOURCE, RANGE);
    await expect(engine.reduce(PLAN)).rejects.toMatchObject({ code: "WN1562" });
  });

  it("ends a query for events where a part fails", async () => {
    let broken = false;
    const { service } = faulty(() =>
      broken ? serviceFailed({ status: 500, attempts: 6, reason: "down" }) : undefined,
    );
    const engine = await reducing(service, SOURCE, RANGE);
    const { content, reduction, drill } = await reduced(engine, PLAN);
    expect(content).toEqual(local);
    broken = true;
    await expect(eventsOf(reduction.exemplars([0]))).rejects.toMatchObject({ code: "WN1567" });
    await expect(eventsOf(drill.events({ groups: [0] }))).rejects.toMatchObject({ code: "WN1567" });
  });

  it.each([1, 30])("does not change which %i events a limit selects", async (limit) => {
    const one = await reduced(await reducing(workspace.service, SOURCE, RANGE), PLAN);
    // The burst is split down to parts of one tick, and the rest of the range into a few slices.
    const { service, asked } = faulty((kql, range) => {
      if (!kql.includes("| take ") || range === null) return undefined;
      const hasBurst = range.from <= BURST && BURST < range.to;
      const isWhole = hasBurst ? !kql.includes("| where hash(") : range.to - range.from > 500n;
      return isWhole ? answerTooLarge({ reason: "rows" }) : undefined;
    });
    const parts = await reduced(await reducing(service, SOURCE, RANGE), PLAN);
    const expected = await eventsOf(one.drill.events({ groups: one.numbers, limit }));
    expect(expected).toHaveLength(limit);
    expect(await eventsOf(parts.drill.events({ groups: parts.numbers, limit }))).toEqual(expected);
    expect(asked.filter((kql) => kql.includes("| where hash("))).toHaveLength(16);
  });
});
