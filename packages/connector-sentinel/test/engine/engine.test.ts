import { isWinnowError, type EventEngine, type ExpressionInput, type ReducePlan } from "@winnow/core";
import { describe, expect, it } from "vitest";
import type { SentinelSource } from "../../src/engine/open.ts";
import type { QueryAnswer, QueryService, TickRange } from "../../src/service/query-service.ts";
import { eventsOf, reducing } from "../support/engines.ts";
import { parsed } from "../support/expressions.ts";

const RANGE: TickRange = { from: 17_000_000_000_000_000n, to: 17_000_000_600_000_000n };
const TABLE: SentinelSource = { kind: "table", name: "T" };
const COLUMNS = { TimeGenerated: "datetime", Seen: "string", Started: "long", Text: "string", Score: "real" };
const TIME = "2023-11-14T22:13:20.0000000Z";

function answer(...rows: readonly (readonly (string | null)[])[]): QueryAnswer {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, i) => ({ name: `v${i}`, type: "string" }));
  return { columns, rows: rows.length, values: columns.map((_, column) => rows.map((row) => row[column]!)) };
}

/** Answers the question for the columns, and any other with what the script says. */
function scripted(
  script: (kql: string) => QueryAnswer,
  columns: Readonly<Record<string, string>> = COLUMNS,
): QueryService {
  const schema = answer(...Object.entries(columns));
  return { query: async (kql) => (kql.includes("getschema") ? schema : script(kql)) };
}

function planOf(
  key: ExpressionInput,
  time: ReducePlan["time"] = { column: "TimeGenerated", format: "auto" },
): ReducePlan {
  return { time, where: null, keys: [{ name: "key0", expression: parsed(key) }] };
}

async function drain(engine: EventEngine, plan: ReducePlan): Promise<void> {
  for await (const _ of engine.reduce(plan)) void _;
}

async function said(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "nothing";
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    return error.format();
  }
}

describe("the Sentinel engine", () => {
  it("asks for events by hashes that the service made: no log content goes into a query", async () => {
    const asked: string[] = [];
    const hostile = '"; T | take 1 //';
    const engine = await reducing(
      scripted((kql) => {
        asked.push(kql);
        if (kql.includes("isnull(TimeGenerated)\n")) return answer();
        if (kql.includes("| summarize")) return answer(["0", "3", TIME, TIME, "abc", hostile]);
        return answer(["abc", TIME, "", "", hostile, "1"]);
      }),
      TABLE,
      RANGE,
    );
    await drain(engine, planOf("Text"));
    expect(await eventsOf(engine.events({ rows: [0, 0] }))).toEqual([
      [TIME, "", null, hostile, "1"],
      [TIME, "", null, hostile, "1"],
    ]);
    expect(asked).toHaveLength(3);
    expect(asked.join("\n")).not.toContain("take 1");
    expect(asked[2]).toContain(`in ("abc${TIME}")`);
  });

  it("takes an empty workspace for one without events", async () => {
    const engine = await reducing(
      scripted(() => ({ columns: [], rows: 0, values: [] })),
      TABLE,
      RANGE,
    );
    await drain(engine, planOf("Text"));
    expect(await engine.ledger()).toEqual({ read: 0, rejected: 0, filtered: 0, clustered: 0, reasons: {} });
    expect(await engine.histogram({}, 3)).toEqual({ start: 0n, width: 1n, counts: new Float64Array(3) });
    expect(await engine.activity!(3)).toMatchObject({ start: 0n, width: 1n, groups: new Int32Array() });
    expect(await eventsOf(engine.events({ rows: [] }))).toEqual([]);
    expect(await engine.sample(5)).toMatchObject({
      rows: 0,
      columns: Object.keys(COLUMNS),
      values: [[], [], [], [], []],
    });
  });

  it("computes on the groups what follows from other keys, and asks for each key once", async () => {
    let query = "";
    const engine = await reducing(
      scripted((kql) => {
        query = kql.includes("isnull(TimeGenerated)\n") ? query : kql;
        return answer();
      }),
      TABLE,
      RANGE,
    );
    const keys = ["Text", { charScore: { basename: "Text" } }, { basename: "Text" }, "Text"].map((input, i) => ({
      name: `key${i}`,
      expression: parsed(input as ExpressionInput),
    }));
    await drain(engine, { time: null, where: null, keys });
    expect(query).toBe(
      [
        "T",
        "| where TimeGenerated >= datetime(2023-11-14T22:13:20.0000000Z) and TimeGenerated < datetime(2023-11-14T22:14:20.0000000Z)",
        "| project t = bin(TimeGenerated, 1microsecond), c3 = Text",
        "| extend s = 0",
        '| extend k0 = iff(s == 0, c3, "")',
        "| summarize n = count(), a = min(t), b = max(t) by s, k0",
        '| project s = tostring(s), n = tostring(n), a = iff(isnull(a), "", strcat(format_datetime(a, "yyyy-MM-dd"), "T", ' +
          'format_datetime(a, "HH:mm:ss.fffffff"), "Z")), b = iff(isnull(b), "", strcat(format_datetime(b, "yyyy-MM-dd"), "T", ' +
          'format_datetime(b, "HH:mm:ss.fffffff"), "Z")), id = iff(s == 0, substring(hash_sha256(strcat(tostring(strlen(k0)), ' +
          '":", k0)), 0, 32), ""), k0',
      ].join("\n"),
    );
  });

  it("says what it cannot be asked", async () => {
    const engine = await reducing(
      scripted(() => answer()),
      TABLE,
      RANGE,
    );
    expect(await said(engine.ledger())).toBe(
      "WN1584 the ledger can only be asked after a reduction\n  Call reduce() first and read its groups to the end.",
    );
    expect(await said(drain(engine, planOf("Texts")))).toBe(
      'WN1581 table T gives no column "Texts"\n' +
        '  Did you mean "Text"? It gives: TimeGenerated, Seen, Started, Text, Score.',
    );
    expect(await said(drain(engine, planOf({ crc32: "Text" })))).toBe(
      "WN1582 KQL cannot compute key0 as JavaScript does\n" +
        "  Split the expression with splitExpression and compute the rest on the groups.",
    );
    expect(await said(drain(engine, planOf({ length: "Score" })))).toContain("WN1582");
    expect(await said(drain(engine, planOf("Text", { column: "Seen", format: "auto" })))).toBe(
      "WN1583 Seen of table T is a string, and cannot be read in place as a time (auto)\n" +
        '  Map "@timestamp" to a datetime column such as TimeGenerated, or make one in a query (| extend Time = todatetime(Seen)).',
    );
    expect(await said(drain(engine, planOf("Text", { column: "TimeGenerated", format: "epoch-s" })))).toContain(
      "WN1583",
    );
    await drain(engine, planOf("Text"));
    expect(await said(eventsOf(engine.events({ rows: [7] })))).toBe(
      "WN1585 there is no event number 7\n" +
        "  Only events that stand for a group have numbers in Sentinel: those in a batch's exemplars.",
    );
  });

  it("says when events that it counted are gone", async () => {
    const engine = await reducing(
      scripted((kql) => {
        const counts = kql.includes("| summarize") && !kql.includes("isnull(TimeGenerated)\n");
        return counts ? answer(["0", "1", TIME, TIME, "a", "x"], ["0", "1", TIME, TIME, "b", "y"]) : answer();
      }),
      TABLE,
      RANGE,
    );
    await drain(engine, planOf("Text"));
    expect(await said(eventsOf(engine.events({ rows: [0, 1] })))).toBe(
      "WN1586 table T no longer holds the first events of 2 groups that it counted\n" +
        "  Events arrived late, or their retention ended, during the run: run it again, with a longer lag or a later since.",
    );
  });

  it("trusts no answer that is not a reduction's", async () => {
    const outcomes: string[] = [];
    for (const row of [
      ["0", "1", TIME, TIME, "a"],
      ["0", "many", TIME, TIME, "a", "x"],
      ["0", "1", "yesterday", TIME, "a", "x"],
    ]) {
      const engine = await reducing(
        scripted(() => answer(row)),
        TABLE,
        RANGE,
      );
      outcomes.push(await said(drain(engine, planOf("Text"))));
    }
    expect(outcomes).toEqual(
      ["it has 5 columns", 'it counts "many" events', '"yesterday" is no time'].map(
        (problem) =>
          `WN1587 the answer to a reduction cannot be used: ${problem}\n  Please report this, with the profile and the query.`,
      ),
    );
  });

  it("opens only what has a TimeGenerated, and a query that can be followed", async () => {
    const noTime = scripted(() => answer(), { TimeGenerated: "string" });
    expect(await said(reducing(noTime, TABLE, RANGE))).toContain("WN1577");
    const service = scripted(() => answer());
    expect(await said(reducing(service, { kind: "query", text: "T; U" }, RANGE))).toContain("WN1580");
  });
});
