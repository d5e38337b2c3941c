import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeParquet } from "../../src/index.ts";
import { readAll } from "../support/engine.ts";
import { testDirectory } from "../support/files.ts";

const directory = testDirectory();

it("Parquet events are those asked for where the file has a column `file_row_number`", async () => {
  const path = await directory.path("numbers.parquet");
  const values = ["4", "3", "2", "1", "0"];
  await writeParquet(path, [
    { name: "File_Row_Number", type: "text", values },
    { name: "a", type: "text", values: ["a", "b", "c", "d", "e"] },
  ]);
  const { rows } = await readAll(path);
  expect(rows.map((row) => [row["File_Row_Number"], row["a"]].join())).toEqual(["4,a", "3,b", "2,c", "1,d", "0,e"]);
});

it("Parquet in a folder `k=v` has no column `k`", async () => {
  const path = await directory.path("plain.parquet");
  await writeParquet(path, [{ name: "a", type: "text", values: ["1"] }]);
  const folder = join(await directory.path("."), "day=7");
  await mkdir(folder);
  await cp(path, join(folder, "plain.parquet"));
  expect((await readAll(join(folder, "plain.parquet"))).rows).toEqual([{ a: "1" }]);
});
