import { describe, expect, it } from "vitest";
import { queryTimedOut } from "../../src/service/errors.ts";
import type { QueryService, TickRange } from "../../src/service/query-service.ts";
import { quietContext } from "../support/context.ts";
import { batchesOf, eventsOf, reducing } from "../support/engines.ts";
import {
  answer,
  asksForGroups,
  COLUMNS,
  failureOf,
  groupsOf,
  HTTP_204,
  planOf,
  RANGE,
  scripted,
  scriptedGroups,
  TABLE,
} from "../support/scripted.ts";
import { parsed } from "../../../expressions/test/support/expressions.ts";

const EMPTY_LEDGER = { read: 0, rejected: 0, filtered: 0, clustered: 0, reasons: {} };

describe("the Sentinel engine", () => {
  it("returns empty results for a source without events", async () => {
    const engine = await reducing(scriptedGroups(answer()), TABLE, RANGE);
    const reduction = await engine.reduce(planOf("Text"));
    expect(await batchesOf(reduction)).toEqual([]);
    expect(await reduction.ledger()).toEqual(EMPTY_LEDGER);
    expect(await reduction.inputs()).toEqual([]);
    expect(await reduction.drill!.histogram({}, 3)).toEqual({ start: 0n, width: 1n, counts: new Float64Array(3) });
    expect(await reduction.drill!.activity!(3)).toMatchObject({ start: 0n, width: 1n, groups: new Int32Array() });
    expect(await eventsOf(reduction.exemplars([]))).toEqual([]);
    expect(await engine.sample(5)).toMatchObject({
      rows: 0,
      columns: Object.keys(COLUMNS),
      values: [[], [], [], [], []],
    });
  });

  it("treats an empty workspace as a source without events and warns", async () => {
    const context = quietContext();
    const engine = await reducing({ query: async () => HTTP_204 }, TABLE, RANGE, context);
    const reduction = await engine.reduce({ time: null, where: null, keys: [] });
    expect(await reduction.ledger()).toEqual(EMPTY_LEDGER);
    expect(context.warnings).toEqual(["the workspace answers that it holds nothing at all (HTTP 204)"]);
  });

  it.each([
    ["there are events", answer(["7"]), "7"],
    ["events cannot be counted", HTTP_204, "an unknown number of"],
  ])("does not accept HTTP 204 as an answer where %s", async (_, count, events) => {
    const service = scripted((kql) => (kql.includes("summarize Events = count()") ? count : HTTP_204));
    const engine = await reducing(service, TABLE, RANGE);
    expect(await failureOf(engine.reduce(planOf("Text")))).toBe(
      `WN1573 only a part was answered, and is not used: HTTP 204, as if there were nothing, but there are ${events} events\n` +
        "  Ask for less: a shorter time, fewer columns, or a query that selects more.",
    );
  });

  it("queries events without a time within the range where querying all of the table takes too long", async () => {
    const asked: (TickRange | null)[] = [];
    const service: QueryService = {
      query: async (kql, range) => {
        if (kql.includes("getschema")) return answer(...Object.entries(COLUMNS));
        asked.push(range);
        if (range === null) throw queryTimedOut({ attempts: 2, reason: "Gateway timeout." });
        return asksForGroups(kql) ? groupsOf("a") : answer();
      },
    };
    const context = quietContext();
    const engine = await reducing(service, TABLE, RANGE, context);
    const reduction = await engine.reduce(planOf("Text"));
    expect(asked).toEqual([RANGE, null, RANGE]);
    expect(context.gaps).toEqual([]);
    expect((await reduction.ledger()).clustered).toBe(1);
  });

  it("rejects a plan that KQL cannot run before it queries events", async () => {
    const asked: string[] = [];
    const service = scripted((kql) => {
      asked.push(kql);
      return answer();
    });
    const engine = await reducing(service, TABLE, RANGE);
    expect(await failureOf(engine.reduce(planOf("Texts")))).toBe(
      'WN1581 table T has no column "Texts"\n' +
        '  Did you mean "Text"? Its columns: TimeGenerated, Seen, Started, Text, Score.',
    );
    expect(await failureOf(engine.reduce(planOf({ crc32: "Text" })))).toBe(
      "WN1582 KQL cannot compute key0 exactly as JavaScript does\n" +
        "  Set source.with.mode to pull; in code, split it with splitExpression and compute the rest on the groups.",
    );
    expect(await failureOf(engine.reduce(planOf({ length: "Score" })))).toContain("WN1582");
    const where = parsed({ equals: [{ length: "Score" }, 3] });
    expect(await failureOf(engine.reduce({ ...planOf("Text"), where }))).toContain("WN1582 KQL cannot compute where");
    expect(await failureOf(engine.reduce(planOf("Text", { column: "Seen", format: "auto" })))).toBe(
      "WN1583 Seen of table T is of type string, and cannot be parsed in Sentinel as a time (auto)\n" +
        '  Map "@timestamp" to a datetime column such as TimeGenerated, or make one in a query (| extend Time = todatetime(Seen)).',
    );
    expect(await failureOf(engine.reduce(planOf("Text", { column: "TimeGenerated", format: "epoch-s" })))).toContain(
      "WN1583",
    );
    expect(asked).toEqual([]);
  });

  it("opens only a source with TimeGenerated, and a query that operators can follow", async () => {
    const noTime = scripted(() => answer(), { TimeGenerated: "string" });
    expect(await failureOf(reducing(noTime, TABLE, RANGE))).toContain("WN1577");
    const service = scripted(() => answer());
    expect(await failureOf(reducing(service, { kind: "query", text: "T; U" }, RANGE))).toContain("WN1580");
  });
});
