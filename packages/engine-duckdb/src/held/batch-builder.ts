import type { EventBatch } from "@winnow/core";

/** Gathers records whose columns may differ into a batch. */
export class BatchBuilder {
  rows = 0;
  #columns = new Map<string, (string | null)[]>();

  add(record: ReadonlyMap<string, string | null>): void {
    for (const [name, value] of record) {
      let column = this.#columns.get(name);
      if (column === undefined) {
        column = [];
        this.#columns.set(name, column);
      }
      while (column.length < this.rows) column.push(null);
      column.push(value);
    }
    this.rows++;
  }

  /** The batch so far; the next one starts empty, with the same columns first. */
  take(): EventBatch {
    const batch = { columns: [...this.#columns.keys()], rows: this.rows, values: [...this.#columns.values()] };
    for (const column of batch.values) while (column.length < this.rows) column.push(null);
    this.#columns = new Map(batch.columns.map((name) => [name, []]));
    this.rows = 0;
    return batch;
  }
}
