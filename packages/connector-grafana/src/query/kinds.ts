import { unfitOptions } from "../errors.ts";
import type { DataSource } from "../service/data-sources.ts";
import { isObject, member, textOf } from "../service/json.ts";
import { fillTimes } from "./placeholders.ts";
import { CLICKHOUSE, KQL, MSSQL, MYSQL, POSTGRES, type Quoting } from "./quote.ts";
import { millisecondsAround, NANOS_PER_MS, type Range } from "./range.ts";

/** What the user asks a data source for. */
export interface Question {
  /** Lucene, KQL or SQL, by the type of the data source; LogQL is asked in another way. */
  readonly query?: string | undefined;
  /** The query as Grafana's own editor writes it, for data sources of any type. */
  readonly model?: Readonly<Record<string, unknown>> | undefined;
  readonly timeColumn?: string | undefined;
  readonly resources?: readonly string[] | undefined;
  readonly limit?: number | undefined;
}

/** How a data source is asked for a slice of time. */
export interface QueryKind {
  /** Nanoseconds: how finely the data source takes bounds. */
  readonly tick: bigint;
  /** Rows that an answer holds at most; an answer with as many counts as cut. */
  readonly limit: number;
  /** The query for a slice. */
  readonly model: (slice: Range) => Readonly<Record<string, unknown>>;
  /** The bounds beside the query, in ms since 1970. */
  readonly bounds: (slice: Range) => { readonly from: bigint; readonly to: bigint };
  /** Whether rows outside of the slice may come, which are told by the time that they bear. */
  readonly mayExceed: boolean;
  /** The column of the time, where it is given. */
  readonly timeColumn: string | undefined;
  /** How the smallest slice is paged through where it holds more than the limit; not at all where it is left out. */
  readonly paging?: Paging | undefined;
}

/** A way through a slice, page by page, and its proof. */
export interface Paging {
  /** The query for the page after a row, which is given by its sort values; the first page for `undefined`. */
  readonly page: (after: readonly unknown[] | undefined) => Readonly<Record<string, unknown>>;
  /** The query for how many rows there are in all: the sum of the numbers that it gives. */
  readonly count: () => Readonly<Record<string, unknown>>;
}

type Maker = (question: Question, dataSource: DataSource) => QueryKind;

const TICK_100_NS = 100n;
const MICROSECOND = 1_000n;

/** Types of data sources, by the ids of their plugins. */
const MAKERS: Readonly<Record<string, Maker>> = {
  elasticsearch: elasticsearchKind,
  "grafana-azure-monitor-datasource": azureKind,
  "grafana-clickhouse-datasource": sqlKind(CLICKHOUSE, 1n, limited, {
    editorType: "sql",
    queryType: "table",
    format: 1,
  }),
  postgres: sqlKind(POSTGRES, MICROSECOND, limited),
  "grafana-postgresql-datasource": sqlKind(POSTGRES, MICROSECOND, limited),
  mysql: sqlKind(MYSQL, MICROSECOND, limited),
  mssql: sqlKind(MSSQL, TICK_100_NS, topped),
};

/**
 * How this question is put to this data source.
 * @throws `WN1548` when options are missing or do not go with the data source
 */
export function queryKind(question: Question, dataSource: DataSource): QueryKind {
  if (question.model !== undefined) return modelKind(question, question.model, dataSource);
  const make = Object.hasOwn(MAKERS, dataSource.type) ? MAKERS[dataSource.type] : undefined;
  if (make !== undefined) return make(question, dataSource);
  throw unfitOptions({
    reason: `data source ${dataSource.name} is of type ${dataSource.type}, for which query has no meaning`,
    hint:
      `Types with a query of their own: loki, ${Object.keys(MAKERS).join(", ")}. For others give model: the query as ` +
      "Grafana shows it under Query inspector, JSON.",
  });
}

function needed<T>(value: T | undefined, option: string, { name, type }: DataSource, hint: string): T {
  if (value !== undefined) return value;
  throw unfitOptions({ reason: `option ${option} is missing, which data source ${name} (${type}) needs`, hint });
}

/** Elasticsearch refuses more by default (`index.max_result_window`). */
const ELASTICSEARCH_ROWS = 10_000;

function elasticsearchKind(
  { query = "*", limit = ELASTICSEARCH_ROWS, timeColumn }: Question,
  dataSource: DataSource,
): QueryKind {
  const configured = dataSource.settings["timeField"];
  const timeField = timeColumn ?? (typeof configured === "string" ? configured : "@timestamp");
  const settings = { limit: String(limit), sortDirection: "asc" };
  const page = (after: readonly unknown[] | undefined): Readonly<Record<string, unknown>> => ({
    query,
    metrics: [
      { type: "logs", id: "1", settings: after === undefined ? settings : { ...settings, searchAfter: after } },
    ],
    bucketAggs: [],
    timeField,
  });
  const histogram = {
    type: "date_histogram",
    id: "2",
    field: timeField,
    settings: { interval: "1d", min_doc_count: "0" },
  };
  return {
    tick: NANOS_PER_MS,
    limit,
    model: () => page(undefined),
    // Both bounds belong to the answer.
    bounds: (slice) => ({ from: slice.from / NANOS_PER_MS, to: slice.to / NANOS_PER_MS - 1n }),
    mayExceed: false,
    timeColumn: timeField,
    paging: {
      page,
      count: () => ({ query, metrics: [{ type: "count", id: "1" }], bucketAggs: [histogram], timeField }),
    },
  };
}

const SLICED_ROWS = 100_000;

function azureKind(
  { query, resources, timeColumn = "TimeGenerated", limit = SLICED_ROWS }: Question,
  dataSource: DataSource,
): QueryKind {
  const kql = needed(query, "query", dataSource, "It is KQL: SecurityEvent | where EventID == 4688");
  const hint =
    "List the workspaces: /subscriptions/…/resourceGroups/…/providers/Microsoft.OperationalInsights/workspaces/…";
  const workspaces = needed(resources, "resources", dataSource, hint);
  const time = KQL.identifier(timeColumn);
  const sliced = ({ from, to }: Range): string =>
    `${withoutEnd(kql)}\n| where ${time} >= ${KQL.instant(from)} and ${time} < ${KQL.instant(to)}\n| take ${limit}`;
  return {
    tick: TICK_100_NS,
    limit,
    model: (slice) => ({
      queryType: "Azure Log Analytics",
      azureLogAnalytics: {
        query: sliced(slice),
        resources: workspaces,
        resultFormat: "table",
        dashboardTime: true,
        timeColumn,
      },
    }),
    bounds: millisecondsAround,
    mayExceed: false,
    timeColumn,
  };
}

type Sliced = (sql: string, condition: string, limit: number) => string;

function limited(sql: string, condition: string, limit: number): string {
  return `SELECT * FROM (\n${sql}\n) AS winnow_slice WHERE ${condition} LIMIT ${limit}`;
}

function topped(sql: string, condition: string, limit: number): string {
  return `SELECT TOP (${limit}) * FROM (\n${sql}\n) AS winnow_slice WHERE ${condition}`;
}

function sqlKind(
  { identifier, instant }: Quoting,
  tick: bigint,
  sliced: Sliced,
  model: Readonly<Record<string, unknown>> = { format: "table", rawQuery: true, editorMode: "code" },
): Maker {
  return ({ query, timeColumn, limit = SLICED_ROWS }, dataSource) => {
    const sql = withoutEnd(needed(query, "query", dataSource, "It is SQL: SELECT * FROM events"));
    const hint = "Name the column of the query's result that holds the time of the event.";
    const time = identifier(needed(timeColumn, "timeColumn", dataSource, hint));
    return {
      tick,
      limit,
      model: ({ from, to }) => ({
        ...model,
        rawSql: sliced(sql, `${time} >= ${instant(from)} AND ${time} < ${instant(to)}`, limit),
      }),
      bounds: millisecondsAround,
      mayExceed: false,
      timeColumn,
    };
  };
}

/** A statement without the semicolon at its end, so that it can stand inside of another. */
function withoutEnd(statement: string): string {
  return statement.replace(/[;\s]+$/, "");
}

function modelKind(
  { timeColumn, limit }: Question,
  given: Readonly<Record<string, unknown>>,
  { type }: DataSource,
): QueryKind {
  const model = queryIn(given);
  return {
    tick: NANOS_PER_MS,
    limit: limit ?? limitIn(model, type) ?? Infinity,
    model: (slice) => fillTimes(model, millisecondsAround(slice)) as Readonly<Record<string, unknown>>,
    bounds: millisecondsAround,
    mayExceed: true,
    timeColumn,
  };
}

/** The one query of a whole request, which is what the inspector shows; or the query itself. */
function queryIn(model: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const queries = model["queries"];
  if (!Array.isArray(queries)) return model;
  const [query, ...others] = queries as unknown[];
  if (isObject(query) && others.length === 0) return query;
  throw unfitOptions({
    reason: "option model holds several queries, or none",
    hint: "Leave one of its queries, without the others.",
  });
}

/** What Loki and Elasticsearch give where a query asks for no number. */
const [LOKI_LINES, ELASTICSEARCH_DOCUMENTS] = [100, 500];

/** Rows at which a data source cuts the answer to a model without a word, where that is known. */
function limitIn(model: Readonly<Record<string, unknown>>, type: string): number | undefined {
  if (type === "loki" && textOf(model, "expr").trim().startsWith("{")) return positive(model["maxLines"]) ?? LOKI_LINES;
  if (type !== "elasticsearch" || !Array.isArray(model["metrics"])) return undefined;
  const metric = (model["metrics"] as unknown[]).find((each) => DOCUMENTS.has(textOf(each, "type")));
  const settings = member(metric, "settings");
  return metric === undefined
    ? undefined
    : (positive(member(settings, "limit")) ?? positive(member(settings, "size")) ?? ELASTICSEARCH_DOCUMENTS);
}

/** Queries of Elasticsearch that give documents; others give numbers. */
const DOCUMENTS: ReadonlySet<string> = new Set(["logs", "raw_data", "raw_document"]);

function positive(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && number > 0 ? number : undefined;
}
