import type { EventBatch } from "@winnow/core";

export type Row = ReadonlyMap<string, string | null>;

const MAX_ROWS = 2048;
const MAX_CELLS = 1 << 20;
const MAX_CHARACTERS = 1 << 22;

/** Collects rows into batches of bounded size. Columns that a row lacks are `null` there. */
export class RowBatcher {
  readonly #leading: readonly string[];
  #columns: string[] = [];
  #values: (string | null)[][] = [];
  #index = new Map<string, number>();
  #rows = 0;
  #characters = 0;

  /** @param leading columns that every batch has, in this order, before any others */
  constructor(leading: readonly string[]) {
    this.#leading = leading;
    this.#start();
  }

  /** Adds a row; gives a batch when that made one full. */
  add(row: Row): EventBatch | undefined {
    for (const [name, value] of row) {
      if (value === null) continue;
      const values = this.#column(name);
      padTo(values, this.#rows);
      values.push(value);
      this.#characters += value.length;
    }
    this.#rows++;
    const full =
      this.#rows >= MAX_ROWS || this.#characters >= MAX_CHARACTERS || this.#rows * this.#columns.length >= MAX_CELLS;
    return full ? this.flush() : undefined;
  }

  /** The rows since the last batch, or `undefined` where there are none. */
  flush(): EventBatch | undefined {
    if (this.#rows === 0) return undefined;
    for (const values of this.#values) padTo(values, this.#rows);
    const batch = { columns: this.#columns, rows: this.#rows, values: this.#values };
    this.#start();
    return batch;
  }

  #start(): void {
    this.#columns = [];
    this.#values = [];
    this.#index = new Map();
    this.#rows = 0;
    this.#characters = 0;
    for (const name of this.#leading) this.#column(name);
  }

  #column(name: string): (string | null)[] {
    const known = this.#index.get(name);
    if (known !== undefined) return this.#values[known]!;
    const values: (string | null)[] = [];
    this.#index.set(name, this.#columns.length);
    this.#columns.push(name);
    this.#values.push(values);
    return values;
  }
}

function padTo(values: (string | null)[], length: number): void {
  while (values.length < length) values.push(null);
}
