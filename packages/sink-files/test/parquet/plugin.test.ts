import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openFiles } from "@winnow/engine-duckdb";
import { describe, expect, it } from "vitest";
import { parquetPlugin } from "../../src/parquet/plugin.ts";
import type { TableName } from "../../src/tables/select.ts";
import { inDirectory } from "../directory.ts";
import { assignmentsOf, contextOf, each, resultOf } from "../result.ts";

/** Reads a Parquet file back, every value as text. */
async function readBack(path: string): Promise<Record<string, string | null>[]> {
  const engine = await openFiles({ paths: [path] }, contextOf(path));
  try {
    const { columns, rows, values } = await engine.sample(100);
    return Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(columns.map((name, column) => [name, values[column]![row]!])),
    );
  } finally {
    await engine.close();
  }
}

function write(directory: string, table: TableName, path = "deep/x.parquet"): Promise<readonly string[]> {
  const result = resultOf({ assignments: () => each([assignmentsOf(3), assignmentsOf(2, 3)]) });
  return parquetPlugin.write(result, { path, table }, contextOf(directory));
}

describe("Parquet", () => {
  it("holds clusters with numbers, integers and times as such, missing apart from empty", () =>
    inDirectory(async (directory) => {
      expect(await write(directory, "clusters")).toEqual(["deep/x.parquet"]);
      expect(await readdir(join(directory, "deep"))).toEqual(["x.parquet"]);
      expect(await readBack(join(directory, "deep/x.parquet"))).toEqual([
        {
          rank: "1",
          ClusterId: "-1",
          ClusterSize: "1",
          FirstEventTime: "2019-01-15 05:24:24.01+00",
          LastEventTime: "2019-01-15 05:24:24.010001+00",
          folded: null,
          reasons: null,
          Path: "C:\\b.exe",
          Account: "",
          length: "2.5",
        },
        {
          rank: "2",
          ClusterId: "0",
          ClusterSize: "2",
          FirstEventTime: "2019-01-15 05:24:24.01+00",
          LastEventTime: "2019-01-15 05:24:24.010001+00",
          folded: null,
          reasons: null,
          Path: "a,b",
          Account: null,
          length: "1.0",
        },
      ]);
    }));

  it("holds assignments of all batches", () =>
    inDirectory(async (directory) => {
      await write(directory, "assignments", "a.parquet");
      const rows = await readBack(join(directory, "a.parquet"));
      expect(rows.map(({ row }) => row)).toEqual(["0", "1", "2", "3", "4"]);
    }));

  it("holds no rows where there are none", () =>
    inDirectory(async (directory) => {
      await write(directory, "rejects", "r.parquet");
      expect(await readBack(join(directory, "r.parquet"))).toEqual([]);
    }));

  it("says where it cannot be written", () =>
    inDirectory(async (directory) => {
      await mkdir(join(directory, "x.parquet"));
      await writeFile(join(directory, "file"), "");
      await expect(write(directory, "clusters", "x.parquet")).rejects.toMatchObject({ code: "WN1903" });
      await expect(write(directory, "clusters", "file/x.parquet")).rejects.toMatchObject({ code: "WN1904" });
    }));
});
