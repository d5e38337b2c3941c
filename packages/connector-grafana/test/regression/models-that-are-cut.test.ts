import type { FakeDataSource } from "@winnow/testkit/fakes";
import { describe, expect, it } from "vitest";
import { queryKind } from "../../src/query/kinds.ts";
import { START, withGrafana } from "../support/grafana.ts";

const COUNT = 700;
const MINUTE = 60_000_000_000n;
const at = (i: number): bigint => START + BigInt(i) * MINUTE;

const logs: FakeDataSource = {
  uid: "d",
  name: "Data",
  type: "loki",
  entries: Array.from({ length: COUNT }, (_, i) => ({ labels: { job: "a" }, time: at(i), line: String(i) })),
};
const documents: FakeDataSource = {
  uid: "d",
  name: "Data",
  type: "elasticsearch",
  documents: Array.from({ length: COUNT }, (_, i) => ({
    "@timestamp": new Date(Number(at(i) / 1_000_000n)).toISOString(),
    n: i,
  })),
};
const lines = { expr: '{job="a"}', queryType: "range" };
const search = (settings: object): Readonly<Record<string, unknown>> => ({
  metrics: [{ type: "logs", id: "1", settings }],
  bucketAggs: [],
  query: "*",
  timeField: "@timestamp",
});

describe("a model that the data source cuts without a word", () => {
  it.each<[string, FakeDataSource, Readonly<Record<string, unknown>>, string]>([
    ["lines of Loki", logs, { ...lines, maxLines: 150 }, "Line"],
    ["lines of Loki, the newest first", logs, { ...lines, maxLines: 150, direction: "backward" }, "Line"],
    ["lines of Loki, of which no number is asked for", logs, lines, "Line"],
    ["documents", documents, search({ limit: "150" }), "n"],
    ["documents, of which no number is asked for", documents, search({}), "n"],
  ])("gives all there is: %s", async (_, dataSource, model, column) => {
    await withGrafana({ dataSources: [dataSource] }, async ({ pull }) => {
      const { rows, context } = await pull({ dataSource: "Data", model });
      const numbers = rows.map((row) => Number(row[column])).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: COUNT }, (__, i) => i));
      expect(context.gaps).toEqual([]);
    });
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["loki", { expr: 'sum(count_over_time({job="a"}[1m]))' }],
    ["elasticsearch", { metrics: [{ type: "count", id: "1" }] }],
    ["prometheus", { expr: "{a}" }],
  ])("is not taken for one where it gives numbers: %s %j", (type, model) => {
    expect(queryKind({ model }, { uid: "d", name: "Data", type, settings: {} }).limit).toBe(Infinity);
  });
});
