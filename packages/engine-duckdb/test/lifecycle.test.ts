import { chmod, mkdir, readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { Database } from "../src/database.ts";
import { holdStream, openFiles } from "../src/index.ts";
import { quietContext } from "./support/context.ts";
import { plan, reduced, rowsFrom } from "./support/engine.ts";
import { testDirectory } from "./support/files.ts";

const directory = testDirectory();

async function temporary(name: string): Promise<string> {
  const path = await directory.path(name);
  await mkdir(path);
  return path;
}

describe("an engine", () => {
  it("leaves no temporary files behind, however it ends", async () => {
    const tempDirectory = await temporary("temp");
    const path = await directory.write("a.csv", "a\n1\n");
    const engine = await openFiles({ paths: [path], tempDirectory }, quietContext());
    expect(await readdir(tempDirectory)).toHaveLength(1);
    await engine.close();
    await engine.close();
    await openFiles({ paths: [await directory.write("empty.csv", "")], tempDirectory }, quietContext()).catch(
      () => undefined,
    );
    expect(await readdir(tempDirectory)).toEqual([]);
  });

  it("works beside another", async () => {
    const one = await openFiles({ paths: [await directory.write("one.csv", "a\n1\n")] }, quietContext());
    const two = await openFiles({ paths: [await directory.write("two.csv", "a\n2\n")] }, quietContext());
    const { reduction: ofOne } = await reduced(one, plan({ a: "a" }));
    const { reduction: ofTwo } = await reduced(two, plan({ a: "a" }));
    expect(await rowsFrom(ofOne.drill.events({}))).toEqual([{ a: "1" }]);
    expect(await rowsFrom(ofTwo.drill.events({}))).toEqual([{ a: "2" }]);
    await one.close();
    await two.close();
  });

  it("says where temporary files cannot go", async () => {
    const missing = await directory.path("nowhere");
    const path = await directory.write("b.csv", "a\n1\n");
    const error = await openFiles({ paths: [path], tempDirectory: missing }, quietContext()).catch((reason) => reason);
    expect(error.code).toBe("WN1404");
    expect(error.message).toContain(`temporary files cannot be written to ${missing}: ENOENT`);
    expect(error.hint).toBe(
      "Free some space there, or name another directory (tempDirectory, or the environment's TMPDIR).",
    );
  });

  it("stops when told to, and removes its files", async () => {
    const tempDirectory = await temporary("stopped");
    const lines = Array.from({ length: 300_000 }, (_, i) => `${i},cmd /c ${i * 7919} "x"`.replaceAll('"', "")).join(
      "\n",
    );
    const path = await directory.write("long.csv", `a,b\n${lines}\n`);
    const controller = new AbortController();
    const engine = await openFiles({ paths: [path], tempDirectory }, quietContext(controller.signal));
    const running = reduced(engine, plan({ a: "a", b: { charScore: "b" } })).catch((reason) => reason);
    setTimeout(() => controller.abort(), 30);
    expect((await running).format()).toBe(
      "WN1001 the run was stopped before it finished\n  Nothing was left half-written. Start it again when you are ready.",
    );
    await engine.close();
    expect(await readdir(tempDirectory)).toEqual([]);
  });

  it("does not start when told to stop already", async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(openFiles({ paths: [] }, quietContext(controller.signal))).rejects.toMatchObject({ code: "WN1001" });
  });

  it("spills to disk what does not fit into its memory", async () => {
    const tempDirectory = await temporary("spill");
    const rows = 4000;
    const stream = {
      kind: "stream" as const,
      async *batches() {
        for (let batch = 0; batch < 20; batch++) {
          yield {
            columns: ["a"],
            rows,
            values: [Array.from({ length: rows }, (_, i) => `${batch}-${i}-${"x".repeat(1000)}`)],
          };
        }
      },
    };
    const engine = await holdStream(stream, quietContext(), { memoryLimit: "40MB", threads: 1, tempDirectory });
    const { groups } = await reduced(engine, plan({ length: { length: "a" } }));
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(20 * rows);
    await engine.close();
    expect(await readdir(tempDirectory)).toEqual([]);
  });

  it("says so when memory does not suffice", async () => {
    const database = await Database.open({ memoryLimit: "20MB", threads: 1 }, quietContext());
    const error = await database
      .run("testing", "select list(repeat('x', 1000) || i) from range(200000) as t(i)")
      .catch((reason) => reason);
    expect(error.format()).toBe(
      "WN1403 20MB of memory do not suffice for testing\n  Give the engine more memory (memoryLimit), or fewer threads (threads).",
    );
    await database.close();
  });

  it("says so when the disk is full", async () => {
    const database = await Database.open({ memoryLimit: "30MB", threads: 1 }, quietContext());
    const error = await database
      .run(
        "testing",
        "set max_temp_directory_size = '1MB'; create table t as select repeat('x', 500) || hash(i) as a from range(300000) as r(i)",
      )
      .catch((reason) => reason);
    expect(error.code).toBe("WN1404");
    expect(error.message).toMatch(/^temporary files cannot be written to .*: /);
    await database.close();
  });

  it("never loads extensions, from disk or network", async () => {
    const database = await Database.open({}, quietContext());
    const error = await database
      .run("testing", "select * from read_csv('https://localhost:1/a.csv')")
      .catch((reason) => reason);
    expect(error.code).toBe("WN1402");
    expect(error.message).toMatch(/httpfs/);
    await database.close();
  });

  it.skipIf(process.getuid?.() === 0)("says which file it may not read", async () => {
    const path = await directory.write("secret.csv", "a\n1\n");
    await chmod(path, 0);
    await expect(openFiles({ paths: [path] }, quietContext())).rejects.toMatchObject({ code: "WN1411" });
  });
});

describe("a held stream", () => {
  it("may change its columns from batch to batch, and tell of records that it could not read", async () => {
    const stream = {
      kind: "stream" as const,
      async *batches(onReject?: (reject: { file: string; line: number; reason: string; text: string }) => void) {
        yield { columns: ["a"], rows: 1, values: [["1"]] };
        onReject?.({ file: "page 2", line: 7, reason: "not valid JSON", text: "{" });
        yield {
          columns: ["b", "a"],
          rows: 2,
          values: [
            ["x", "\ud800"],
            [null, "2"],
          ],
        };
        yield { columns: [], rows: 0, values: [] };
      },
    };
    const engine = await holdStream(stream, quietContext());
    const { reduction, ledger, rejects, groups } = await reduced(engine, plan({ a: "a" }));
    expect(groups.map(({ keys, exemplar }) => [keys[0], exemplar])).toEqual([
      ["1", 0],
      ["", 1],
      ["2", 2],
    ]);
    expect(await rowsFrom(reduction.drill.events({}))).toEqual([
      { a: "1", b: null },
      { a: null, b: "x" },
      { a: "2", b: "\ufffd" },
    ]);
    const reasons = { "not valid JSON": 1 };
    const inputs = [{ name: "stream", read: 4, rejected: 1, reasons }];
    expect(ledger).toEqual({ read: 4, rejected: 1, filtered: 0, clustered: 3, reasons, inputs });
    expect(rejects).toEqual([{ file: "page 2", line: 7, reason: "not valid JSON", text: "{" }]);
    await engine.close();
  });

  it("that fails leaves nothing behind", async () => {
    const tempDirectory = await temporary("failed");
    const stream = {
      kind: "stream" as const,
      // oxlint-disable-next-line require-yield
      async *batches(): AsyncGenerator<never> {
        throw new Error("connection lost");
      },
    };
    await expect(holdStream(stream, quietContext(), { tempDirectory })).rejects.toThrow("connection lost");
    expect(await readdir(tempDirectory)).toEqual([]);
  });
});
