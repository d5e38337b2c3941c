import type { Reject } from "@winnow/core";
import type { Database } from "../database.ts";

/** A record that could not be read: its 0-based data row in the input, and what to tell about it. */
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
  /** The record as it stands in the input, cut to a readable length. */
  readonly text: string;
}

/** What loading a part came to. */
export interface PartLoad {
  /** Records that reached the table. */
  readonly accepted: number;
  /** The others, by ascending row. */
  readonly rejected: readonly RejectedRecord[];
}

/** One input of the engine. */
export interface Part {
  /** What rejections call it: a file's path, a place in an archive. */
  readonly name: string;
  /** Names of its columns, each different. Column `i` is `c<i>` in SQL. */
  readonly columns: readonly string[];
  /** Types of its columns, as people know them. */
  readonly types: readonly string[];
  /** Whether a value may be NULL. */
  readonly holdsNulls: boolean;
  /** The part's readable records as a relation of text columns `c0`, `c1`, … in data-row order. */
  relation(): string;
  /** The first readable records, at most `limit`. Only of parts whose relation may fail before they were loaded. */
  first?(limit: number): AsyncIterable<readonly string[]>;
  /** Runs `insert` over the relation, and tells apart what could and could not be read. */
  load(database: Database, insert: (relation: string) => string): Promise<PartLoad>;
  /** The records at these data rows, ascending, none of them rejected. Asked only after loading. */
  records(database: Database, rows: readonly number[]): AsyncIterable<PartRecord>;
}

/** Longest text that a rejection quotes. */
const QUOTED_CHARACTERS = 500;

export function quoted(text: string): string {
  return text.length > QUOTED_CHARACTERS ? text.slice(0, QUOTED_CHARACTERS).toWellFormed() + "…" : text;
}

/** The values that a record has, as JSON: for records that do not stand in the input as text. */
export function quotedCells(columns: readonly string[], cells: readonly (string | null)[]): string {
  const known = columns.flatMap((name, index) => ((cells[index] ?? "") === "" ? [] : [[name, cells[index]]]));
  return quoted(JSON.stringify(Object.fromEntries(known)));
}

/**
 * Gives every column a name of its own, counting up the later ones; `warn` learns of each change. Names of the same
 * `identity` are one name: by default, only equal ones are.
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
