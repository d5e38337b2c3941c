import type { DuckDBDataChunk } from "@duckdb/node-api";
import type { Expression, GroupBatch, KeyColumn } from "@winnow/core";
import { integersOf, numbersOf } from "../chunks.ts";
import type { Database } from "../database.ts";
import type { RowNumbers } from "../rejects/row-numbers.ts";
import type { BoundPlan } from "./bound-plan.ts";
import { type KeyColumnPlan, keyColumns, selectGroups, valueTables } from "./key-columns.ts";

type Values = readonly (string | number | bigint | null)[];

const DOING = "reading groups";
/** If a key has more different values, they are read group by group and never all kept at once. */
const MOST_HELD = 262_144;
/** The same for the bytes of these values. */
const MOST_HELD_BYTES = 16 * 1024 ** 2;

/** Reads the groups in order. Values that many groups share are read and decoded once. */
export async function* readGroups(
  database: Database,
  plan: BoundPlan,
  numbers: RowNumbers,
  mostHeld: number = MOST_HELD,
): AsyncGenerator<GroupBatch> {
  const columns = keyColumns(plan, await heldTables(database, plan, mostHeld));
  const held = new Map<string, Values>();
  for (const { values } of columns) {
    if (values !== undefined && !held.has(values)) held.set(values, await column(database, values));
  }
  for await (const chunk of database.chunks(DOING, selectGroups(plan, columns))) {
    yield groupBatch(chunk, columns, held, numbers);
  }
}

/** Tables with few enough values to keep them. */
async function heldTables(database: Database, plan: BoundPlan, mostHeld: number): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for (const table of valueTables(plan)) {
    const bytes = `coalesce(sum(strlen(v::varchar)), 0)::double`;
    const [row] = await database.rows(DOING, `select count(*)::double, ${bytes} from ${table}`);
    if ((row![0] as number) <= mostHeld && (row![1] as number) <= MOST_HELD_BYTES) held.add(table);
  }
  return held;
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
