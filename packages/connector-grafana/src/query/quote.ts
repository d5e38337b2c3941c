import { isoOfNanos } from "../frames/time.ts";

/** How a dialect writes what Winnow puts into a query: names of columns, and instants. */
export interface Quoting {
  /** The name of a column, whatever it holds. */
  readonly identifier: (name: string) => string;
  /** An instant, exact to the dialect's tick. */
  readonly instant: (nanos: bigint) => string;
}

/** `2024-05-01 10:00:00.123456` with so many digits, in UTC. */
function plainTime(nanos: bigint, digits: number): string {
  return isoOfNanos(nanos)
    .slice(0, 20 + digits)
    .replace("T", " ");
}

const doubled =
  (quote: string) =>
  (name: string): string =>
    quote + name.replaceAll(quote, quote + quote) + quote;

/** The quotes of a JSON string are those of a Kusto string, but for the slash, which JSON leaves alone. */
const kqlString = (text: string): string => JSON.stringify(text);

export const KQL: Quoting = {
  identifier: (name) => `[${kqlString(name)}]`,
  instant: (nanos) => `datetime(${isoOfNanos(nanos).slice(0, 27)}Z)`,
};

export const POSTGRES: Quoting = {
  identifier: doubled('"'),
  // Untyped, it becomes what the column is: with a zone it is UTC, without one the zone is ignored.
  instant: (nanos) => `'${plainTime(nanos, 6)}+00'`,
};

export const MYSQL: Quoting = {
  identifier: doubled("`"),
  instant: (nanos) => `'${plainTime(nanos, 6)}'`,
};

export const MSSQL: Quoting = {
  identifier: (name) => `[${name.replaceAll("]", "]]")}]`,
  instant: (nanos) => `CAST('${plainTime(nanos, 7)}' AS datetime2(7))`,
};

export const CLICKHOUSE: Quoting = {
  // Backslashes escape in ClickHouse's quoted names.
  identifier: (name) => "`" + name.replaceAll("\\", "\\\\").replaceAll("`", "\\`") + "`",
  instant: (nanos) => `toDateTime64('${plainTime(nanos, 9)}', 9, 'UTC')`,
};
