import type { Row } from "./row-batcher.ts";

/** Where values go whose own columns would be too many or have too long a name: JSON pairs of name and value. */
const OTHER_COLUMN = "OtherData";

/**
 * A table has a cell for each record and each column, so that a few wide records cost as much as all others: 640 columns and
 * 17,000 records take 600 MB. Of 570 Windows logs the widest has 519 columns, and the widest record 280.
 */
const MAX_COLUMNS = 640;
const MAX_COLUMNS_OF_RECORD = 512;
const MAX_NAME_LENGTH = 256;

/**
 * The columns of a source that names them itself, record by record. Names that differ in letter case only are one column,
 * spelled as first met: tables tell no case apart. Their number is bounded, whatever a damaged or hostile file says.
 */
export class SourceColumns {
  readonly #spelling: Map<string, string>;
  /** Folded names of the columns that no name of the source may take. */
  readonly reserved: ReadonlySet<string>;
  /** Values that went to the column for those without a column of their own. */
  others = 0;

  constructor(reserved: readonly string[]) {
    this.#spelling = new Map([...reserved, OTHER_COLUMN].map((name) => [name.toLowerCase(), name]));
    this.reserved = new Set(this.#spelling.keys());
  }

  /** What the analyst should know of {@link others}; `undefined` without any. */
  warning(): string | undefined {
    if (this.others === 0) return undefined;
    const values = this.others === 1 ? "1 value is" : `${this.others.toLocaleString("en")} values are`;
    return `${values} in the column ${OTHER_COLUMN}, with the names of their fields: the log has too many for a column each.`;
  }

  /** The column for a name; `undefined` where there is no room for another. */
  spell(name: string): string | undefined {
    const folded = name.toLowerCase();
    const known = this.#spelling.get(folded);
    if (known !== undefined) return known;
    if (name.length > MAX_NAME_LENGTH || this.#spelling.size >= MAX_COLUMNS) return undefined;
    this.#spelling.set(folded, name);
    return name;
  }
}

/** One record on its way to a row. A name that occurs again gets a number: `Data`, `Data_2`, `Data_3`. */
export class SourceRecord {
  readonly #columns: SourceColumns;
  readonly #values: Map<string, string | null>;
  readonly #taken: Set<string>;
  readonly #times = new Map<string, number>();
  readonly #other: [string, string | null][] = [];

  /** @param fixed the values of the reserved columns, which are taken with or without one */
  constructor(columns: SourceColumns, fixed: Row) {
    this.#columns = columns;
    this.#values = new Map(fixed);
    this.#taken = new Set(columns.reserved);
  }

  add(name: string, value: string | null): void {
    const column = this.#values.size < MAX_COLUMNS_OF_RECORD ? this.#free(name) : undefined;
    if (column === undefined) this.#other.push([name, value]);
    else this.#values.set(column, value);
  }

  row(): Row {
    this.#columns.others += this.#other.length;
    if (this.#other.length > 0) this.#values.set(OTHER_COLUMN, JSON.stringify(this.#other));
    return this.#values;
  }

  #free(name: string): string | undefined {
    const folded = name.toLowerCase();
    let free = name;
    let times = this.#times.get(folded) ?? 1;
    while (this.#taken.has(free.toLowerCase())) free = `${name}_${++times}`;
    this.#times.set(folded, times);
    this.#taken.add(free.toLowerCase());
    return this.#columns.spell(free);
  }
}
