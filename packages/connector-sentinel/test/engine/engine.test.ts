import { isWinnowError, type EventEngine, type ExpressionInput, type ReducePlan } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { groupId } from "../../src/engine/reduction-queries.ts";
import type { SentinelSource } from "../../src/engine/open.ts";
import type { QueryAnswer, QueryService, TickRange } from "../../src/service/query-service.ts";
import { datetimeLiteral } from "../../src/kql/quote.ts";
import { answerTooLarge, queryTimedOut, serviceFailed } from "../../src/service/errors.ts";
import { quietContext } from "../support/context.ts";
import { eventsOf, reducing } from "../support/engines.ts";
import { parsed } from "../../../core/test/support/expressions.ts";

const RANGE: TickRange = { from: 17_000_000_000_000_000n, to: 17_000_000_600_000_000n };
const TABLE: SentinelSource = { kind: "table", name: "T" };
const HTTP_204: QueryAnswer = { columns: [], rows: 0, values: [] };
const COLUMNS = { TimeGenerated: "datetime", Seen: "string", Started: "long", Text: "string", Score: "real" };
const TIME = "2023-11-14T22:13:20.0000000Z";
/** The same as the service writes it of a group. */
const COMPACT = "20231114221320000000";

function compactOf(time: string): string {
  const [least, base, most] = [
    "1995-04-30T22:14:34.5259008Z",
    "2023-11-14T22:13:20.0000000Z",
    "2052-05-30T22:12:05.4740992Z",
  ];
  return (
    `case(isnull(${time}), "", ${time} >= datetime(${least}) and ${time} < datetime(${most}), ` +
    `tostring(tolong((${time} - datetime(${base})) / 1microsecond)), format_datetime(${time}, "yyyyMMddHHmmssffffff"))`
  );
}

/** Whether a query is for groups of the range. */
function asksForGroups(kql: string): boolean {
  return kql.includes("materialize(") && !kql.includes("isnull(TimeGenerated)\n");
}

/** An answer with groups of one text key. */
function groupsOf(...keys: readonly string[]): QueryAnswer {
  const codes = keys.map((_, i) => String(i).padStart(7, "0"));
  return answer(
    ...keys.map((key, i) => [`t0,${codes[i]!}${key}`]),
    ...codes.map((code) => [`g0,1,${COMPACT},${COMPACT},${code}`]),
  );
}

function answer(...rows: readonly (readonly (string | null)[])[]): QueryAnswer {
  // Without rows there are columns all the same.
  const width = rows[0]?.length ?? 1;
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
        if (kql.includes("materialize(")) return asksForGroups(kql) ? groupsOf(hostile) : answer();
        return answer([groupId([hostile]), TIME, "", "", hostile, "1"]);
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
    expect(asked[2]).toContain(`in ("${groupId([hostile])}${TIME}")`);
  });

  it("says where there are no events that there is none of anything", async () => {
    const engine = await reducing(
      scripted(() => answer()),
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

  it("takes an empty workspace for one without events, and says so", async () => {
    const context = quietContext();
    const engine = await reducing({ query: async () => HTTP_204 }, TABLE, RANGE, context);
    await drain(engine, { time: null, where: null, keys: [] });
    expect(await engine.ledger()).toEqual({ read: 0, rejected: 0, filtered: 0, clustered: 0, reasons: {} });
    expect(context.warnings).toEqual(["the workspace answers that it holds nothing at all (HTTP 204)"]);
  });

  it.each([
    ["there are events", answer(["7"]), "7"],
    ["nothing can be learnt of that", HTTP_204, "an unknown number of"],
  ])("does not take HTTP 204 for no events where %s", async (_, count, events) => {
    const service = scripted((kql) => (kql.includes("summarize Events = count()") ? count : HTTP_204));
    const engine = await reducing(service, TABLE, RANGE);
    expect(await said(drain(engine, planOf("Text")))).toBe(
      `WN1573 only a part was answered, and is not used: HTTP 204, as if there were nothing, but there are ${events} events\n` +
        "  Ask for less: a shorter time, fewer columns, or a query that selects more.",
    );
  });

  it("looks for events without a time in its own time where looking everywhere takes too long", async () => {
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
    await drain(engine, planOf("Text"));
    expect(asked).toEqual([RANGE, null, RANGE]);
    expect(context.gaps).toEqual([]);
    expect((await engine.ledger()).clustered).toBe(1);
  });

  it("says once that events without a time are missing, in however many parts they were asked for", async () => {
    const lost = queryTimedOut({ attempts: 2, reason: "Gateway timeout." });
    const service = scripted((kql) => {
      if (kql.includes("isnull(TimeGenerated)\n")) throw lost;
      return groupsOf("a");
    });
    const context = quietContext();
    await drain(await reducing(service, TABLE, RANGE, context), planOf("Text"));
    expect(context.gaps).toHaveLength(1);
    expect(context.gaps[0]).toMatchObject({ source: "table T" });
    expect(context.gaps[0]!.reason).toMatch(/^events without TimeGenerated: .*Gateway timeout\. \(WN1566\)$/);
  });

  it("computes on the groups what follows from other keys, and asks for each key once", async () => {
    let query = "";
    const engine = await reducing(
      scripted((kql) => {
        query = asksForGroups(kql) ? kql : query;
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
        "let all_groups = materialize(",
        "T",
        "| where TimeGenerated >= datetime(2023-11-14T22:13:20.0000000Z) and TimeGenerated < datetime(2023-11-14T22:14:20.0000000Z)",
        "| project t = bin(TimeGenerated, 1microsecond), c3 = Text",
        "| extend s = 0",
        '| extend k0 = iff(s == 0, c3, "")',
        "| summarize n = count(), a = min(t), b = max(t) by s, k0",
        "| extend h0 = substring(hash_sha256(k0), 0, 7)",
        ");",
        'union (all_groups | project r = strcat("g", tostring(s), ",", tostring(n), ",", ' +
          `${compactOf("a")}, ",", ${compactOf("b")}, ",", h0)),`,
        '(all_groups | where s == 0 | distinct h0, k0 | project r = strcat("t0,", h0, k0))',
      ].join("\n"),
    );
  });

  it("reads times of groups near the range's start and far from it", async () => {
    const times = ["0", "-1", "9007199254740", "00010101000000000000", "99991231235959999999"];
    const engine = await reducing(
      scripted((kql) =>
        asksForGroups(kql)
          ? answer(["t0,0000000x"], ...times.map((time) => [`g0,1,${time},${time},0000000`]))
          : answer(),
      ),
      TABLE,
      { from: RANGE.from + 7n, to: RANGE.to },
    );
    const found: bigint[] = [];
    for await (const { firstTimes, lastTimes } of engine.reduce(planOf("Text")))
      found.push(firstTimes[0]!, lastTimes[0]!);
    expect(found).toEqual([-62_135_596_800_000_000n, 253_402_300_799_999_999n]);
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
        "  Set source.with.mode to pull; in code, split it with splitExpression and compute the rest on the groups.",
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
        return asksForGroups(kql) ? groupsOf("x", "y") : answer();
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
    for (const lines of [
      [`g0,1,${COMPACT},${COMPACT},0000000`],
      ["t0,0000000x", "g0,many,,,0000000"],
      ["t0,0000000x", "g0,0,,,0000000"],
      ["t0,0000000x", "g0,1,yesterday,,0000000"],
      ["t0,0000000x", "g0,1,99999999999999999999,,0000000"],
      ["t0,0000000x", "g0,1,,,000000000"],
      ["t1,0000000x"],
    ]) {
      const engine = await reducing(
        scripted(() => answer(...lines.map((line) => [line]))),
        TABLE,
        RANGE,
      );
      outcomes.push(await said(drain(engine, planOf("Text"))));
    }
    expect(outcomes).toEqual(
      [
        `"g0,1,${COMPACT},${COMPACT},0000000" is no group`,
        '"g0,many,,,0000000" is no group',
        '"g0,0,,,0000000" is no group',
        '"g0,1,yesterday,,0000000" is no group',
        '"99999999999999999999" is no time',
        '"g0,1,,,000000000" is no group',
        '"t1,0000000x" is no group',
      ].map(
        (problem) =>
          `WN1587 the answer to a reduction cannot be used: ${problem}\n  Please report this, with the profile and the query.`,
      ),
    );
  });

  it("asks again where two texts have one code, and tells them apart", async () => {
    const asked: string[] = [];
    const engine = await reducing(
      scripted((kql) => {
        if (!asksForGroups(kql)) return answer();
        asked.push(kql);
        if (asked.length === 1) return answer(["t0,0000000x"], ["t0,0000000y"], ["g0,2,,,0000000"], ["g0,5,,,0000000"]);
        const [one, two] = ["0".repeat(64), "1".repeat(64)];
        return answer([`t0,${one}x`], [`t0,${two}y`], [`g0,2,,,${one}`], [`g0,5,,,${two}`]);
      }),
      TABLE,
      RANGE,
    );
    const found: unknown[] = [];
    for await (const { keys, counts } of engine.reduce(planOf("Text"))) found.push(keys[0]!.values, [...counts]);
    expect(found).toEqual([
      ["x", "y"],
      [2, 5],
    ]);
    expect(asked.map((kql) => kql.includes("substring(hash_sha256(k0), 0, 64)"))).toEqual([false, true]);
    const never = await reducing(
      scripted((kql) => (asksForGroups(kql) ? answer([`t0,${"0".repeat(64)}x`], [`t0,${"0".repeat(64)}y`]) : answer())),
      TABLE,
      RANGE,
    );
    expect(await said(drain(never, planOf("Text")))).toContain(
      "WN1587 the answer to a reduction cannot be used: different texts have one code",
    );
  });

  it("names what is missing exactly, though asking again starts at the beginning", async () => {
    const [quarter, middle] = [4n, 2n].map((part) => datetimeLiteral(RANGE.from + (RANGE.to - RANGE.from) / part));
    const down = serviceFailed({ status: 500, attempts: 6, reason: "down" });
    const engineContext = quietContext();
    const engine = await reducing(
      scripted((kql) => {
        if (!asksForGroups(kql)) return answer();
        if (kql.includes(`>= ${middle!}`)) throw down;
        if (!kql.includes(quarter!)) throw answerTooLarge({ reason: "rows" });
        if (kql.includes("0, 64")) {
          if (kql.includes(`< ${quarter!}`)) throw down;
          return answer([`t0,${"0".repeat(64)}x`], [`g0,2,,,${"0".repeat(64)}`]);
        }
        return answer(["t0,0000000x"], ["t0,0000000y"], ["g0,2,,,0000000"]);
      }),
      TABLE,
      RANGE,
      engineContext,
    );
    await drain(engine, planOf("Text"));
    expect(engineContext.gaps.map(({ from, to }) => [from, to])).toEqual([
      ["2023-11-14T22:13:50.0000000Z", "2023-11-14T22:14:20.0000000Z"],
      ["2023-11-14T22:13:20.0000000Z", "2023-11-14T22:13:35.0000000Z"],
    ]);
  });

  it("opens only what has a TimeGenerated, and a query that can be followed", async () => {
    const noTime = scripted(() => answer(), { TimeGenerated: "string" });
    expect(await said(reducing(noTime, TABLE, RANGE))).toContain("WN1577");
    const service = scripted(() => answer());
    expect(await said(reducing(service, { kind: "query", text: "T; U" }, RANGE))).toContain("WN1580");
  });
});
