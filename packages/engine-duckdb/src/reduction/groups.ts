import type { DuckDBDataChunk } from "@duckdb/node-api";
import type { Expression, GroupBatch, KeyColumn } from "@winnow/core";
import { integersOf, numbersOf } from "../chunks.ts";
import type { Database } from "../database.ts";
import type { RowNumbers } from "../rejects/row-numbers.ts";
import { type BoundPlan, isText, tableOf, textTable } from "./bound-plan.ts";
import { joinText } from "./derived.ts";
import {
  type GroupRange,
  type KeptTables,
  type KeyColumnPlan,
  keyColumns,
  selectGroups,
  valueTables,
} from "./key-columns.ts";

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
  const kept = await keptTables(database, plan, mostHeld);
  const columns = keyColumns(plan, kept);
  const held = new Map<string, Values>();
  for (const { values } of columns) {
    if (values !== undefined && !held.has(values)) held.set(values, await column(database, values));
  }
  for await (const ranged of rangesOf(database, plan, kept)) {
    for await (const chunk of database.chunks(DOING, selectGroups(plan, columns, ranged))) {
      yield groupBatch(chunk, columns, held, numbers);
    }
  }
  await database.releaseMemory(DOING);
}

/** Which tables have few enough values to keep them, and which have few values that are too long for that. */
async function keptTables(database: Database, plan: BoundPlan, mostHeld: number): Promise<KeptTables> {
  const [held, numbered] = [new Set<string>(), new Set<string>()];
  for (const table of valueTables(plan)) {
    const measure = `select count(*)::double, coalesce(sum(strlen(v::varchar)), 0)::double from ${table}`;
    const [count, bytes] = (await database.rows(DOING, measure))[0] as [number, number];
    if (count <= mostHeld) (bytes <= MOST_HELD_BYTES ? held : numbered).add(table);
  }
  return { held, numbered };
}

/** Ranges of groups whose texts fit in memory together; one of all groups where texts are short. */
async function* rangesOf(
  database: Database,
  plan: BoundPlan,
  { held }: KeptTables,
): AsyncGenerator<GroupRange | undefined> {
  const texts = plan.keys.base.filter((key) => isText(key) && !held.has(textTable(plan, key)));
  if (texts.length === 0) return yield undefined;
  const bytes = texts.map(({ index }) => `strlen(t${index}.v)`).join(" + ");
  const joins = texts.map((key) => joinText(plan, key, "groups")).join(" ");
  const measure = `select count(*)::double, coalesce(sum(${bytes}), 0)::double from ${tableOf(plan, "groups")} as groups ${joins}`;
  const [groups, sum] = (await database.rows(DOING, measure))[0] as [number, number];
  const atOnce = Math.max(1, Math.floor((READ_BYTES * groups) / Math.max(1, sum)));
  if (atOnce >= VECTOR) return yield undefined;
  for (let from = 0; from < groups; from += atOnce) yield { from, to: from + atOnce };
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
  const codePlaces = columns.flatMap(({ code }, index) => (code === undefined ? [] : [index]));
  const codesOf = (index: number): Int32Array =>
    integersOf(chunk, LEADING + columns.length + codePlaces.indexOf(index));
  const exemplars = numbersOf(chunk, 3);
  for (let i = 0; i < exemplars.length; i++) exemplars[i] = numbers.rowAt(exemplars[i]!);
  return {
    rows: chunk.rowCount,
    counts: numbersOf(chunk, 0),
    firstTimes: BigInt64Array.from(chunk.getColumnValues(1) as bigint[]),
    lastTimes: BigInt64Array.from(chunk.getColumnValues(2) as bigint[]),
    exemplars,
    keys: columns.map(({ type, values, code }, index) => {
      if (values === undefined) {
        const key = keyColumn(type, chunk.getColumnValues(index + LEADING) as Values);
        return key.type === "text" && code !== undefined ? { ...key, codes: codesOf(index) } : key;
      }
      const known = held.get(values)!;
      const codes = integersOf(chunk, index + LEADING);
      const key = keyColumn(
        type,
        Array.from(codes, (number) => known[number]!),
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
