/** What a column of a result table holds. Integers are exact; times are µs since 1970, UTC. */
export type ColumnType = "text" | "number" | "integer" | "time";

export interface ColumnHeader {
  readonly name: string;
  readonly type: ColumnType;
}

/** Numbers without gaps, as the assignments have them. */
export type IntegerValues = Float64Array | Int32Array | Uint8Array;

/** The values of one column over a chunk of rows. A missing value is `null`, or NaN among numbers. */
export type ColumnValues =
  | { readonly type: "text"; readonly values: readonly (string | null)[] }
  | { readonly type: "number"; readonly values: Float64Array }
  | { readonly type: "integer"; readonly values: IntegerValues }
  | { readonly type: "time"; readonly values: readonly (bigint | null)[] };

/** Some rows of a table, column by column, in the order of the table's headers. */
export interface TableChunk {
  readonly rows: number;
  readonly columns: readonly ColumnValues[];
}

/** A result as every format writes it: column names that are unique, letter case ignored, and rows in chunks. */
export interface Table {
  readonly headers: readonly ColumnHeader[];
  chunks(): AsyncIterable<TableChunk>;
}
