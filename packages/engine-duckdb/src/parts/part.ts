import type { Reject } from "@winnow/core";
import type { Database } from "../database.ts";

/** A rejected record and its 0-based data row in the part. */
export interface RejectedRecord extends Reject {
  readonly row: number;
}

/** One readable record. */
export interface PartRecord {
  /** 0-based data row in the part. */
  readonly row: number;
  /** 1-based line (or record) in the input. */
  readonly line: number;
  /** Values of the part's columns. */
  readonly cells: readonly (string | null)[];
  /** The record as in the input, shortened. */
  readonly text: string;
}

/** A part that was loaded. */
export interface PartLoad {
  /** Number of records in the table. */
  readonly accepted: number;
  /** The rejected records, by ascending row. */
  readonly rejected: readonly RejectedRecord[];
  /** The records at these data rows, which ascend and belong to no rejected record. */
  records(rows: readonly number[]): AsyncIterable<PartRecord>;
}

/** One input of the engine. */
export interface Part {
  /** Name in rejections: a file's path or a place in an archive. */
  readonly name: string;
  /** Names of its columns, each different. Column `i` is `c<i>` in SQL. */
  readonly columns: readonly string[];
  /** Types of its columns, in the words of the format. */
  readonly types: readonly string[];
  /** Whether a value may be NULL. */
  readonly holdsNulls: boolean;
  /** The part's readable records as a relation of text columns `c0`, `c1`, … in data-row order. */
  relation(): string;
  /** The first readable records, at most `limit`. Only parts whose relation may fail have it. */
  first?(limit: number): AsyncIterable<readonly string[]>;
  /** Runs the statement that `insert` returns for the relation. */
  load(database: Database, insert: (relation: string) => string): Promise<PartLoad>;
}

/** Longest text that a rejection quotes. */
const QUOTED_CHARACTERS = 500;

export function quoted(text: string): string {
  return text.length > QUOTED_CHARACTERS ? text.slice(0, QUOTED_CHARACTERS).toWellFormed() + "…" : text;
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
  return names.map((name) => {
    if (!seen.has(identity(name))) {
      seen.add(identity(name));
      return name;
    }
    let count = 2;
    while (taken.has(identity(`${name}_${count}`))) count++;
    const distinct = `${name}_${count}`;
    taken.add(identity(distinct));
    warn(name, distinct);
    return distinct;
  });
}
