import type { EventEngine, GroupKey, ReducePlan, WinnowError } from "@winnow/core";
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
import { eventsOf, holding, type PlainReduction, reducing, reduction } from "../support/engines.ts";
import { parsed } from "../../../core/test/support/expressions.ts";
import { openWorkspace, type Workspace } from "../support/sentinel.ts";

const START = 17_000_000_000_000_000n;
const RANGE: TickRange = { from: START, to: START + 2_000n };
const SOURCE = { kind: "table", name: "T" } as const;

const keys: GroupKey[] = ["Computer", "Text"].map((name) => ({ name, expression: parsed(name) }));
const PLAN: ReducePlan = { time: { column: "TimeGenerated", format: "auto" }, where: null, keys };

let workspace: Workspace;
let local: PlainReduction;

beforeAll(async () => {
  // A burst of different events at one tick, and events all over the range that belong to the same few groups.
  const burst = Array.from({ length: 24 }, (_, i) => [START + 77n, `host-${i % 3}`, `burst ${i % 8}`, i]);
  const spread = Array.from({ length: 100 }, (_, i) => [START + BigInt(i) * 20n, `host-${i % 2}`, `text ${i % 5}`, i]);
  const columns = [
    { name: "TimeGenerated", type: "datetime" },
    { name: "Computer", type: "string" },
    { name: "Text", type: "string" },
    { name: "Number", type: "int" },
  ] as const;
  workspace = await openWorkspace({ tables: { T: { columns, rows: [...burst, ...spread] } } });
  const held = await holding(workspace.service, SOURCE, RANGE);
  local = await reduction(held, PLAN);
  await held.close();
});
afterAll(() => workspace.close());

/** The service, but for what a fault makes of an answer. */
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
  const { ledger, groups } = await reduction(engine, PLAN);
  expect({ ledger, groups }).toEqual({ ledger: local.ledger, groups: local.groups });
}

describe("an answer that is too large or fails", () => {
  it.each([
    ["rows", 26, () => answerTooLarge({ reason: "rows" })],
    ["rows, down to parts of one tick", 20, () => answerTooLarge({ reason: "rows" })],
    ["rows, said by a partial failure", 26, () => partialFailure({ reason: "exceed the set limit of 500000 records" })],
  ])("is asked for in halves, and adds up to the same: %s", async (_, rows, error) => {
    const { service, asked } = faulty((_kql, _range, answer) => (answer.rows > rows ? error() : undefined));
    const context = quietContext();
    await expectLocal(await reducing(service, SOURCE, RANGE, context));
    expect(asked.length).toBeGreaterThan(4);
    expect(context.gaps).toEqual([]);
  });

  it("is asked for in halves where the time is too long", async () => {
    const { service, asked } = faulty((_kql, range) =>
      range !== null && range.to - range.from > 300n ? queryTimedOut({ attempts: 2, reason: "slow" }) : undefined,
    );
    await expectLocal(await reducing(service, SOURCE, RANGE));
    expect(asked.length).toBeGreaterThan(8);
  });

  it("asks for everything at once where it can be had", async () => {
    const { service, asked } = faulty(() => undefined);
    const engine = await reducing(service, SOURCE, RANGE);
    const batches = [];
    for await (const batch of engine.reduce(PLAN)) batches.push(batch);
    // The columns, the range, and what has no time.
    expect(asked).toHaveLength(3);
  });

  it("is a gap where a part cannot be had, and the rest is counted", async () => {
    const late = START + 1_000n;
    const { service } = faulty((_kql, range) =>
      range !== null && range.to > late ? partialFailure({ reason: "a node is lost" }) : undefined,
    );
    const context = quietContext();
    const engine = await reducing(service, SOURCE, RANGE, context);
    let events = 0;
    for await (const { counts } of engine.reduce(PLAN)) for (const count of counts) events += count;
    expect(events).toBe(24 + 50);
    expect((await engine.ledger()).read).toBe(24 + 50);
    expect(context.gaps).toEqual([
      {
        source: "table T",
        from: "2023-11-14T22:13:20.0001000Z",
        to: "2023-11-14T22:13:20.0002000Z",
        reason: "only a part was answered, and is not used: a node is lost (WN1573)",
      },
    ]);
    // What follows is asked of what was counted, and not of what is missing.
    const { groups, numbers } = await reduction(engine, PLAN);
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(74);
    expect((await eventsOf(engine.events({ groups: numbers }))).length).toBe(74);
    const total = ({ counts }: { readonly counts: Float64Array }): number => counts.reduce((a, b) => a + b, 0);
    expect(total(await engine.histogram({}, 7))).toBe(74);
    expect(total(await engine.histogram({ groups: numbers }, 7))).toBe(74);
    expect(total(await engine.activity!(7))).toBe(74);
  });

  it("ends the reduction where nothing smaller can help", async () => {
    const { service } = faulty(() => permissionMissing({ workspace: "w", reason: "no" }));
    const engine = await reducing(service, SOURCE, RANGE);
    await expect(reduction(engine, PLAN)).rejects.toMatchObject({ code: "WN1562" });
  });

  it("ends a question about events that cannot be answered whole", async () => {
    let broken = false;
    const { service } = faulty(() =>
      broken ? serviceFailed({ status: 500, attempts: 6, reason: "down" }) : undefined,
    );
    const engine = await reducing(service, SOURCE, RANGE);
    await expectLocal(engine);
    broken = true;
    await expect(eventsOf(engine.events({ rows: [0] }))).rejects.toMatchObject({ code: "WN1567" });
    await expect(eventsOf(engine.events({ groups: [0] }))).rejects.toMatchObject({ code: "WN1567" });
  });
});
