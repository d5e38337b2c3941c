import type { DuckDBDataChunk } from "@duckdb/node-api";

/** A column of doubles; NaN where there is none. */
export function numbersOf(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column);
  const values = new Float64Array(chunk.rowCount);
  for (let i = 0; i < values.length; i++) values[i] = (vector.getItem(i) as number | null) ?? Number.NaN;
  return values;
}
