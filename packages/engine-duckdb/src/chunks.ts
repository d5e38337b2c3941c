import type { DuckDBDataChunk } from "@duckdb/node-api";

/** A column of doubles; NaN for NULL. */
export function numbersOf(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column);
  const values = new Float64Array(chunk.rowCount);
  for (let i = 0; i < values.length; i++) values[i] = (vector.getItem(i) as number | null) ?? Number.NaN;
  return values;
}

/** A column of 32-bit integers without NULL. */
export function integersOf(chunk: DuckDBDataChunk, column: number): Int32Array {
  const vector = chunk.getColumnVector(column);
  const values = new Int32Array(chunk.rowCount);
  for (let i = 0; i < values.length; i++) values[i] = vector.getItem(i) as number;
  return values;
}

/** Doubles of several chunks in one array. */
export function allNumbersOf(chunks: readonly DuckDBDataChunk[], column: number): Float64Array {
  const all = new Float64Array(rowsOf(chunks));
  fill(
    all,
    chunks.map((chunk) => numbersOf(chunk, column)),
  );
  return all;
}

/** 32-bit integers of several chunks in one array. */
export function allIntegersOf(chunks: readonly DuckDBDataChunk[], column: number): Int32Array {
  const all = new Int32Array(rowsOf(chunks));
  fill(
    all,
    chunks.map((chunk) => integersOf(chunk, column)),
  );
  return all;
}

function rowsOf(chunks: readonly DuckDBDataChunk[]): number {
  return chunks.reduce((sum, { rowCount }) => sum + rowCount, 0);
}

function fill<A extends Float64Array | Int32Array>(all: A, parts: readonly A[]): void {
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
}

/** Combines chunks until at least `size` rows are together: fewer, larger batches for the consumer. */
export async function* gathered(
  chunks: AsyncIterable<DuckDBDataChunk>,
  size: number,
): AsyncGenerator<readonly DuckDBDataChunk[]> {
  let batch: DuckDBDataChunk[] = [];
  let rows = 0;
  for await (const chunk of chunks) {
    batch.push(chunk);
    rows += chunk.rowCount;
    if (rows < size) continue;
    yield batch;
    batch = [];
    rows = 0;
  }
  if (batch.length > 0) yield batch;
}
