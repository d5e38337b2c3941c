import { isWinnowError } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { type Question, queryKind } from "../../src/query/kinds.ts";
import { CLICKHOUSE, KQL, MSSQL, MYSQL, POSTGRES } from "../../src/query/quote.ts";

const SLICE = { from: 1_714_557_600_123_456_789n, to: 1_714_557_601_000_000_000n };
const dataSource = (type: string) => ({ uid: "u", name: "Logs", type, settings: {} });

const asked = (type: string, question: Question) => {
  const { model, bounds, tick, limit } = queryKind(question, dataSource(type));
  return { model: model(SLICE), bounds: bounds(SLICE), tick, limit };
};

describe("the query for a slice", () => {
  const around = { from: 1_714_557_600_123n, to: 1_714_557_601_000n };

  it("of Elasticsearch ends a millisecond early, because both bounds belong to the answer", () => {
    expect(asked("elasticsearch", { query: "event.code:4688" })).toEqual({
      model: {
        query: "event.code:4688",
        metrics: [{ type: "logs", id: "1", settings: { limit: "10000", sortDirection: "asc" } }],
        bucketAggs: [],
        timeField: "@timestamp",
      },
      bounds: { from: 1_714_557_600_123n, to: 1_714_557_600_999n },
      tick: 1_000_000n,
      limit: 10_000,
    });
    const settings = { timeField: "time" };
    const configured = queryKind({}, { ...dataSource("elasticsearch"), settings });
    expect(configured.model(SLICE)).toMatchObject({ query: "*", timeField: "time" });
  });

  it("of Azure bears its bounds in ticks of 100 ns", () => {
    const resources = ["/subscriptions/x"];
    expect(
      asked("grafana-azure-monitor-datasource", { query: "SecurityEvent // all;\n ; ", resources, limit: 9 }),
    ).toEqual({
      model: {
        queryType: "Azure Log Analytics",
        azureLogAnalytics: {
          query:
            "SecurityEvent // all\n" +
            '| where ["TimeGenerated"] >= datetime(2024-05-01T10:00:00.1234567Z) and ["TimeGenerated"] < datetime(2024-05-01T10:00:01.0000000Z)\n' +
            "| take 9",
          resources,
          resultFormat: "table",
          dashboardTime: true,
          timeColumn: "TimeGenerated",
        },
      },
      bounds: around,
      tick: 100n,
      limit: 9,
    });
  });

  it.each([
    [
      "postgres",
      "SELECT * FROM (\nSELECT 1\n) AS winnow_slice WHERE \"ts\" >= '2024-05-01 10:00:00.123456+00' AND \"ts\" < '2024-05-01 10:00:01.000000+00' LIMIT 9",
    ],
    [
      "mysql",
      "SELECT * FROM (\nSELECT 1\n) AS winnow_slice WHERE `ts` >= '2024-05-01 10:00:00.123456' AND `ts` < '2024-05-01 10:00:01.000000' LIMIT 9",
    ],
    [
      "mssql",
      "SELECT TOP (9) * FROM (\nSELECT 1\n) AS winnow_slice WHERE [ts] >= CAST('2024-05-01 10:00:00.1234567' AS datetime2(7)) AND [ts] < CAST('2024-05-01 10:00:01.0000000' AS datetime2(7))",
    ],
    [
      "grafana-clickhouse-datasource",
      "SELECT * FROM (\nSELECT 1\n) AS winnow_slice WHERE `ts` >= toDateTime64('2024-05-01 10:00:00.123456789', 9, 'UTC') AND `ts` < toDateTime64('2024-05-01 10:00:01.000000000', 9, 'UTC') LIMIT 9",
    ],
  ])("of %s wraps the statement", (type, rawSql) => {
    expect(asked(type, { query: "SELECT 1;", timeColumn: "ts", limit: 9 }).model).toMatchObject({ rawSql });
  });

  it("that is given as a model has its bounds filled in, wherever they stand", () => {
    const model = {
      a: ["$__from", { b: "x ${__to:date:iso} $__fromage" }],
      n: 1,
      s: "${__to:date:seconds}",
      d: "${__from:date}",
    };
    expect(asked("prometheus", { model }).model).toEqual({
      a: ["1714557600123", { b: "x 2024-05-01T10:00:01.000Z $__fromage" }],
      n: 1,
      s: "1714557601",
      d: "2024-05-01T10:00:00.123Z",
    });
  });

  it("that is given as a whole request, as the inspector shows it, is the one query in it", () => {
    const model = { from: "1", to: "2", queries: [{ expr: "up", refId: "B" }] };
    expect(asked("prometheus", { model }).model).toEqual({ expr: "up", refId: "B" });
    expect(() => queryKind({ model: { queries: [] } }, dataSource("prometheus"))).toThrow(
      "Grafana: option model holds several queries, or none",
    );
  });

  it.each<[string, Question, string]>([
    [
      "prometheus",
      { query: "up" },
      "WN1548 Grafana: data source Logs is of type prometheus, for which query has no meaning\n" +
        "  Types with a query of their own: loki, elasticsearch, grafana-azure-monitor-datasource, grafana-clickhouse-datasource, " +
        "postgres, grafana-postgresql-datasource, mysql, mssql. For others give model: the query as Grafana shows it under " +
        "Query inspector, JSON.",
    ],
    [
      "mysql",
      { query: "SELECT 1" },
      "WN1548 Grafana: option timeColumn is missing, which data source Logs (mysql) needs\n" +
        "  Name the column of the query's result that holds the time of the event.",
    ],
    [
      "grafana-azure-monitor-datasource",
      { query: "T" },
      "WN1548 Grafana: option resources is missing, which data source Logs (grafana-azure-monitor-datasource) needs\n" +
        "  List the workspaces: /subscriptions/…/resourceGroups/…/providers/Microsoft.OperationalInsights/workspaces/…",
    ],
  ])("is refused where something is missing: %s %j", (type, question, text) => {
    try {
      queryKind(question, dataSource(type));
      expect.unreachable();
    } catch (error) {
      expect(isWinnowError(error) && error.format()).toBe(text);
    }
  });
});

it("names of columns are quoted so that nothing in them is anything else", () => {
  const hostile = 'a"b`c]d\\e';
  expect([KQL, POSTGRES, MYSQL, MSSQL, CLICKHOUSE].map(({ identifier }) => identifier(hostile))).toEqual([
    '["a\\"b`c]d\\\\e"]',
    '"a""b`c]d\\e"',
    '`a"b``c]d\\e`',
    '[a"b`c]]d\\e]',
    '`a"b\\`c]d\\\\e`',
  ]);
});
