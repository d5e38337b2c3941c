import { type EventBatch, type EventStream, LIMITS } from "@winnow/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Database } from "../../src/database.ts";
import { joinHeld } from "../../src/held/held-part.ts";
import { HeldTables } from "../../src/held/held-tables.ts";
import { createInputs } from "../../src/input/inputs.ts";
import { holdEvents } from "../../src/open-sources.ts";
import { reduce } from "../../src/reduction/reduce.ts";
import { sourceOf } from "../../src/source.ts";
import { quietContext } from "../support/context.ts";
import { arrayOf, type EventRow, plan, rowsFrom } from "../support/engine.ts";

let database: Database;
let schemas = 0;
beforeAll(async () => {
  database = await Database.open({ threads: 1 }, quietContext());
});
afterAll(() => database.close());

/** An input: its batches, after each of which some records are rejected. */
type Input = readonly { readonly batch: EventBatch; readonly rejected: number }[];

const batch: fc.Arbitrary<EventBatch> = fc
  .tuple(fc.uniqueArray(fc.nat(40), { maxLength: 6 }), fc.integer({ min: 0, max: 4 }))
  .map(([columns, rows]) => ({
    columns: columns.map((column) => `n${column}`),
    rows,
    values: columns.map((column) => Array.from({ length: rows }, (_, row) => (row === 1 ? null : `${column}-${row}`))),
  }));
const inputs: fc.Arbitrary<Input[]> = fc.array(
  fc.array(fc.record({ batch, rejected: fc.integer({ min: 0, max: 2 }) }), { maxLength: 3 }),
  { maxLength: 30 },
);

function streamOf(input: Input, name: string): EventStream {
  return {
    kind: "stream",
    async *batches(onReject) {
      for (const { batch: events, rejected } of input) {
        yield events;
        for (let i = 0; i < rejected; i++) onReject?.({ file: name, line: i, reason: "bad", text: name });
      }
    },
  };
}

/** Events without values, which name no columns, and the rest. */
function expectedRows(all: readonly Input[], columns: readonly string[]): EventRow[] {
  return all.flatMap((input) =>
    input.flatMap(({ batch: { columns: names, rows, values } }) =>
      Array.from({ length: rows }, (_, row) =>
        Object.fromEntries(columns.map((name) => [name, values[names.indexOf(name)]?.[row] ?? null])),
      ),
    ),
  );
}

describe("held tables", () => {
  it("keep the events and rejected records of many inputs apart and in order", async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async (all) => {
        const tables = new HeldTables(database);
        const held = await tables.use(async (hold) => {
          const list = [];
          for (const [index, input] of all.entries())
            list.push(await holdEvents(database, `input ${index}`, streamOf(input, `input ${index}`), hold));
          return list;
        });
        const source = sourceOf(joinHeld(held));
        await using reduction = await reduce(database, source, createInputs([]), plan({}), `held_test_${++schemas}`);
        const rows = expectedRows(all, source.columns);
        expect(await rowsFrom(reduction.drill.events({}))).toEqual(rows);
        const rejects = all.flatMap((input, index) =>
          Array.from({ length: input.reduce((sum, { rejected }) => sum + rejected, 0) }, () => `input ${index}`),
        );
        expect((await arrayOf(reduction.rejects())).map(({ file }) => file)).toEqual(rejects);
        const ledger = await reduction.ledger();
        expect([ledger.read, ledger.rejected]).toEqual([rows.length + rejects.length, rejects.length]);
        expect((ledger.inputs ?? []).map(({ name, rejected }) => [name, rejected])).toEqual(
          [...new Set(rejects)].map((name) => [name, rejects.filter((one) => one === name).length]),
        );
      }),
      { numRuns: 40 },
    );
  });

  it("are few, however many inputs there are and whatever columns they have", async () => {
    const tables = new HeldTables(database);
    const held = await tables.use(async (hold) => {
      const list = [];
      for (let i = 0; i < 300; i++) {
        const columns = Array.from({ length: 10 }, (_, k) => `own${i % 60}_${k}`);
        const stream = streamOf([{ batch: { columns, rows: 1, values: columns.map(() => ["x"]) }, rejected: 0 }], "x");
        list.push(await holdEvents(database, `input ${i}`, stream, hold));
      }
      return list;
    });
    expect(new Set(held.map(({ table }) => table)).size).toBeLessThanOrEqual(16);
  });

  it("take columns as they come, in time that follows their number", async () => {
    const batches = Array.from({ length: 100 }, (_, turn) => {
      const columns = Array.from({ length: 20 }, (__, k) => `late${turn}_${k}`);
      return {
        batch: { columns, rows: 256, values: columns.map(() => new Array<string>(256).fill("x")) },
        rejected: 0,
      };
    });
    const began = performance.now();
    const held = await new HeldTables(database).use((hold) =>
      holdEvents(database, "late", streamOf(batches, "x"), hold),
    );
    expect([held.rows, held.columns.size]).toEqual([25_600, 2000]);
    // One statement for each column took minutes.
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  it("refuse more columns than a source may have", async () => {
    const columns = Array.from({ length: LIMITS.columns + 1 }, (_, k) => `c${k}`);
    const stream = streamOf([{ batch: { columns, rows: 1, values: columns.map(() => ["x"]) }, rejected: 0 }], "x");
    const holding = new HeldTables(database).use((hold) => holdEvents(database, "wide.log", stream, hold));
    await expect(holding).rejects.toThrow("wide.log has too many columns: the limit is 10,000");
  });
});
