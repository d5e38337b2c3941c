import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { writeParquet, type ParquetColumn } from "../src/write-parquet.ts";
import { quietContext } from "./support/context.ts";
import { testDirectory } from "./support/files.ts";

const directory = testDirectory();

describe("`writeParquet`", () => {
  it("writes equal bytes for equal arguments, over several row groups", async () => {
    const rows = 300_000;
    const numbers = Float64Array.from({ length: rows }, (_, row) => (row * 7919) % 1000);
    const columns: ParquetColumn[] = [
      { name: "number", type: "number", values: numbers },
      { name: "text", type: "text", values: Array.from(numbers, (number, row) => `${number} ${row % 100_003}`) },
    ];
    const files: Buffer[] = [];
    for (const name of ["one.parquet", "two.parquet"]) {
      const path = await directory.path(name);
      await writeParquet(path, columns, undefined, { "winnow.groups": '{"version":1}' });
      files.push(await readFile(path));
    }
    expect(files[0]!.equals(files[1]!)).toBe(true);
  });

  it("replaces a file only when the new one is complete", async () => {
    const folder = await directory.path("folder");
    await mkdir(folder);
    const path = `${folder}/a.parquet`;
    await writeFile(path, "before");
    const metadata = { same: "1", SAME: "2" };
    await expect(
      writeParquet(path, [{ name: "a", type: "text", values: ["x"] }], undefined, metadata),
    ).rejects.toMatchObject({ code: "WN1414" });
    expect(await readFile(path, "utf8")).toBe("before");
    expect(await readdir(folder)).toEqual(["a.parquet"]);
  });

  it("names columns without a name and columns of one name apart, and warns", async () => {
    const context = quietContext();
    const path = await directory.path("names.parquet");
    const values = ["x"];
    await writeParquet(
      path,
      ["", "a", "A"].map((name) => ({ name, type: "text" as const, values })),
      context,
    );
    expect(context.warnings).toEqual([
      `${path}: column 1 has no name and is called "column1"`,
      `${path}: there is more than one column "A"; a later one is called "A_2"`,
    ]);
  });
});
