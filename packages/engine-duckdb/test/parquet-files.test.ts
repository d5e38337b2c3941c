import { readdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Database } from "../src/database.ts";
import { openFiles, writeParquet } from "../src/index.ts";
import { literal } from "../src/sql.ts";
import { quietContext } from "./support/context.ts";
import { plan, readAll, reduced, withFiles } from "./support/engine.ts";
import { testDirectory } from "./support/files.ts";

const directory = testDirectory();
let database: Database;
beforeAll(async () => {
  database = await Database.open({}, quietContext());
});
afterAll(() => database.close());

async function parquet(name: string, select: string, options = "format parquet"): Promise<string> {
  const path = await directory.path(name);
  await database.run("testing", `copy (${select}) to ${literal(path)} (${options})`);
  return path;
}

describe("Parquet files", () => {
  it("come out as text", async () => {
    const path = await parquet(
      "types.parquet",
      `select timestamp '2024-01-02 03:04:05.678' as t, timestamptz '2024-01-02 03:04:05+02' as z, 12345678901234567890::hugeint::varchar as big,
        9007199254740993::bigint as i, 0.1::double as d, true as b, ['a', 'b"'] as list, {'x': 1, 'y': null} as struct,
        'text' as s, null::varchar as n, encode('é') as bytes, date '2024-01-02' as day`,
    );
    const { rows } = await readAll(path);
    expect(rows).toEqual([
      {
        t: "2024-01-02 03:04:05.678",
        z: "2024-01-02 01:04:05+00",
        big: "12345678901234567890",
        i: "9007199254740993",
        d: "0.1",
        b: "true",
        list: '["a","b\\""]',
        struct: '{"x":1,"y":null}',
        s: "text",
        n: null,
        bytes: "é",
        day: "2024-01-02",
      },
    ]);
  });

  it("are reduced like any other", async () => {
    const path = await parquet(
      "many.parquet",
      "select 'u' || (i % 3) as u, timestamp '2024-01-01' + to_seconds(10000 - i) as t from range(10000) as r(i)",
    );
    await withFiles(path, async (engine) => {
      const { groups, memberships } = await reduced(engine, plan({ u: "u" }, { time: "t" }));
      expect(groups.map(({ keys, count, exemplar }) => [keys[0], count, exemplar])).toEqual([
        ["u0", 3334, 9999],
        ["u2", 3333, 9998],
        ["u1", 3333, 9997],
      ]);
      expect([...memberships.keys()]).toEqual(Array.from({ length: 10_000 }, (_, row) => row));
    });
  });

  it("quote the event whose time cannot be read", async () => {
    const path = await parquet(
      "times.parquet",
      "select * from (values ('2024-01-01', 'a'), ('never', 'b')) as r(t, u)",
    );
    await withFiles(path, async (engine) => {
      const { rejects } = await reduced(engine, plan({ u: "u" }, { time: "t" }));
      expect(rejects).toEqual([{ file: path, line: 2, reason: "time cannot be read", text: '{"t":"never","u":"b"}' }]);
    });
  });

  it("that are none are refused", async () => {
    const path = await directory.write("fake.parquet", "PAR1 but not really");
    const error = await openFiles({ paths: [path] }, quietContext()).catch((reason) => reason);
    expect(error.code).toBe("WN1412");
    expect(error.message).toMatch(/fake\.parquet is not parquet: /);
  });
});

describe("packed files", () => {
  it("of every text format may be packed by zstd", async () => {
    const csv = await parquet(
      "packed.csv.zst",
      "select i as a, 'x' || i as b from range(3) as r(i)",
      "format csv, header, compression zstd",
    );
    expect((await readAll(csv)).rows).toEqual([
      { a: "0", b: "x0" },
      { a: "1", b: "x1" },
      { a: "2", b: "x2" },
    ]);
    const json = await parquet(
      "packed.ndjson.zst",
      "select i as a from range(3) as r(i)",
      "format json, compression zstd",
    );
    expect((await readAll(json)).rows).toEqual([{ a: "0" }, { a: "1" }, { a: "2" }]);
  });
});

describe("a file cut off while packed by zstd", () => {
  it("gives what came before, and a gap", async () => {
    const path = await parquet(
      "whole.csv.zst",
      "select i as a, hash(i) as b from range(100000) as r(i)",
      "format csv, header, compression zstd",
    );
    const packed = await readFile(path);
    const cut = await directory.write("cut.csv.zst", packed.subarray(0, -1000));
    const { rows, gaps } = await readAll(cut);
    expect(rows.length).toBeGreaterThan(50_000);
    expect(rows.at(-1)!["a"]).toBe(`${rows.length - 1}`);
    expect(gaps).toEqual([{ source: cut, place: `line ${rows.length + 2} to the end`, reason: "unexpected EOF" }]);
    const early = await directory.write("early.csv.zst", packed.subarray(0, 100));
    await expect(readAll(early)).rejects.toMatchObject({ code: "WN1413" });
  });
});

describe("writing Parquet", () => {
  it("keeps text, numbers, integers, times and what is missing", async () => {
    const path = await directory.path("out.parquet");
    await writeParquet(path, [
      { name: "s", type: "text", values: ["a\0'", null, "\ufeffb"] },
      { name: "n", type: "number", values: Float64Array.of(0.1, Number.NaN, -0) },
      { name: "i", type: "integer", values: Int32Array.of(1, 2, -3) },
      { name: "t", type: "time", values: [1_704_067_200_000_001n, null, -1n] },
    ]);
    const rows = await database.rows(
      "testing",
      `select hex(s), n, i, epoch_us(t), typeof(t) from read_parquet(${literal(path)})`,
    );
    expect(rows).toEqual([
      ["610027", 0.1, 1n, 1_704_067_200_000_001n, "TIMESTAMP WITH TIME ZONE"],
      [null, null, 2n, null, "TIMESTAMP WITH TIME ZONE"],
      ["EFBBBF62", -0, -3n, -1n, "TIMESTAMP WITH TIME ZONE"],
    ]);
  });

  it("names columns that have none, and keeps those apart that differ in case alone", async () => {
    const path = await directory.path("names.parquet");
    const context = quietContext();
    const column = (name: string, value: string) => ({ name, type: "text", values: [value] }) as const;
    const columns = [column("", "1"), column("a", "2"), column("A", "3"), column("a_2", "4"), column('q"', "5")];
    await writeParquet(path, columns, context);
    expect((await readAll(path)).rows).toEqual([{ column1: "1", a: "2", A_3: "3", a_2: "4", 'q"': "5" }]);
    expect(context.warnings).toEqual([
      `${path}: column 1 has no name and is called "column1"`,
      `${path}: there is more than one column "A"; a later one is called "A_3"`,
    ]);
  });

  it("leaves nothing where it fails", async () => {
    const path = `${await directory.path("nowhere")}/out.parquet`;
    const error = await writeParquet(path, [{ name: "s", type: "text", values: ["a"] }]).catch((reason) => reason);
    expect(error.code).toBe("WN1414");
    expect(error.message).toContain(`${path} cannot be written: `);
    expect((await readdir(dirname(dirname(path)))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
