import type { Database } from "../database.ts";
import { type RejectList, quoted } from "../rejects/reject-store.ts";
import type { RowRanges } from "../rejects/row-numbers.ts";

/** One readable record. */
export interface PartRecord {
  /** 0-based data row in the part. */
  readonly row: number;
  /** Name of the input that it is in. */
  readonly file: string;
  /** 1-based line (or record) in the input. */
  readonly line: number;
  /** Values of the part's columns. */
  readonly cells: readonly (string | null)[];
  /** The record as in the input, shortened. */
  readonly text: string;
}

/** What was loaded of one input: a file, an entry of an archive, a stream. */
export interface InputLoad {
  readonly name: string;
  /** Number of records in the table. */
  readonly accepted: number;
  readonly rejects: RejectList;
}

/** A part that was loaded. */
export interface PartLoad {
  /** One or more, in the order of their rows. */
  readonly inputs: readonly InputLoad[];
  /** Number of records in the table. */
  readonly accepted: number;
  /** Data rows of the rejected records. */
  readonly rejected: RowRanges;
  /** The records at these data rows, which ascend and belong to no rejected record. */
  records(rows: readonly number[]): AsyncIterable<PartRecord>;
}

/** An input of a part. */
export interface PartInput {
  /** Name in rejections: a file's path or a place in an archive. */
  readonly name: string;
  /** In the order of the input. */
  readonly columns: { has(column: string): boolean; keys(): Iterable<string> };
}

/** One or more inputs that are read together. */
export interface Part {
  readonly inputs: readonly PartInput[];
  /** Names of its columns, each different. Column `i` is `c<i>` in SQL. */
  readonly columns: readonly string[];
  /** Types of its columns, in the words of the format. */
  readonly types: readonly string[];
  /** Whether a value may be NULL. */
  readonly holdsNulls: boolean;
  /**
   * The part's readable records as a relation of text columns `c0`, `c1`, … in data-row order.
   * @param used positions of the columns that are read; all by default
   */
  relation(used?: readonly number[]): string;
  /** The first readable records, at most `limit`. Only parts whose relation may fail have it. */
  first?(limit: number): AsyncIterable<readonly string[]>;
  /** Only of parts whose records are in tables: what `load` returns, where the caller inserts them with those of others. */
  loaded?(database: Database): PartLoad;
  /** Runs the statement that `insert` returns for the relation. */
  load(database: Database, insert: (relation: string) => string): Promise<PartLoad>;
}

/** The non-empty values of a record as JSON, for records of formats that are not text. */
export function quotedCells(columns: readonly string[], cells: readonly (string | null)[]): string {
  const known = columns.flatMap((name, index) => ((cells[index] ?? "") === "" ? [] : [[name, cells[index]]]));
  return quoted(JSON.stringify(Object.fromEntries(known)));
}

/**
 * Makes the names of columns unique by numbering the later ones. `warn` is called for each change.
 * @param identity names of equal identity are duplicates
 */
export function distinctNames(
  names: readonly string[],
  warn: (from: string, to: string) => void,
  identity: (name: string) => string = (name) => name,
): string[] {
  const taken = new Set(names.map(identity));
  const seen = new Set<string>();
  const numbers = new Map<string, number>();
  return names.map((name) => {
    if (!seen.has(identity(name))) {
      seen.add(identity(name));
      return name;
    }
    let count = numbers.get(identity(name)) ?? 2;
    while (taken.has(identity(`${name}_${count}`))) count++;
    numbers.set(identity(name), count);
    const distinct = `${name}_${count}`;
    taken.add(identity(distinct));
    warn(name, distinct);
    return distinct;
  });
}
