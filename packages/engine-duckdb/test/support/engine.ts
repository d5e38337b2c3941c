import type {
  EventBatch,
  EventStream,
  ExpressionInput,
  Gap,
  KeyColumn,
  Ledger,
  ReducePlan,
  Reduction,
  Reject,
} from "@winnow/core";
import { type DuckdbEngine, type DuckdbReduction, type FilesOptions, openFiles } from "../../src/index.ts";
import type { Database } from "../../src/database.ts";
import { HeldPart } from "../../src/held/held-part.ts";
import { HeldTables } from "../../src/held/held-tables.ts";
import { holdEvents } from "../../src/open-sources.ts";
import { type ListeningContext, quietContext } from "./context.ts";
import { parsed } from "../../../expressions/test/support/expressions.ts";

/** A group of a batch. */
export interface Group {
  readonly keys: readonly (string | number | bigint | null)[];
  readonly count: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly exemplar: number;
}

export interface Reduced {
  readonly reduction: DuckdbReduction;
  readonly groups: readonly Group[];
  readonly ledger: Ledger;
  readonly rejects: readonly Reject[];
  /** Group of each data row; absent where the event was rejected or filtered. */
  readonly memberships: ReadonlyMap<number, number>;
}

export function plan(
  keys: Readonly<Record<string, ExpressionInput>>,
  rest: { readonly time?: string | ReducePlan["time"]; readonly where?: ExpressionInput } = {},
): ReducePlan {
  return {
    time: typeof rest.time === "string" ? { column: rest.time, format: "auto" } : (rest.time ?? null),
    where: rest.where === undefined ? null : parsed(rest.where),
    keys: Object.entries(keys).map(([name, input]) => ({ name, expression: parsed(input) })),
  };
}

/** Reduces and reads everything. The engine's end is the reduction's. */
export async function reduced(engine: DuckdbEngine, by: ReducePlan): Promise<Reduced> {
  const reduction = await engine.reduce(by);
  return {
    reduction,
    groups: await groupsOf(reduction),
    ledger: await reduction.ledger(),
    rejects: await arrayOf(reduction.rejects()),
    memberships: await membershipsOf(reduction),
  };
}

export async function groupsOf(reduction: Reduction): Promise<Group[]> {
  const groups: Group[] = [];
  for await (const batch of reduction.groups()) {
    for (let i = 0; i < batch.rows; i++) {
      groups.push({
        keys: batch.keys.map((key) => keyValue(key, i)),
        count: batch.counts[i]!,
        first: batch.firstTimes[i]!,
        last: batch.lastTimes[i]!,
        exemplar: batch.exemplars[i]!,
      });
    }
  }
  return groups;
}

async function membershipsOf({ drill }: DuckdbReduction): Promise<Map<number, number>> {
  const memberships = new Map<number, number>();
  for await (const batch of drill.memberships()) {
    for (let i = 0; i < batch.rows.length; i++) memberships.set(batch.rows[i]!, batch.groups[i]!);
  }
  return memberships;
}

/** Everything that an iterable yields. */
export async function arrayOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Columns and cells of the exemplars, as the source has them, by group. */
export async function exemplarsOf(reduction: Reduction, groups: readonly Group[]): Promise<EventRow[]> {
  return rowsFrom(reduction.exemplars(groups.map(({ exemplar }) => exemplar)));
}

function keyValue(key: KeyColumn, row: number): string | number | bigint | null {
  const value = key.values[row]!;
  return typeof value === "number" && Number.isNaN(value) ? null : value;
}

export type EventRow = Readonly<Record<string, string | null>>;

export function rowsOf(batch: EventBatch): EventRow[] {
  return Array.from({ length: batch.rows }, (_, row) =>
    Object.fromEntries(batch.columns.map((name, column) => [name, batch.values[column]![row]!])),
  );
}

export async function rowsFrom(batches: AsyncIterable<EventBatch>): Promise<EventRow[]> {
  const rows: EventRow[] = [];
  for await (const batch of batches) rows.push(...rowsOf(batch));
  return rows;
}

/** Opens files, uses them and closes them again. DuckDB scans CSV files of any size. */
export async function withFiles<T>(
  options: FilesOptions | string | readonly string[],
  use: (engine: DuckdbEngine, context: ListeningContext) => Promise<T>,
): Promise<T> {
  const context = quietContext();
  const given = typeof options === "object" && "paths" in options ? options : { paths: [options].flat() };
  const engine = await openFiles({ heldBytes: 0, ...given }, context);
  try {
    return await use(engine, context);
  } finally {
    await engine.close();
  }
}

/** All events of files, as text. */
export async function readAll(
  options: FilesOptions | string | readonly string[],
): Promise<{ rows: EventRow[]; rejects: readonly Reject[]; ledger: Ledger; warnings: string[]; gaps: Gap[] }> {
  return withFiles(options, async (engine, { warnings, gaps }) => {
    const { reduction, rejects, ledger } = await reduced(engine, plan({}));
    return { rows: await rowsFrom(reduction.drill.events({})), rejects, ledger, warnings, gaps };
  });
}

/** A stream, held in tables of its own. */
export async function heldPart(database: Database, stream: EventStream): Promise<HeldPart> {
  return new HeldPart([await new HeldTables(database).use((hold) => holdEvents(database, "stream", stream, hold))]);
}
