import { execFileSync } from "node:child_process";
import { mkdir, readdir } from "node:fs/promises";
import { dirname } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Database } from "../src/database.ts";
import { NO_TIME, type ParquetFile, type ParquetReader, parquetReader } from "../src/read-parquet.ts";
import { writeParquet } from "../src/write-parquet.ts";
import { hostileText } from "../../expressions/test/support/expressions.ts";
import { quietContext } from "./support/context.ts";
import { testDirectory } from "./support/files.ts";

const directory = testDirectory();
const HOSTILE = [
  "",
  "\0",
  "a\0b",
  "\ufeffx",
  "\ufeff\ufeff",
  "'\"`",
  "'); drop table output; --",
  "🦉\u{10ffff}",
  "a\r\nb\n",
  "\\x41",
  "\u202e",
];

async function reading<T>(use: (reader: ParquetReader) => Promise<T>, context = quietContext()): Promise<T> {
  const reader = parquetReader(context);
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

/** Lets `use` read a file and closes it. */
function opened<T>(path: string, use: (file: ParquetFile) => Promise<T>): Promise<T> {
  return reading(async (reader) => use(await reader.open(path)));
}

function metadataOf(path: string, key: string, context = quietContext()): Promise<string | undefined> {
  return reading((reader) => reader.metadata(path, key), context);
}

/** All values of some columns, chunks joined. */
async function valuesOf(file: ParquetFile, names: readonly string[]): Promise<unknown[][]> {
  const columns: unknown[][] = names.map(() => []);
  for await (const chunk of file.read(names)) chunk.forEach(({ values }, index) => columns[index]!.push(...values));
  return columns;
}

/** A Parquet file that DuckDB writes from a query. */
async function fromQuery(name: string, sql: string): Promise<string> {
  const path = await directory.path(name);
  await mkdir(dirname(path), { recursive: true });
  const database = await Database.open({}, quietContext());
  await database.run("testing", `copy (${sql}) to '${path}' (format parquet)`);
  await database.close();
  return path;
}

describe("`open` of a Parquet reader", () => {
  it("reads what `writeParquet` wrote, with types and missing values", async () => {
    const path = await directory.path("typed.parquet");
    await writeParquet(path, [
      { name: "text", type: "text", values: ["a", null, ""] },
      { name: "number", type: "number", values: [0.1, Number.NaN, -Infinity] },
      { name: "integer", type: "integer", values: [2 ** 53, null, -1] },
      { name: "time", type: "time", values: [1n, null, -62_135_596_800_000_000n] },
    ]);
    await opened(path, async (file) => {
      expect(file.rows).toBe(3);
      expect(file.columns).toEqual(["text", "number", "integer", "time"].map((name) => ({ name, type: name })));
      const chunks = [];
      for await (const chunk of file.read(["time", "text", "integer", "number"])) chunks.push(chunk);
      expect(chunks).toEqual([
        [
          { type: "time", values: BigInt64Array.of(1n, NO_TIME, -62_135_596_800_000_000n) },
          { type: "text", values: ["a", null, ""] },
          { type: "integer", values: Float64Array.of(2 ** 53, Number.NaN, -1) },
          { type: "number", values: Float64Array.of(0.1, Number.NaN, -Infinity) },
        ],
      ]);
    });
  });

  it("returns every text unchanged, in values and in names", async () => {
    let count = 0;
    const text = fc.oneof(fc.constantFrom(...HOSTILE), hostileText).map((value) => value.toWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text), { minLength: 1, maxLength: 20 }), async (values) => {
        const path = await directory.path(`hostile-${count++}.parquet`);
        const name = `"'k.🦉\n`;
        await writeParquet(path, [{ name, type: "text", values }]);
        await opened(path, async (file) => {
          expect(await valuesOf(file, [name])).toEqual([values]);
          const rows = values.map((_, row) => row).reverse();
          expect(await file.texts(name, rows)).toEqual(values.toReversed());
        });
      }),
      { numRuns: 20, examples: [[HOSTILE]] },
    );
  });

  it("returns the rows in order, over all row groups", async () => {
    const path = await directory.path("long.parquet");
    const rows = 300_000;
    const numbers = Float64Array.from({ length: rows }, (_, row) => row);
    await writeParquet(path, [
      { name: "row", type: "integer", values: numbers },
      { name: "text", type: "text", values: Array.from(numbers, (row) => `row ${row}`) },
    ]);
    await opened(path, async (file) => {
      expect(file.rows).toBe(rows);
      const [found] = await valuesOf(file, ["row"]);
      expect(found!.length).toBe(rows);
      expect(found!.every((value, row) => value === row)).toBe(true);
      const asked = [299_999, 0, 122_880, 122_879, 0];
      expect(await file.texts("text", asked)).toEqual(asked.map((row) => `row ${row}`));
      expect(await file.texts("text", [])).toEqual([]);
    });
  });

  it("reads types of other writers, nested ones as text", async () => {
    const sql =
      "select 7::utinyint as small, 7::float as float, 1.5::decimal(9, 2) as decimal, true as flag, [1, 2] as list, " +
      "timestamp '1970-01-01 00:00:01' as local, timestamp_ns '1970-01-01 00:00:02' as nanos";
    await opened(await fromQuery("foreign.parquet", sql), async (file) => {
      expect(file.columns.map(({ type }) => type)).toEqual([
        "integer",
        "number",
        "number",
        "text",
        "text",
        "time",
        "time",
      ]);
      const names = file.columns.map(({ name }) => name);
      expect(await valuesOf(file, names)).toEqual([[7], [7], [1.5], ["true"], ["[1, 2]"], [1_000_000n], [2_000_000n]]);
    });
  });

  it("adds no column for a directory that is called like a partition", async () => {
    await opened(await fromQuery("k=1/[x]*.parquet", "select 'v' as a"), async (file) => {
      expect(file.columns).toEqual([{ name: "a", type: "text" }]);
      expect(await file.texts("a", [0])).toEqual(["v"]);
    });
  });

  it("refuses a column that hides the row numbers", async () => {
    const path = await fromQuery("numbered.parquet", "select 1 as FILE_ROW_NUMBER");
    await expect(opened(path, async () => 0)).rejects.toMatchObject({
      code: "WN1412",
      message: `${path} is not parquet that Winnow can read: it has a column "file_row_number"`,
    });
  });

  it("refuses an unknown column, a column that is no text and a row beyond the last", async () => {
    await opened(await fromQuery("small.parquet", "select 'v' as a, 1 as b"), async (file) => {
      await expect(valuesOf(file, ["A"])).rejects.toMatchObject({
        code: "WN1405",
        message: 'the source has no column "A"',
      });
      await expect(file.texts("b", [0])).rejects.toMatchObject({ code: "WN1405" });
      for (const row of [1, -1, 0.5]) {
        await expect(file.texts("a", [row])).rejects.toMatchObject({
          code: "WN1408",
          message: `there is no event at data row ${row}`,
        });
      }
    });
  });

  it("refuses a file that is not Parquet, or is damaged, and leaves nothing behind", async () => {
    const text = await directory.write("text.parquet", "PAR1, but no more than that");
    await expect(opened(text, async () => 0)).rejects.toMatchObject({
      code: "WN1412",
      message: `${text} is not parquet: it does not start and end with PAR1`,
    });
    const damaged = await directory.write("damaged.parquet", `PAR1${"x".repeat(100)}PAR1`);
    await expect(opened(damaged, async () => 0)).rejects.toMatchObject({ code: "WN1412" });
    const missing = await directory.path("missing.parquet");
    await expect(opened(missing, async () => 0)).rejects.toMatchObject({ code: "WN1411" });
  });
});

describe("`metadata` of a Parquet reader", () => {
  it("returns the value of a key, unchanged", async () => {
    for (const [index, value] of [...HOSTILE, "x".repeat(1_000_000)].entries()) {
      const path = await directory.path(`metadata-${index}.parquet`);
      const metadata = { "winnow.groups": value, 'it\'s "a" key 🦉': "other" };
      await writeParquet(path, [{ name: "a", type: "text", values: [] }], undefined, metadata);
      expect(await metadataOf(path, "winnow.groups")).toBe(value);
      expect(await metadataOf(path, 'it\'s "a" key 🦉')).toBe("other");
      expect(await metadataOf(path, "Winnow.groups")).toBeUndefined();
    }
  });

  it("returns nothing for a Parquet file without metadata and for other files", async () => {
    expect(await metadataOf(await fromQuery("plain.parquet", "select 1 as a"), "k")).toBeUndefined();
    expect(await metadataOf(await directory.write("csv.parquet", "a,b\n1,2\n3,4\n"), "k")).toBeUndefined();
    expect(await metadataOf(await directory.write("empty.parquet", ""), "k")).toBeUndefined();
    expect(await metadataOf(await directory.write("short.parquet", "PAR1"), "k")).toBeUndefined();
    const damaged = await directory.write("broken.parquet", `PAR1${"x".repeat(100)}PAR1`);
    expect(await metadataOf(damaged, "k")).toBeUndefined();
    expect(await metadataOf(dirname(damaged), "k")).toBeUndefined();
  });

  it.skipIf(process.platform === "win32")("does not open a pipe, whose bytes the engine needs", async () => {
    const pipe = await directory.path("pipe.parquet");
    execFileSync("mkfifo", [pipe]);
    expect(await metadataOf(pipe, "k")).toBeUndefined();
  });

  it("fails for a file that cannot be opened", async () => {
    const path = await directory.path("nowhere.parquet");
    await expect(metadataOf(path, "k")).rejects.toMatchObject({ code: "WN1411" });
  });

  it("stops when the run is aborted", async () => {
    const controller = new AbortController();
    controller.abort();
    const path = await fromQuery("aborted.parquet", "select 1 as a");
    const context = quietContext(controller.signal);
    await expect(metadataOf(path, "k", context)).rejects.toMatchObject({ code: "WN1001" });
  });
});

it("a reader reads many files by one engine, also beside a damaged one", async () => {
  const damaged = await directory.write("beside.parquet", `PAR1${"x".repeat(100)}PAR1`);
  const paths = await Promise.all([1, 2, 3].map((i) => fromQuery(`many-${i}.parquet`, `select ${i} as a`)));
  const context = quietContext();
  let listeners = 0;
  const { signal } = context;
  const add = signal.addEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
  await reading(async (reader) => {
    const first = await reader.open(paths[0]!);
    await expect(reader.open(damaged)).rejects.toMatchObject({ code: "WN1412" });
    const others = await Promise.all(paths.slice(1).map((path) => reader.open(path)));
    const read = await Promise.all([first, ...others].map((file) => valuesOf(file, ["a"])));
    expect(read).toEqual([[[1]], [[2]], [[3]]]);
  }, context);
  expect(listeners).toBe(1);
});

it("a failed open leaves no temporary directory", async () => {
  const damaged = await directory.write("left.parquet", `PAR1${"x".repeat(100)}PAR1`);
  const parent = await directory.path("temp");
  await mkdir(parent);
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = parent;
  try {
    await opened(damaged, async () => 0).catch(() => undefined);
    expect(await readdir(parent)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
});
