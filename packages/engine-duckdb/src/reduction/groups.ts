import type { DuckDBDataChunk } from "@duckdb/node-api";
import type { Expression, GroupBatch, KeyColumn } from "@winnow/core";
import { integersOf, numbersOf } from "../chunks.ts";
import type { Database } from "../database.ts";
import type { RowNumbers } from "../rejects/row-numbers.ts";
import { type BoundPlan, tableOf } from "./bound-plan.ts";
import { type GroupRange, type KeyColumnPlan, keyColumns, selectGroups, valueTables } from "./key-columns.ts";

type Values = readonly (string | number | bigint | null)[];

const DOING = "reading groups";
/** If a key has more different values, they are read group by group and never all kept at once. */
const MOST_HELD = 262_144;
/** The same for the bytes of these values. */
const MOST_HELD_BYTES = 16 * 1024 ** 2;
/** Bytes of texts that are read at once where they are not all kept. */
const READ_BYTES = 4 * 1024 ** 2;
/** Rows of a chunk. */
const VECTOR = 2048;

/** Reads the groups in order. Values that many groups share are read and decoded once. */
export async function* readGroups(
  database: Database,
  plan: BoundPlan,
  numbers: RowNumbers,
  mostHeld: number = MOST_HELD,
): AsyncGenerator<GroupBatch> {
  const tables = await measuredTables(database, plan, mostHeld);
  const columns = keyColumns(plan, new Set(tables.flatMap(({ table, isHeld }) => (isHeld ? [table] : []))));
  const held = new Map<string, Values>();
  for (const { values } of columns) {
    if (values !== undefined && !held.has(values)) held.set(values, await column(database, values));
  }
  for await (const ranged of rangesOf(database, plan, tables)) {
    for await (const chunk of database.chunks(DOING, selectGroups(plan, columns, ranged))) {
      yield groupBatch(chunk, columns, held, numbers);
    }
  }
}

/** A table of values, and whether there are few enough to keep them. */
interface MeasuredTable {
  readonly table: string;
  readonly isHeld: boolean;
  readonly bytesEach: number;
}

async function measuredTables(
  database: Database,
  plan: BoundPlan,
  mostHeld: number,
): Promise<readonly MeasuredTable[]> {
  const tables: MeasuredTable[] = [];
  for (const table of valueTables(plan)) {
    const measure = `select count(*)::double, coalesce(sum(strlen(v::varchar)), 0)::double from ${table}`;
    const [count, bytes] = (await database.rows(DOING, measure))[0] as [number, number];
    tables.push({
      table,
      isHeld: count <= mostHeld && bytes <= MOST_HELD_BYTES,
      bytesEach: bytes / Math.max(1, count),
    });
  }
  return tables;
}

/** Ranges of groups whose texts fit in memory together; one of all groups where no text is long. */
async function* rangesOf(
  database: Database,
  plan: BoundPlan,
  tables: readonly MeasuredTable[],
): AsyncGenerator<GroupRange | undefined> {
  const bytesEach = tables.reduce((sum, table) => sum + (table.isHeld ? 0 : table.bytesEach), 0);
  const atOnce = Math.max(1, Math.floor(READ_BYTES / Math.max(1, bytesEach)));
  if (atOnce >= VECTOR) return yield undefined;
  const [row] = await database.rows(DOING, `select count(*)::double from ${tableOf(plan, "groups")}`);
  for (let from = 0; from < (row![0] as number); from += atOnce) yield { from, to: from + atOnce };
}

async function column(database: Database, sql: string): Promise<Values> {
  const values: (string | number | bigint | null)[] = [];
  for await (const chunk of database.chunks(DOING, sql)) {
    const vector = chunk.getColumnVector(0);
    for (let i = 0; i < chunk.rowCount; i++) values.push(vector.getItem(i) as string | number | bigint | null);
  }
  return values;
}

/** Columns of {@link selectGroups} before the keys. */
const LEADING = 4;

function groupBatch(
  chunk: DuckDBDataChunk,
  columns: readonly KeyColumnPlan[],
  held: ReadonlyMap<string, Values>,
  numbers: RowNumbers,
): GroupBatch {
  const exemplars = numbersOf(chunk, 3);
  for (let i = 0; i < exemplars.length; i++) exemplars[i] = numbers.rowAt(exemplars[i]!);
  return {
    rows: chunk.rowCount,
    counts: numbersOf(chunk, 0),
    firstTimes: BigInt64Array.from(chunk.getColumnValues(1) as bigint[]),
    lastTimes: BigInt64Array.from(chunk.getColumnValues(2) as bigint[]),
    exemplars,
    keys: columns.map(({ type, values }, index) => {
      if (values === undefined) return keyColumn(type, chunk.getColumnValues(index + LEADING) as Values);
      const known = held.get(values)!;
      const codes = integersOf(chunk, index + LEADING);
      const key = keyColumn(
        type,
        Array.from(codes, (code) => known[code]!),
      );
      return key.type === "text" ? { ...key, codes } : key;
    }),
  };
}

function keyColumn(type: Expression["type"], values: Values): KeyColumn {
  switch (type) {
    case "number":
    case "boolean":
      return { type, values: Float64Array.from(values as readonly (number | null)[], (value) => value ?? Number.NaN) };
    case "time":
      return { type, values: BigInt64Array.from(values as readonly bigint[]) };
    default:
      return { type: "text", values: values as readonly string[] };
  }
}
