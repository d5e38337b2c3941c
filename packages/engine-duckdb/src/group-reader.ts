import type { DuckDBDataChunk } from "@duckdb/node-api";
import type { Expression, GroupBatch, KeyColumn } from "@winnow/core";
import { numbersOf } from "./chunks.ts";
import type { Database } from "./database.ts";
import type { KeyColumnPlan, ReductionSql } from "./reduction.ts";
import type { RowNumbers } from "./row-numbers.ts";

type Values = readonly (string | number | bigint | null)[];

/** Texts of which there are more than this travel group by group, so that they are never held at once. */
const MOST_HELD = 262_144;

/** Reads the groups of a reduction, in order. Texts that many groups share travel and are decoded once. */
export async function* readGroups(
  database: Database,
  sql: ReductionSql,
  numbers: RowNumbers,
  mostHeld: number = MOST_HELD,
): AsyncGenerator<GroupBatch> {
  const doing = "reading groups";
  const plans = sql.keyColumns(await heldTables(database, sql, mostHeld));
  const held = new Map<string, Values>();
  for (const { values } of plans) {
    if (values !== undefined && !held.has(values)) held.set(values, await column(database, values));
  }
  for await (const chunk of database.chunks(doing, sql.readGroups(plans))) {
    yield groupBatch(chunk, plans, held, numbers);
  }
}

/** The tables of values that are few enough to be held. */
async function heldTables(database: Database, sql: ReductionSql, mostHeld: number): Promise<Set<string>> {
  const held = new Set<string>();
  for (const table of sql.valueTables()) {
    const [row] = await database.rows("reading groups", `select count(*)::double from ${table}`);
    if ((row![0] as number) <= mostHeld) held.add(table);
  }
  return held;
}

async function column(database: Database, sql: string): Promise<Values> {
  const values: (string | number | bigint | null)[] = [];
  for await (const chunk of database.chunks("reading groups", sql)) {
    const vector = chunk.getColumnVector(0);
    for (let i = 0; i < chunk.rowCount; i++) values.push(vector.getItem(i) as string | number | bigint | null);
  }
  return values;
}

function groupBatch(
  chunk: DuckDBDataChunk,
  plans: readonly KeyColumnPlan[],
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
    tieBreaks: BigUint64Array.from(chunk.getColumnValues(4) as bigint[]),
    keys: plans.map(({ type, values }, index) => {
      const found = chunk.getColumnValues(index + 5) as Values;
      if (values === undefined) return keyColumn(type, found);
      const known = held.get(values)!;
      const codes = Int32Array.from(found as readonly number[]);
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
