import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plugins } from "../src/index.ts";
import { inDirectory } from "./directory.ts";
import { contextOf, resultOf } from "./result.ts";

const pluginOf = (name: string): (typeof plugins)[number] => plugins.find((plugin) => plugin.name === name)!;

async function optionsOf(name: string, options: unknown): Promise<{ value?: unknown; issues?: unknown }> {
  return pluginOf(name).options["~standard"].validate(options);
}

describe("the file sinks", () => {
  it("are csv, json, ndjson, parquet, process graphs and the whole folder", () => {
    expect(plugins.map(({ kind, name }) => `${kind}:${name}`)).toEqual([
      "sink:csv",
      "sink:json",
      "sink:ndjson",
      "sink:parquet",
      "sink:processes",
      "sink:folder",
    ]);
  });

  it("write the clusters when no table is named", async () => {
    expect(await optionsOf("csv", { path: "x.csv" })).toEqual({
      value: { path: "x.csv", table: "clusters", safeForSpreadsheets: false },
    });
    expect(await optionsOf("ndjson", { path: "x" })).toEqual({ value: { path: "x", table: "clusters" } });
  });

  it("refuse unknown options and tables", async () => {
    expect(await optionsOf("json", { path: "x", safeForSpreadsheets: true })).toMatchObject({
      issues: [{ message: 'Unrecognized key: "safeForSpreadsheets"' }],
    });
    expect(await optionsOf("csv", { path: "x", table: "groups" })).toMatchObject({
      issues: [{ message: expect.stringContaining('"clusters"|"assignments"|"rejects"|"slots"') as string }],
    });
  });

  it.each(["csv", "json", "ndjson"])("%s names its file relative to the output directory", (name) =>
    inDirectory(async (directory) => {
      const options = { path: "sub/x", table: "clusters", safeForSpreadsheets: false };
      expect(await pluginOf(name).write(resultOf(), options, contextOf(directory))).toEqual(["sub/x"]);
      expect(await readdir(join(directory, "sub"))).toEqual(["x"]);
    }),
  );

  it.each(["csv", "json", "ndjson", "parquet"])("%s writes the same bytes for the same result", (name) =>
    inDirectory(async (directory) => {
      for (const path of ["a", "b"]) {
        const options = { path, table: "clusters", safeForSpreadsheets: false };
        await pluginOf(name).write(resultOf(), options, contextOf(directory));
      }
      expect(await readFile(join(directory, "a"))).toEqual(await readFile(join(directory, "b")));
    }),
  );

  it("say that a source without single events has no assignments", () =>
    inDirectory(async (directory) => {
      const options = { path: "a.csv", table: "assignments", safeForSpreadsheets: false };
      await expect(pluginOf("csv").write(resultOf(), options, contextOf(directory))).rejects.toMatchObject({
        code: "WN1906",
      });
    }));
});
