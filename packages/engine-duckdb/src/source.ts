import type { DuckDBDataChunk } from "@duckdb/node-api";
import { type ColumnInfo, type EventBatch, LIMITS } from "@winnow/core";
import type { Database, EngineContext } from "./database.ts";
import { tooManyColumns } from "./errors.ts";
import { COLUMNS_PER_QUERY } from "./parts/by-id.ts";
import type { Part } from "./parts/part.ts";
import { outgoing } from "./sql.ts";
import { unitedColumns } from "./united-columns.ts";

/** For each column of the source its position in a part, `undefined` where the part lacks it. */
export type Places = readonly (number | undefined)[];

/** Parts that are read as one table: rows count on from part to part, and the columns are those of all parts. */
export interface Source {
  readonly parts: readonly Part[];
  readonly columns: readonly string[];
}

/** Inputs that one warning names. */
const NAMES_SHOWN = 5;

/** @throws `WN1416` past the limit of columns */
export function sourceOf(parts: readonly Part[]): Source {
  const columns = new Set<string>();
  for (const part of parts) {
    for (const column of part.columns) columns.add(column);
    if (columns.size > LIMITS.columns) throw tooManyColumns(part.inputs[0]!.name);
  }
  return { parts, columns: unitedColumns(headersOf(parts)) };
}

function headersOf(parts: readonly Part[]): readonly (readonly string[])[] {
  return parts.flatMap((part) => part.inputs.map((input) => [...input.columns.keys()]));
}

export function placesIn(part: Part, columns: readonly string[]): Places {
  const places = new Map(part.columns.map((name, index) => [name, index]));
  return columns.map((name) => places.get(name));
}

export function columnsOfSource({ parts, columns }: Source): readonly ColumnInfo[] {
  return columns.map((name) => {
    const part = parts.find((one) => one.columns.includes(name))!;
    return { name, type: part.types[part.columns.indexOf(name)]! };
  });
}

/** One field map serves all parts: those of another schema may have no column for the time. */
export function warnOfTimeless({ parts }: Source, column: string, context: EngineContext): void {
  const inputs = parts.flatMap((part) => part.inputs);
  const names = inputs.filter(({ columns }) => !columns.has(column)).map(({ name }) => name);
  if (names.length === 0 || names.length === inputs.length) return;
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "";
  context.warn(
    `${names.slice(0, NAMES_SHOWN).join(", ")}${more}: there is no column "${column}", which tells the time of the other inputs, ` +
      "so no event there has one and all are rejected. Logs of different schemas need a run each.",
  );
}

/** Some events from the start of the source; of every kind of log an equal share, whatever their order. */
export async function sampleOf(database: Database, source: Source, limit: number): Promise<EventBatch> {
  const { columns } = source;
  const values: (string | null)[][] = columns.map(() => []);
  const taken = (): number => values[0]?.length ?? 0;
  const kinds = columns.length === 0 ? [] : partsByColumns(source);
  for (const [index, parts] of kinds.entries()) {
    const end = taken() + Math.ceil((limit - taken()) / (kinds.length - index));
    for (const part of parts) {
      if (taken() < end) await samplePart(database, part, placesIn(part, columns), end - taken(), values);
    }
  }
  return { columns, rows: taken(), values };
}

/** The parts, grouped by their columns. */
function partsByColumns({ parts }: Source): readonly Part[][] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = JSON.stringify(part.columns);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [part]);
    else group.push(part);
  }
  return [...groups.values()];
}

async function samplePart(
  database: Database,
  part: Part,
  places: Places,
  limit: number,
  values: (string | null)[][],
): Promise<void> {
  if (part.first !== undefined) {
    for await (const cells of part.first(limit)) {
      places.forEach((place, column) => values[column]!.push(place === undefined ? null : sampled(cells[place]!)));
    }
    return;
  }
  for (let from = 0; from < places.length; from += COLUMNS_PER_QUERY) {
    const some = places.slice(from, from + COLUMNS_PER_QUERY);
    const list = some.map((place) => (place === undefined ? "null" : outgoing(`c${place}`, "text")));
    const relation = part.relation(some.filter((place) => place !== undefined));
    const sql = `select ${list.join(", ")} from ${relation} limit ${limit}`;
    for await (const chunk of database.chunks("reading a sample", sql)) appendTexts(chunk, values, from);
  }
}

/** Characters of a sampled value: a sample shows what values look like. */
const MOST_SAMPLED = 16_384;

/** The beginning of a long value, without the rest of it in memory. */
function sampled(value: string | null): string | null {
  return value === null || value.length <= MOST_SAMPLED ? value : structuredClone(value.slice(0, MOST_SAMPLED));
}

/** Appends a chunk's columns to those of `values` from `first` on. */
function appendTexts(chunk: DuckDBDataChunk, values: readonly (string | null)[][], first: number): void {
  for (let index = 0; index < chunk.columnCount; index++) {
    const column = values[first + index]!;
    const vector = chunk.getColumnVector(index);
    for (let i = 0; i < chunk.rowCount; i++) column.push(sampled(vector.getItem(i) as string | null));
  }
}
