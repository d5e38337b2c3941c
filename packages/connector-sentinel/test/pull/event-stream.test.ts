import type { Gap } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PullRequest, pullStream } from "../../src/pull/event-stream.ts";
import { permissionMissing, partialFailure, queryTimedOut, serviceFailed } from "../../src/service/errors.ts";
import type { QueryService, TickRange } from "../../src/service/query-service.ts";
import { COLUMNS, expectedRow, inGaps, type ModelEvent, rowsOf, ScriptedService } from "./scripted.ts";

const BASE = 17_040_672_000_000_000n; // 2024-01-01, in ticks
const RANGE: TickRange = { from: BASE, to: BASE + 10_000_000n };

function pulled(
  service: QueryService,
  more: Partial<PullRequest> = {},
): { rows: Promise<string[]>; gaps: Gap[]; stopped: () => boolean } {
  const gaps: Gap[] = [];
  let stopped = false;
  const stream = pullStream({
    service,
    source: { kind: "table", name: "Events" },
    columns: COLUMNS,
    range: RANGE,
    planned: [RANGE],
    limits: { rows: 20, concurrency: 3 },
    context: { progress: () => {}, gap: (gap) => gaps.push(gap) },
    stop: (early) => (stopped = early),
    ...more,
  });
  return { rows: rowsOf(stream), gaps, stopped: () => stopped };
}

/** Events that bunch: on one tick, next to each other, at the bounds, without a time. */
const events: fc.Arbitrary<ModelEvent[]> = fc
  .array(
    fc.record({
      time: fc.oneof(
        { weight: 4, arbitrary: fc.bigInt(RANGE.from, RANGE.to - 1n) },
        { weight: 3, arbitrary: fc.constantFrom(BASE, BASE + 1n, BASE + 4_999_999n, BASE + 5_000_000n, RANGE.to - 1n) },
        { weight: 1, arbitrary: fc.constantFrom(BASE - 1n, RANGE.to) },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      text: fc.oneof(fc.constantFrom("", "a", "b"), fc.string()),
      big: fc.oneof(fc.constant(null), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
    }),
    { maxLength: 60 },
  )
  .map((drawn) => drawn.map(({ time, text, big }) => ({ time, text, big })));

function wanted(all: readonly ModelEvent[]): ModelEvent[] {
  return all.filter(({ time }) => time === null || (time >= RANGE.from && time < RANGE.to));
}

describe("pullStream", () => {
  it("gives every event of the range and every one without a time once, whatever bunches where", async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 2, max: 30 }), async (all, rows) => {
        const service = new ScriptedService(all, { rows });
        const { rows: got, gaps } = pulled(service, { limits: { rows, concurrency: 3 } });
        expect((await got).sort()).toEqual(wanted(all).map(expectedRow).sort());
        expect(gaps).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("gives all of it, or names what is missing, when queries fail at random", async () => {
    await fc.assert(
      fc.asyncProperty(
        events.filter((all) => new Set(all.map(expectedRow)).size === all.length),
        fc.integer({ min: 4, max: 30 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
        async (all, rows, dice) => {
          const fault = (): ReturnType<typeof serviceFailed> | undefined => {
            const roll = dice.next().value;
            if (roll === 0) return partialFailure({ reason: "a shard did not answer" });
            if (roll === 1) return queryTimedOut({ attempts: 2, reason: "slow" });
            if (roll === 2) return serviceFailed({ status: 502, attempts: 6, reason: "bad gateway" });
            return undefined;
          };
          const { rows: got, gaps } = pulled(new ScriptedService(all, { rows, fault }), {
            limits: { rows, concurrency: 3 },
          });
          const arrived = await got.catch((error: unknown) => error as Error);
          if (arrived instanceof Error) {
            expect(arrived.message).toMatch(/shard|slow|gateway/);
            return;
          }
          const certain = wanted(all).filter(({ time }) => !inGaps(time, gaps));
          for (const event of certain) expect(arrived).toContain(expectedRow(event));
          expect(new Set(arrived).size).toBe(arrived.length);
          expect(wanted(all).map(expectedRow)).toEqual(expect.arrayContaining(arrived));
          expect(gaps.length > 0 || arrived.length === certain.length).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("gives events in order of time, those without one last", async () => {
    const all = [5n, 3n, 9n, 1n, 7n].map((at) => ({ time: BASE + at * 1_000_000n, text: String(at), big: null }));
    const { rows } = pulled(new ScriptedService([{ time: null, text: "none", big: null }, ...all], { rows: 2 }));
    expect((await rows).map((row) => (JSON.parse(row) as string[])[1])).toEqual(["1", "3", "5", "7", "9", "none"]);
  });

  it("tells the events of one tick apart by their content when they are too many", async () => {
    const all = Array.from({ length: 500 }, (_, i) => ({ time: BASE + 77n, text: `event ${i}`, big: BigInt(i) }));
    const { rows, gaps } = pulled(new ScriptedService(all, { rows: 40 }));
    expect((await rows).sort()).toEqual(all.map(expectedRow).sort());
    expect(gaps).toEqual([]);
  });

  it("counts equal events of one tick that are more than one answer may have", async () => {
    const all = Array.from({ length: 60_000 }, () => ({ time: BASE + 77n, text: "same", big: 1n }));
    const other = { time: BASE + 78n, text: "other", big: 1n };
    const planned = [{ from: BASE + 76n, to: BASE + 80n }];
    const { rows, gaps } = pulled(new ScriptedService([...all, other], { rows: 40 }), { planned });
    expect(await rows).toEqual([...all.map(expectedRow), expectedRow(other)]);
    expect(gaps).toEqual([]);
  });

  it("names the instant whose events cannot be had even in the smallest parts", async () => {
    const instant = { from: BASE + 77n, to: BASE + 78n };
    const fault = ({ range }: { range: TickRange | null }): ReturnType<typeof partialFailure> | undefined =>
      range !== null && range.from <= instant.from && range.to >= instant.to
        ? partialFailure({ reason: "E_QUERY_RESULT_SET_TOO_LARGE" })
        : undefined;
    const other = { time: BASE + 78n, text: "other", big: 1n };
    const event = { time: BASE + 77n, text: "huge", big: 1n };
    const service = new ScriptedService([event, other], { rows: 40, fault });
    const { rows, gaps } = pulled(service);
    expect(await rows).toEqual([expectedRow(other)]);
    expect(gaps).toEqual([
      {
        source: "table Events",
        from: "2024-01-01T00:00:00.0000077Z",
        to: "2024-01-01T00:00:00.0000078Z",
        reason:
          "some of the events of this instant: only a part was answered, and is not used: " +
          "E_QUERY_RESULT_SET_TOO_LARGE (WN1573)",
      },
    ]);
    expect(service.asked.length).toBeLessThan(400);
  });

  it("asks never more than so many queries at once", async () => {
    const all = Array.from({ length: 300 }, (_, i) => ({
      time: BASE + BigInt(i) * 30_000n,
      text: "x",
      big: BigInt(i),
    }));
    const service = new ScriptedService(all, { rows: 10 });
    await pulled(service, { limits: { rows: 10, concurrency: 3 } }).rows;
    expect(service.mostAtOnce).toBe(3);
  });

  it("joins neighbouring parts that are missing into one gap", async () => {
    const bad = { from: BASE + 2_500_000n, to: BASE + 5_000_000n };
    const fault = ({ range }: { range: TickRange | null }): ReturnType<typeof partialFailure> | undefined =>
      range !== null && range.from < bad.to && range.to > bad.from
        ? partialFailure({ reason: "this part of the data is offline" })
        : undefined;
    const all = Array.from({ length: 100 }, (_, i) => ({
      time: BASE + BigInt(i) * 100_000n,
      text: "x",
      big: BigInt(i),
    }));
    const service = new ScriptedService(all, { rows: 1000, fault });
    const { rows, gaps } = pulled(service);
    const arrived = await rows;
    expect(gaps).toEqual([
      {
        source: "table Events",
        from: "2024-01-01T00:00:00.2500000Z",
        to: "2024-01-01T00:00:00.5000000Z",
        reason: "only a part was answered, and is not used: this part of the data is offline (WN1573)",
      },
    ]);
    expect(arrived).toEqual(all.filter(({ time }) => !inGaps(time, gaps)).map(expectedRow));
    expect(service.asked.length).toBeLessThan(80);
  });

  it("stops asking a service that is gone, keeps what it had, and names the rest", async () => {
    const planned = Array.from({ length: 100 }, (_, i) => ({
      from: BASE + BigInt(i) * 100_000n,
      to: BASE + BigInt(i + 1) * 100_000n,
    }));
    const all = planned.map(({ from }, i) => ({ time: from, text: "x", big: BigInt(i) }));
    const fault = ({ range }: { range: TickRange | null }): ReturnType<typeof serviceFailed> | undefined =>
      range === null || range.from >= planned[40]!.from
        ? serviceFailed({ status: 503, attempts: 6, reason: "unavailable" })
        : undefined;
    const service = new ScriptedService(all, { rows: 1000, fault });
    const { rows, gaps } = pulled(service, { planned });
    expect(await rows).toEqual(all.slice(0, 40).map(expectedRow));
    const reason = "the service failed (HTTP 503), tried 6 times: unavailable (WN1567)";
    expect(gaps).toEqual([
      { source: "table Events", from: "2024-01-01T00:00:00.4000000Z", to: "2024-01-01T00:00:01.0000000Z", reason },
      { source: "table Events", reason: `events without TimeGenerated: ${reason}` },
    ]);
    expect(service.asked.length).toBeLessThan(50);
  });

  it("fails, and gives no empty result, where nothing at all was answered", async () => {
    const fault = (): ReturnType<typeof serviceFailed> =>
      serviceFailed({ status: 500, attempts: 6, reason: "internal error" });
    const { rows, gaps, stopped } = pulled(new ScriptedService([], { rows: 10, fault }));
    await expect(rows).rejects.toThrow("the service failed (HTTP 500), tried 6 times: internal error");
    expect(gaps).toEqual([]);
    expect(stopped()).toBe(true);
  });

  it("fails at once where no other question would help", async () => {
    const service = new ScriptedService([], {
      rows: 10,
      fault: () => permissionMissing({ workspace: "w", reason: "no" }),
    });
    await expect(pulled(service).rows).rejects.toThrow("this account may not read workspace w (HTTP 403): no");
    expect(service.asked.length).toBeLessThanOrEqual(3);
  });

  it("refuses events that lie outside of what was asked for", async () => {
    const honest = new ScriptedService([{ time: BASE + 3n, text: "x", big: null }], { rows: 10 });
    const service: QueryService = {
      query: async (kql, range) => {
        const answer = await honest.query(kql, range);
        const [, ...others] = answer.values;
        return { ...answer, values: [answer.values[0]!.map(() => "2025-01-01T00:00:00.0000000Z"), ...others] };
      },
    };
    await expect(pulled(service).rows).rejects.toThrow(
      "the answer cannot be read: it has an event of 2025-01-01T00:00:00.0000000Z, outside of " +
        "2024-01-01T00:00:00.0000000Z to 2024-01-01T00:00:01.0000000Z",
    );
  });

  it("lets a query see the whole range in every slice, and a table its slice", async () => {
    const service = new ScriptedService([], { rows: 10 });
    const planned = [
      { from: RANGE.from, to: BASE + 5n },
      { from: BASE + 5n, to: RANGE.to },
    ];
    await pulled(service, { source: { kind: "query", text: "Events" }, planned }).rows;
    expect(service.asked.map(({ timespan }) => timespan)).toEqual([RANGE, RANGE, RANGE]);
    const ofTable = new ScriptedService([], { rows: 10 });
    await pulled(ofTable, { planned }).rows;
    expect(ofTable.asked.map(({ timespan }) => timespan)).toEqual([...planned, null]);
  });

  it("looks for events without a time in the range's tables, where everywhere takes too long", async () => {
    const fault = ({ timespan }: { timespan: TickRange | null }): ReturnType<typeof queryTimedOut> | undefined =>
      timespan === null ? queryTimedOut({ attempts: 2, reason: "slow" }) : undefined;
    const event = { time: null, text: "timeless", big: null };
    const { rows, gaps } = pulled(new ScriptedService([event], { rows: 10, fault }));
    expect(await rows).toEqual([expectedRow(event)]);
    expect(gaps).toEqual([]);
  });
});
