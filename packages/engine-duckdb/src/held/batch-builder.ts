import type { EventBatch } from "@winnow/core";

const MAX_ROWS = 2048;
/** Characters, and cells, of a batch: records can be long, and have many columns. */
const MAX_CHARACTERS = 8 * 1024 * 1024;
const MAX_CELLS = 512 * 1024;

/** Gathers records whose columns may differ into batches of bounded size. */
export class BatchBuilder {
  #rows = 0;
  #characters = 0;
  readonly #first: readonly string[];
  #columns: Map<string, (string | null)[]>;

  /** @param first the first columns of each batch */
  constructor(first: readonly string[] = []) {
    this.#first = first;
    this.#columns = emptyColumns(first);
  }

  get isFull(): boolean {
    return this.#rows >= MAX_ROWS || this.#characters >= MAX_CHARACTERS || this.#rows * this.#columns.size >= MAX_CELLS;
  }

  /** Adds a record of the first columns. */
  addCells(cells: readonly string[]): void {
    let column = 0;
    for (const values of this.#columns.values()) {
      const cell = cells[column++]!;
      values.push(cell);
      this.#characters += cell.length;
    }
    this.#rows++;
  }

  add(record: Iterable<readonly [string, string | null]>): void {
    for (const [name, value] of record) {
      let column = this.#columns.get(name);
      if (column === undefined) {
        column = [];
        this.#columns.set(name, column);
      }
      while (column.length < this.#rows) column.push(null);
      column.push(value);
      this.#characters += value?.length ?? 0;
    }
    this.#rows++;
  }

  /** The batch so far; the next one starts without rows. */
  take(): EventBatch {
    const rows = this.#rows;
    const batch = { columns: [...this.#columns.keys()], rows, values: [...this.#columns.values()] };
    for (const column of batch.values) while (column.length < rows) column.push(null);
    this.#columns = emptyColumns(this.#first);
    this.#rows = 0;
    this.#characters = 0;
    return batch;
  }
}

function emptyColumns(names: readonly string[]): Map<string, (string | null)[]> {
  return new Map(names.map((name) => [name, []]));
}
