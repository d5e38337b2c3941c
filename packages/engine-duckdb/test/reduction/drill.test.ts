import type { EventQuery } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { Database } from "../../src/database.ts";
import { literal } from "../../src/sql.ts";
import { quietContext } from "../support/context.ts";
import { plan, reduced, rowsFrom, withFiles } from "../support/engine.ts";
import { testDirectory } from "../support/files.ts";

const directory = testDirectory();
const DAY = 86_400_000_000n;
const START = BigInt(Date.UTC(2024, 0, 1)) * 1000n;

describe("a histogram", () => {
  it("counts events in equal steps of time", async () => {
    const path = await directory.write(
      "steps.csv",
      "a,t\nx,2024-01-01\ny,2024-01-02\nx,2024-01-02\nx,never\nx,2024-01-04\n",
    );
    await withFiles(path, async (engine) => {
      const { drill } = await engine.reduce(plan({ a: "a" }, { time: "t" }));
      expect(await drill.histogram({}, 4)).toEqual({
        start: START,
        width: (3n * DAY) / 4n + 1n,
        counts: Float64Array.of(1, 2, 0, 1),
      });
      expect((await drill.histogram({ groups: [0] }, 2)).counts).toEqual(Float64Array.of(2, 1));
      expect((await drill.histogram({ rows: [1] }, 2)).counts).toEqual(Float64Array.of(1, 0));
      expect((await drill.histogram({ groups: [] }, 2)).counts).toEqual(Float64Array.of(0, 0));
      expect((await drill.histogram({ limit: 2 }, 2)).counts).toEqual(Float64Array.of(1, 1));
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
      const { drill } = await engine.reduce(plan({ a: "a" }, { time: "t" }));
      expect(await drill.activity(3)).toEqual({
        start: START,
        width: DAY + 1n,
        groups: Int32Array.of(0, 0, 1),
        steps: Int32Array.of(0, 2, 0),
        counts: Float64Array.of(2, 2, 1),
      });
    });
  });

  it("is empty where events have no time", async () => {
    const path = await directory.write("timeless.csv", "a\nx\ny\n");
    await withFiles(path, async (engine) => {
      const { drill } = await engine.reduce(plan({ a: "a" }));
      expect((await drill.activity(3)).groups).toEqual(new Int32Array());
    });
  });
});

describe("queried events", () => {
  it("have their data rows, which count rejected records", async () => {
    const path = await directory.write("rows.csv", "a,b\nx,1\nbroken\ny,2\nx,3\n");
    await withFiles(path, async (engine) => {
      const { drill } = await engine.reduce(plan({ a: "a" }));
      const rowsOf = async (query: EventQuery): Promise<number[]> => {
        const rows: number[] = [];
        for await (const { dataRows } of drill.events(query)) rows.push(...dataRows!);
        return rows;
      };
      expect(await rowsOf({})).toEqual([0, 2, 3]);
      expect(await rowsOf({ groups: [0] })).toEqual([0, 3]);
      expect(await rowsOf({ rows: [3, 0] })).toEqual([3, 0]);
      expect(await rowsOf({ limit: 2 })).toEqual([0, 2]);
    });
  });

  it("and memberships are in data-row order where DuckDB reads them with several threads", async () => {
    const path = await directory.path("many.parquet");
    const database = await Database.open({}, quietContext());
    // More than DuckDB's row group of 122,880, so that threads share the work.
    const rows = 400_000;
    const select =
      `select (i * 7919) % 1000 as u, timestamp '2024-01-01' + to_seconds(${rows} - i) as t ` +
      `from range(${rows}) as r(i)`;
    await database.run("testing", `copy (${select}) to ${literal(path)} (format parquet)`);
    await database.close();
    await withFiles({ paths: [path], threads: 2 }, async (engine) => {
      const { reduction, memberships, groups } = await reduced(
        engine,
        plan({ u: "u" }, { time: "t", where: { not: { equals: ["u", "7"] } } }),
      );
      const members = [...memberships.keys()];
      expect(members).toHaveLength(rows - rows / 1000);
      expect(members.every((row, index) => index === 0 || row > members[index - 1]!)).toBe(true);
      expect(groups.every(({ first }, index) => index === 0 || first >= groups[index - 1]!.first)).toBe(true);
      const found = await rowsFrom(reduction.drill.events({ groups: [memberships.get(5)!], limit: 3 }));
      const user = String((5 * 7919) % 1000);
      expect(found.map(({ u }) => u)).toEqual([user, user, user]);
    });
  });
});

describe("the events of many groups", () => {
  it("are all there, in the order of their data rows", async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => `${(row * 7919) % 3001},2024-01-01`);
    const path = await directory.write("many-groups.csv", `a,t\n${rows.join("\n")}\n`);
    await withFiles(path, async (engine) => {
      const reduction = await engine.reduce(plan({ a: "a" }, { time: "t" }));
      const groups: number[] = [];
      let events = 0;
      let first = 0;
      for await (const { rows: size, counts } of reduction.groups()) {
        for (let group = 0; group < size; group += 2) {
          groups.push(first + group);
          events += counts[group]!;
        }
        first += size;
      }
      const found: number[] = [];
      for await (const { dataRows } of reduction.drill.events({ groups })) found.push(...dataRows!);
      expect(found).toEqual(found.toSorted((a, b) => a - b));
      expect(found.length).toBe(events);
    });
  });
});
