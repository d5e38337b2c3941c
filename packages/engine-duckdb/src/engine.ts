import type { DuckDBDataChunk } from "@duckdb/node-api";
import type {
  Activity,
  ColumnInfo,
  Dialect,
  EventBatch,
  EventEngine,
  EventQuery,
  GroupBatch,
  Histogram,
  Ledger,
  MembershipBatch,
  ReducePlan,
  Reject,
} from "@winnow/core";
import type { Database } from "./database.ts";
import { duckdbDialect } from "./dialect.ts";
import { numbersOf } from "./chunks.ts";
import { createDictionary } from "./dictionary.ts";
import { noSuchRow, notReduced } from "./errors.ts";
import { readGroups } from "./group-reader.ts";
import type { Part, PartLoad } from "./parts/part.ts";
import { outgoing, type Positions, ReductionSql, STATE } from "./reduction.ts";
import { RowNumbers } from "./row-numbers.ts";

/** A file that an engine reads. */
export interface EngineInput {
  readonly path: string;
  readonly bytes: number;
}

/** The embedded engine. Close it: it holds memory and temporary files. */
export interface DuckdbEngine extends EventEngine {
  readonly memberships: () => AsyncIterable<MembershipBatch>;
  readonly activity: (steps: number) => Promise<Activity>;
  /** What it reads, in order. Empty for a held stream. */
  inputs(): readonly EngineInput[];
}

const BATCH_ROWS = 8192;
/** Inputs that one warning names. */
const NAMES_SHOWN = 5;
/** Events looked up in one pass over the source. */
const POSITIONS_AT_ONCE = 65_536;

const TIME_REASONS: ReadonlyMap<number, string> = new Map([
  [STATE.timeUnreadable, "time cannot be read"],
  [STATE.timeMissing, "time is missing"],
]);

interface Reduction {
  readonly sql: ReductionSql;
  readonly loads: readonly PartLoad[];
  readonly numbers: RowNumbers;
  /** Records of all parts, rejected ones included. */
  readonly total: number;
}

/** A record with the columns and the data row of the whole source. */
interface SourceRecord {
  readonly row: number;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly values: readonly (string | null)[];
}

export class PartsEngine implements DuckdbEngine {
  readonly kind = "engine" as const;
  readonly dialect: Dialect = duckdbDialect;
  readonly #database: Database;
  readonly #parts: readonly Part[];
  readonly #columns: readonly string[];
  readonly #inputs: readonly EngineInput[];
  #reduction: Reduction | undefined;
  #reductions = 0;

  constructor(database: Database, parts: readonly Part[], inputs: readonly EngineInput[]) {
    this.#database = database;
    this.#parts = parts;
    this.#inputs = inputs;
    this.#columns = [...new Set(parts.flatMap((part) => part.columns))];
  }

  inputs(): readonly EngineInput[] {
    return this.#inputs;
  }

  async columns(): Promise<readonly ColumnInfo[]> {
    return this.#columns.map((name) => ({ name, type: this.#typeOf(name) }));
  }

  #typeOf(column: string): string {
    const part = this.#parts.find(({ columns }) => columns.includes(column))!;
    return part.types[part.columns.indexOf(column)]!;
  }

  async sample(limit: number): Promise<EventBatch> {
    const values: (string | null)[][] = this.#columns.map(() => []);
    const taken = (): number => values[0]?.length ?? 0;
    const kinds = this.#columns.length === 0 ? [] : this.#partsByColumns();
    for (const [index, parts] of kinds.entries()) {
      // Logs of several kinds all have a say, whatever their order.
      const end = taken() + Math.ceil((limit - taken()) / (kinds.length - index));
      for (const part of parts) if (taken() < end) await this.#sampleOf(part, end - taken(), values);
    }
    return { columns: this.#columns, rows: taken(), values };
  }

  async #sampleOf(part: Part, limit: number, values: (string | null)[][]): Promise<void> {
    const places = this.#positions(part);
    if (part.first !== undefined) {
      for await (const cells of part.first(limit)) {
        places.forEach((place, column) => values[column]!.push(place === undefined ? null : cells[place]!));
      }
      return;
    }
    const list = places.map((place) => (place === undefined ? "null" : outgoing(`c${place}`, "text")));
    const sql = `select ${list.join(", ")} from ${part.relation()} limit ${limit}`;
    for await (const chunk of this.#database.chunks("reading a sample", sql)) appendTexts(chunk, values);
  }

  /** The parts, those with the same columns together. */
  #partsByColumns(): Part[][] {
    const groups = new Map<string, Part[]>();
    for (const part of this.#parts) {
      const key = JSON.stringify(part.columns);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [part]);
      else group.push(part);
    }
    return [...groups.values()];
  }

  async *reduce(plan: ReducePlan): AsyncGenerator<GroupBatch> {
    await this.#forget();
    this.#warnOfTimeless(plan.time?.column);
    const sql = new ReductionSql(plan, this.#columns, `reduction_${++this.#reductions}`);
    await this.#database.run("loading events", sql.prepare());
    const loads: PartLoad[] = [];
    for (const part of this.#parts) {
      loads.push(
        await part.load(this.#database, (relation) => sql.insert(relation, this.#positions(part), part.holdsNulls)),
      );
    }
    const total = loads.reduce((sum, load) => sum + load.accepted + load.rejected.length, 0);
    const numbers = new RowNumbers(rejectedRows(loads));
    this.#reduction = { sql, loads, numbers, total };
    for (const { name, texts, keys, encode } of sql.dictionaries()) {
      await createDictionary(this.#database, name, texts, keys);
      for (const statement of encode) await this.#database.run("describing texts", statement);
    }
    for (const statement of sql.group()) await this.#database.run("grouping events", statement);
    if (plan.time !== null) await this.#settleTies();
    for (const statement of sql.number()) await this.#database.run("grouping events", statement);
    yield* readGroups(this.#database, sql, numbers);
  }

  /** One field map serves all parts: those of another schema may have no column for the time. */
  #warnOfTimeless(column: string | undefined): void {
    if (column === undefined) return;
    const names = this.#parts.filter(({ columns }) => !columns.includes(column)).map(({ name }) => name);
    if (names.length === 0 || names.length === this.#parts.length) return;
    const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "";
    this.#database.context.warn(
      `${names.slice(0, NAMES_SHOWN).join(", ")}${more}: there is no column "${column}", which tells the time of the other inputs, ` +
        "so no event there has one and all are rejected. Logs of different schemas need a run each.",
    );
  }

  async #forget(): Promise<void> {
    const reduction = this.#reduction;
    this.#reduction = undefined;
    if (reduction !== undefined) await this.#database.run("forgetting a reduction", reduction.sql.drop());
  }

  /** Of several events at the first instant of a group, the one whose content sorts first stands for it. */
  async #settleTies(): Promise<void> {
    const { sql } = this.#reduced("ties");
    const best = new Map<number, { readonly content: string; readonly position: number }>();
    for await (const chunks of gathered(this.#database.chunks("choosing exemplars", sql.tied()), POSITIONS_AT_ONCE)) {
      const positions = concatenated(
        Float64Array,
        chunks.map((chunk) => numbersOf(chunk, 0)),
      );
      const groups = chunks.flatMap((chunk) => chunk.getColumnValues(1) as number[]);
      let at = 0;
      for await (const { values } of this.#records(positions)) {
        const content = values.map((value) => value ?? "").join("\0");
        const known = best.get(groups[at]!);
        if (known === undefined || content < known.content)
          best.set(groups[at]!, { content, position: positions[at]! });
        at++;
      }
    }
    const settled = Array.from(best, ([group, { position }]) => [group, position] as const);
    for (let from = 0; from < settled.length; from += POSITIONS_AT_ONCE) {
      const some = new Map(settled.slice(from, from + POSITIONS_AT_ONCE));
      await this.#database.run("choosing exemplars", sql.settleTies(some));
    }
  }

  async ledger(): Promise<Ledger> {
    const { sql, loads, total } = this.#reduced("the ledger");
    const states = new Map((await this.#database.rows("counting events", sql.states())) as [number, number][]);
    const reasons: Record<string, number> = {};
    const add = (reason: string, count: number): void => {
      if (count > 0) reasons[reason] = (reasons[reason] ?? 0) + count;
    };
    for (const { rejected } of loads) for (const { reason } of rejected) add(reason, 1);
    for (const [state, reason] of TIME_REASONS) add(reason, states.get(state) ?? 0);
    const rejected = Object.values(reasons).reduce((sum, count) => sum + count, 0);
    const [clustered] = (await this.#database.rows("counting events", sql.grouped()))[0] as [number];
    return { read: total, rejected, filtered: states.get(STATE.filtered) ?? 0, clustered, reasons };
  }

  async *rejects(): AsyncGenerator<Reject> {
    const { loads } = this.#reduced("rejections");
    let first = 0;
    for (const load of loads) {
      for (const { file, line, reason, text } of load.rejected) yield { file, line, reason, text };
      yield* this.#timeRejects(first, first + load.accepted);
      first += load.accepted;
    }
  }

  /** Events between two positions whose time could not be read. */
  async *#timeRejects(from: number, to: number): AsyncGenerator<Reject> {
    const { sql } = this.#reduced("rejections");
    const chunks = this.#database.chunks("listing rejected events", sql.timeRejects(from, to));
    for await (const some of gathered(chunks, POSITIONS_AT_ONCE)) {
      const states = some.flatMap((chunk) => chunk.getColumnValues(1) as number[]);
      let at = 0;
      for await (const { file, line, text } of this.#records(
        concatenated(
          Float64Array,
          some.map((chunk) => numbersOf(chunk, 0)),
        ),
      )) {
        yield { file, line, reason: TIME_REASONS.get(states[at++]!)!, text };
      }
    }
  }

  async *memberships(): AsyncGenerator<MembershipBatch> {
    const { sql, numbers } = this.#reduced("memberships");
    const ordered = `select p::double, g from (${sql.memberships()}) order by p`;
    for await (const chunks of gathered(this.#database.chunks("assigning events to groups", ordered), BATCH_ROWS)) {
      const rows = concatenated(
        Float64Array,
        chunks.map((chunk) => numbersOf(chunk, 0)),
      );
      for (let i = 0; i < rows.length; i++) rows[i] = numbers.rowAt(rows[i]!);
      const groups = chunks.map((chunk) => Int32Array.from(chunk.getColumnValues(1) as number[]));
      yield { rows, groups: concatenated(Int32Array, groups) };
    }
  }

  async *events(query: EventQuery): AsyncGenerator<EventBatch> {
    this.#reduced("events");
    if (query.rows !== undefined) yield* this.#eventsAt(query.rows.slice(0, query.limit));
    else for await (const positions of this.#positionsOf(query)) yield* this.#batches(this.#records(positions));
  }

  /** Events in any order, the same one twice if so asked. */
  async *#eventsAt(rows: readonly number[]): AsyncGenerator<EventBatch> {
    const positions = Float64Array.from(new Set(rows.map((row) => this.#position(row)))).sort();
    const found = new Map<number, SourceRecord>();
    for await (const record of this.#records(positions)) found.set(record.row, record);
    yield* this.#batches(rows.map((row) => found.get(row)!));
  }

  #position(row: number): number {
    const { numbers, total } = this.#reduced("events");
    const exists = Number.isInteger(row) && row >= 0 && row < total;
    const position = exists ? numbers.positionOf(row) : undefined;
    if (position === undefined) throw noSuchRow({ row });
    return position;
  }

  /** Positions of the events asked for, ascending, as many at a time as are worth a pass over the source. */
  async *#positionsOf({ groups, limit }: EventQuery): AsyncGenerator<Float64Array> {
    const { sql } = this.#reduced("events");
    const some = `select p::double from (${sql.positions(groups)}) order by p${limitSql(limit)}`;
    for await (const chunks of gathered(this.#database.chunks("finding events", some), POSITIONS_AT_ONCE)) {
      yield concatenated(
        Float64Array,
        chunks.map((chunk) => numbersOf(chunk, 0)),
      );
    }
  }

  /** The records at these positions, ascending, with the source's columns and data rows. */
  async *#records(positions: Float64Array): AsyncGenerator<SourceRecord> {
    const { loads, numbers } = this.#reduced("events");
    let first = 0;
    let next = 0;
    for (const [index, part] of this.#parts.entries()) {
      const end = first + loads[index]!.accepted + loads[index]!.rejected.length;
      const rows: number[] = [];
      while (next < positions.length && numbers.rowAt(positions[next]!) < end) {
        rows.push(numbers.rowAt(positions[next++]!) - first);
      }
      const places = this.#positions(part);
      if (rows.length > 0) {
        for await (const { row, line, text, cells } of part.records(this.#database, rows)) {
          const values = places.map((place) => (place === undefined ? null : cells[place]!));
          yield { row: first + row, file: part.name, line, text, values };
        }
      }
      first = end;
    }
  }

  async *#batches(records: AsyncIterable<SourceRecord> | Iterable<SourceRecord>): AsyncGenerator<EventBatch> {
    let values: (string | null)[][] = this.#columns.map(() => []);
    let dataRows: number[] = [];
    const batch = (): EventBatch => ({
      columns: this.#columns,
      rows: dataRows.length,
      values,
      dataRows: Float64Array.from(dataRows),
    });
    for await (const record of records) {
      record.values.forEach((value, column) => values[column]!.push(value));
      if (dataRows.push(record.row) < BATCH_ROWS) continue;
      yield batch();
      values = this.#columns.map(() => []);
      dataRows = [];
    }
    if (dataRows.length > 0) yield batch();
  }

  async histogram(query: EventQuery, buckets: number): Promise<Histogram> {
    const { sql } = this.#reduced("a histogram");
    const doing = "counting events over time";
    const rows = query.rows?.slice(0, query.limit).map((row) => this.#position(row));
    const positions = rows === undefined ? "" : ` where p in (${rows.length === 0 ? "null" : rows.join(", ")})`;
    const asked =
      `select t from (select * from (${sql.positions(query.groups)})${positions} order by p${limitSql(query.limit)}) ` +
      `where t is not null`;
    const [range] = await this.#database.rows(doing, `select min(t), max(t) from (${asked})`);
    const [start, end] = range as [bigint | null, bigint | null];
    const counts = new Float64Array(buckets);
    if (start === null || end === null) return { start: 0n, width: 1n, counts };
    const width = (end - start) / BigInt(buckets) + 1n;
    const perBucket = `select ((t - ${start}) // ${width})::integer, count(*)::double from (${asked}) group by 1`;
    for (const [bucket, count] of await this.#database.rows(doing, perBucket))
      counts[bucket as number] = count as number;
    return { start, width, counts };
  }

  async activity(steps: number): Promise<Activity> {
    const { sql } = this.#reduced("activity");
    const doing = "counting events over time";
    const [range] = await this.#database.rows(doing, sql.groupedRange());
    const [start, end] = range as [bigint | null, bigint | null];
    const [groups, at, counts]: [number[], number[], number[]] = [[], [], []];
    const none = { groups: new Int32Array(), steps: new Int32Array(), counts: new Float64Array() };
    if (start === null || end === null) return { start: 0n, width: 1n, ...none };
    const width = (end - start) / BigInt(steps) + 1n;
    for await (const chunk of this.#database.chunks(doing, sql.activity(start, width))) {
      groups.push(...(chunk.getColumnValues(0) as number[]));
      at.push(...(chunk.getColumnValues(1) as number[]));
      counts.push(...(chunk.getColumnValues(2) as number[]));
    }
    return {
      start,
      width,
      groups: Int32Array.from(groups),
      steps: Int32Array.from(at),
      counts: Float64Array.from(counts),
    };
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  #reduced(question: string): Reduction {
    if (this.#reduction === undefined) throw notReduced({ question });
    return this.#reduction;
  }

  /** Where a part keeps each of the source's columns. */
  #positions(part: Part): Positions {
    const places = new Map(part.columns.map((name, index) => [name, index]));
    return this.#columns.map((name) => places.get(name));
  }
}

function rejectedRows(loads: readonly PartLoad[]): Float64Array {
  const rows: number[] = [];
  let first = 0;
  for (const { accepted, rejected } of loads) {
    for (const { row } of rejected) rows.push(first + row);
    first += accepted + rejected.length;
  }
  return Float64Array.from(rows);
}

function appendTexts(chunk: DuckDBDataChunk, values: (string | null)[][]): void {
  for (const [index, column] of values.entries()) {
    const vector = chunk.getColumnVector(index);
    for (let i = 0; i < chunk.rowCount; i++) column.push(vector.getItem(i) as string | null);
  }
}

/** Several chunks at a time: fewer, larger batches for whoever consumes them. */
async function* gathered(chunks: AsyncIterable<DuckDBDataChunk>, size: number): AsyncGenerator<DuckDBDataChunk[]> {
  let batch: DuckDBDataChunk[] = [];
  let rows = 0;
  for await (const chunk of chunks) {
    batch.push(chunk);
    rows += chunk.rowCount;
    if (rows < size) continue;
    yield batch;
    batch = [];
    rows = 0;
  }
  if (batch.length > 0) yield batch;
}

function limitSql(limit: number | undefined): string {
  return limit === undefined ? "" : ` limit ${Math.max(0, Math.trunc(limit))}`;
}

function concatenated<A extends Float64Array | Int32Array>(make: new (length: number) => A, arrays: readonly A[]): A {
  const whole = new make(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}
