import type { KqlType } from "../kql/types.ts";

/** A column of a fake table, with the service's own word for its type. */
export interface FakeColumn {
  readonly name: string;
  readonly type: KqlType;
}

/**
 * A value of a fake table. Instants are ISO 8601 text (up to seven digits of a second) or ticks of 100 ns since 1970 as
 * bigints, whole numbers may be bigints, `dynamic` is any JSON value; null and undefined are no value, which is the
 * empty text in a `string`.
 */
export type FakeValue = unknown;

/** Rows as lists in the order of the columns, or as records by their names. */
export type FakeRow = readonly FakeValue[] | Readonly<Record<string, FakeValue>>;

/** A fake table: its rows, or, for very many of them, DuckDB's SQL that makes them. */
export type FakeTable =
  | { readonly columns: readonly FakeColumn[]; readonly rows: readonly FakeRow[] }
  | {
      readonly columns: readonly FakeColumn[];
      /** A SELECT that gives the columns in their order; instants as ticks of 100 ns since 1970, spans as ticks, `dynamic` as JSON text. */
      readonly sql: string;
    };

export type FakeTables = Readonly<Record<string, FakeTable>>;
