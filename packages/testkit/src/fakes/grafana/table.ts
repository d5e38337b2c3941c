import type { FakeSqlTable } from "./data-sources.ts";
import { frameOf } from "./frames.ts";
import { QueryFailure, type MsRange, type Query } from "./query-shape.ts";

const ROW_LIMIT = 1_000_000;
const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1_000_000_000n;

interface Bounds {
  readonly column: string;
  /** ns since 1970, both included. */
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * A query of SQL or KQL for all columns of a table. Of the text only the bounds of time are understood: the data
 * sources' own macros, with their own units, and plain comparisons with literals.
 */
export function selectRows(source: FakeSqlTable, query: Query, range: MsRange): unknown {
  const bounds = boundsOf(source, query, range);
  const places = bounds.map(({ column }) => {
    const place = source.columns.findIndex(({ name }) => name === column);
    if (place === -1) throw new QueryFailure(`column "${column}" does not exist`, 400);
    return place;
  });
  const rows = source.rows.filter((row) =>
    bounds.every(({ first, last }, i) => {
      const instant = row[places[i]!];
      return typeof instant === "bigint" && instant >= first && instant <= last;
    }),
  );
  const limit = source.rowLimit ?? ROW_LIMIT;
  const limited = {
    severity: "warning" as const,
    text: `Results have been limited to ${limit} because the SQL row limit was reached`,
  };
  const notices = [...(source.notices ?? []), ...(rows.length > limit ? [limited] : [])];
  const kept = rows.slice(0, limit);
  return frameOf(
    query.refId,
    { executedQueryString: textOf(source, query), ...(notices.length > 0 && { notices }) },
    source.columns.map(({ name, frame }, column) => ({ name, frame, values: kept.map((row) => row[column] ?? null) })),
  );
}

function textOf({ type }: FakeSqlTable, query: Query): string {
  if (type === "grafana-azure-monitor-datasource") return String(azureQuery(query)["query"]);
  const sql = query["rawSql"];
  if (typeof sql !== "string" || sql.trim() === "") throw new QueryFailure("query is empty", 400, "plugin");
  return sql;
}

function azureQuery({ queryType, azureLogAnalytics }: Query): Readonly<Record<string, unknown>> {
  const query = azureLogAnalytics as Readonly<Record<string, unknown>> | undefined;
  if (queryType !== "Azure Log Analytics" || query === undefined) {
    throw new QueryFailure("unsupported query type", 400, "plugin");
  }
  if (!Array.isArray(query["resources"]) || query["resources"].length === 0) {
    throw new QueryFailure("no resources were given", 400, "plugin");
  }
  if (query["resultFormat"] !== "table") {
    throw new QueryFailure("failed to convert the answer to a time series: no numeric column", 400, "plugin");
  }
  return query;
}

function boundsOf(source: FakeSqlTable, query: Query, range: MsRange): readonly Bounds[] {
  const text = textOf(source, query);
  const bounds = [...macroBounds(source, text, range), ...comparedBounds(text, range)];
  if (source.type !== "grafana-azure-monitor-datasource") return bounds;
  const { dashboardTime, timeColumn } = azureQuery(query);
  if (dashboardTime !== true) return bounds;
  return [...bounds, { column: String(timeColumn ?? "TimeGenerated"), ...inMs(range) }];
}

function macroBounds({ type }: FakeSqlTable, text: string, range: MsRange): readonly Bounds[] {
  const inSeconds = type === "grafana-clickhouse-datasource" || type === "mysql";
  return [...text.matchAll(/\$__timeFilter(_ms)?\(\s*[`"[]?([\w.]+)[`"\]]?\s*\)/g)].map(([, ms, column]) => ({
    column: column!,
    ...(inSeconds && ms === undefined ? inWholeSeconds(range) : inMs(range)),
  }));
}

function inMs({ from, to }: MsRange): Omit<Bounds, "column"> {
  return { first: BigInt(from) * NS_PER_MS, last: BigInt(to) * NS_PER_MS };
}

function inWholeSeconds({ from, to }: MsRange): Omit<Bounds, "column"> {
  return { first: BigInt(Math.floor(from / 1000)) * NS_PER_S, last: BigInt(Math.floor(to / 1000)) * NS_PER_S };
}

const END_OF_TIME = 1n << 63n;

/** `column >= literal` and its like: literals of SQL, ClickHouse and KQL, and the data sources' macros of the ends. */
function comparedBounds(text: string, range: MsRange): readonly Bounds[] {
  const comparisons = text.matchAll(
    /[`"[]?\b([A-Za-z_]\w*)[`"\]]{0,2}\s*(>=|<=|>|<)\s*(\$__\w+(?:\(\))?|CAST\(\s*'[^']*' AS \w+(?:\(\d\))?\)|\w+\(\s*'?[^)']*'?\s*(?:,[^)]*)?\)|'[^']*'|\d+)/g,
  );
  return [...comparisons].map(([, column, operator, literal]) => {
    const instant = instantOf(literal!, range);
    if (operator!.startsWith(">")) {
      return { column: column!, first: operator === ">" ? instant + 1n : instant, last: END_OF_TIME };
    }
    return { column: column!, first: -END_OF_TIME, last: operator === "<" ? instant - 1n : instant };
  });
}

function instantOf(literal: string, { from, to }: MsRange): bigint {
  if (/^\$__(from|timeFrom)/.test(literal)) return BigInt(from) * NS_PER_MS;
  if (/^\$__(to|timeTo)/.test(literal)) return BigInt(to) * NS_PER_MS;
  const digits = /^(?:fromUnixTimestamp64(Nano|Micro|Milli)\(\s*(?:toInt64\()?)?'?(-?\d+)'?\)*$/.exec(literal);
  if (digits !== null) {
    const unit = { Nano: 1n, Micro: 1000n, Milli: NS_PER_MS }[digits[1] ?? "Milli"] ?? NS_PER_MS;
    return BigInt(digits[2]!) * unit;
  }
  const written = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?/.exec(literal);
  if (written === null) throw new QueryFailure(`the fake cannot read the time ${literal}`, 400, "plugin");
  const [, date, time, fraction = ""] = written;
  return BigInt(Date.parse(`${date}T${time}Z`)) * NS_PER_MS + BigInt(fraction.padEnd(9, "0"));
}
