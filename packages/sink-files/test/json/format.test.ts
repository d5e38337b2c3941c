import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatJson } from "../../src/json/format.ts";
import { formatNdjson } from "../../src/ndjson/format.ts";
import { clustersTable } from "../../src/tables/clusters.ts";
import { rejectsTable } from "../../src/tables/rejects.ts";
import { resultOf, rowOf } from "../result.ts";

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString("utf8");
}

const first = {
  rank: 1,
  ClusterId: -1,
  ClusterSize: 1,
  FirstEventTime: "2019-01-15T05:24:24.010000Z",
  LastEventTime: "2019-01-15T05:24:24.010001Z",
  folded: null,
  reasons: null,
  Path: "C:\\b.exe",
  Account: "",
  length: 2.5,
};

describe("JSON", () => {
  it("is one array with an object per row", async () => {
    const rows = JSON.parse(await textOf(formatJson(clustersTable(resultOf())))) as unknown[];
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual(first);
  });

  it("is an empty array without rows", async () => {
    expect(await textOf(formatJson(rejectsTable(resultOf())))).toBe("[]\n");
  });
});

describe("NDJSON", () => {
  it("is one object per line", async () => {
    const lines = (await textOf(formatNdjson(clustersTable(resultOf())))).split("\n");
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[0]!)).toEqual(first);
  });

  it("keeps column order and hostile column names", async () => {
    const exemplars = { columns: ["10", "2", "__proto__"], rows: 1, values: [["a"], ["b"], ["c"]] };
    const text = await textOf(formatNdjson(clustersTable(resultOf({ exemplars, rows: [rowOf()] }))));
    expect(text).toContain('"reasons":null,"10":"a","2":"b","__proto__":"c","length":1}');
  });

  it("gives any text back as it was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.option(fc.string({ unit: "binary" })), async (value) => {
        const exemplars = { columns: ["x"], rows: 1, values: [[value]] };
        const text = await textOf(formatNdjson(clustersTable(resultOf({ exemplars, rows: [rowOf()] }))));
        expect((JSON.parse(text) as { x: unknown }).x).toBe(value);
        expect(text.match(/\n/g)).toHaveLength(1);
      }),
    );
  });
});
