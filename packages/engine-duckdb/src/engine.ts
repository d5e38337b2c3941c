import type { DuckDBDataChunk } from "@duckdb/node-api";
import type {
  ColumnInfo,
  Dialect,
  EventBatch,
  EventEngine,
  EventQuery,
  GroupBatch,
  Histogram,
  KeyColumn,
  Ledger,
  MembershipBatch,
  ReducePlan,
  Reject,
} from "@winnow/core";
import type { Database } from "./database.ts";
import { duckdbDialect } from "./dialect.ts";
import { noSuchRow, notReduced } from "./errors.ts";
import type { Part, PartLoad } from "./parts/part.ts";
import {
  contentHash,
  instantSql,
  outgoing,
  type ReductionSql,
  reductionSql,
  STATE,
  unifiedRelation,
} from "./reduction.ts";
import { RowNumbers } from "./row-numbers.ts";

/** A file that an engine reads. */
export interface EngineInput {
  readonly path: string;
  readonly bytes: number;
}

/** The embedded engine. Close it: it holds memory and temporary files. */
export interface DuckdbEngine extends EventEngine {
  readonly memberships: () => AsyncIterable<MembershipBatch>;
  /** What it reads, in order. Empty for a held stream. */
  inputs(): readonly EngineInput[];
}

const BATCH_ROWS = 8192;
/** Up to this many instants are compared before an event's content is hashed. */
const TIME_REASONS = {
  [STATE.timeUnreadable]: "time cannot be read",
  [STATE.timeMissing]: "time is missing",
} as const;

interface Reduction {
  readonly plan: ReducePlan;
  readonly sql: ReductionSql;
  readonly loads: readonly PartLoad[];
  readonly numbers: RowNumbers;
}

export class PartsEngine implements DuckdbEngine {
  readonly kind = "engine" as const;
  readonly dialect: Dialect = duckdbDialect;
  readonly #database: Database;
  readonly #parts: readonly Part[];
  readonly #columns: readonly string[];
  readonly #inputs: readonly EngineInput[];
  #reduction: Reduction | undefined;

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
    for (const part of this.#parts) {
      const wanted = limit - (values[0]?.length ?? 0);
      if (wanted <= 0) break;
      const sql = `select ${this.#outgoingColumns()} from ${this.#unified(part)} limit ${wanted}`;
      for await (const chunk of this.#database.chunks("reading a sample", sql)) appendTexts(chunk, 0, values);
    }
    return { columns: this.#columns, rows: values[0]?.length ?? 0, values };
  }

  async *reduce(plan: ReducePlan): AsyncGenerator<GroupBatch> {
    this.#reduction = undefined;
    const sql = reductionSql(plan, this.#columns);
    await this.#database.run("loading events", sql.createEvents);
    const loads: PartLoad[] = [];
    for (const part of this.#parts) {
      loads.push(await part.load(this.#database, (relation) => sql.insertEvents(relation, this.#positions(part))));
    }
    for (const statement of sql.group) await this.#database.run("grouping events", statement);
    this.#reduction = { plan, sql, loads, numbers: new RowNumbers(rejectedRows(loads)) };
    const types = plan.keys.map(({ expression }) => expression.type);
    for await (const chunk of this.#database.chunks("reading groups", sql.readGroups)) {
      yield groupBatch(chunk, types, this.#reduction.numbers);
    }
  }

  async ledger(): Promise<Ledger> {
    const { loads } = this.#reduced("the ledger");
    const counts = await this.#database.rows("counting events", "select s, count(*) from events group by s");
    const byState = new Map(counts.map(([state, count]) => [Number(state), Number(count)]));
    const reasons: Record<string, number> = {};
    const add = (reason: string, count: number): void => {
      if (count > 0) reasons[reason] = (reasons[reason] ?? 0) + count;
    };
    for (const { rejected } of loads) for (const { reason } of rejected) add(reason, 1);
    for (const state of [STATE.timeUnreadable, STATE.timeMissing]) add(TIME_REASONS[state], byState.get(state) ?? 0);
    const rejected = Object.values(reasons).reduce((sum, count) => sum + count, 0);
    const filtered = byState.get(STATE.filtered) ?? 0;
    const read = loads.reduce((sum, load) => sum + load.accepted + load.rejected.length, 0);
    return { read, rejected, filtered, clustered: await this.#clustered(), reasons };
  }

  async #clustered(): Promise<number> {
    const [row] = await this.#database.rows("counting events", "select coalesce(sum(n), 0)::double from groups");
    return row![0] as number;
  }

  async *rejects(): AsyncGenerator<Reject> {
    const { loads, numbers } = this.#reduced("rejections");
    let first = 0;
    for (const [index, part] of this.#parts.entries()) {
      const load = loads[index]!;
      for (const { file, line, reason, text } of load.rejected) yield { file, line, reason, text };
      yield* this.#timeRejects(part, load, first, numbers);
      first += load.accepted + load.rejected.length;
    }
  }

  /** Events of a part whose time could not be read. `first` is the part's first data row. */
  async *#timeRejects(part: Part, load: PartLoad, first: number, numbers: RowNumbers): AsyncGenerator<Reject> {
    const from = numbers.firstPositionFrom(first);
    const sql =
      `select rowid::double, s from events where s in (${STATE.timeUnreadable}, ${STATE.timeMissing}) ` +
      `and rowid >= ${from} and rowid < ${from + load.accepted} order by rowid`;
    for await (const chunk of this.#database.chunks("listing rejected events", sql)) {
      const positions = numbersOf(chunk, 0);
      const states = chunk.getColumnValues(1) as number[];
      const rows = Array.from(positions, (position) => numbers.rowAt(position) - first);
      let at = 0;
      for await (const { line, text } of part.describe(this.#database, rows)) {
        const reason = TIME_REASONS[states[at++] as keyof typeof TIME_REASONS];
        yield { file: part.path, line, reason, text };
      }
    }
  }

  async *memberships(): AsyncGenerator<MembershipBatch> {
    const { sql, numbers } = this.#reduced("memberships");
    const ordered = `select p::double, g from (${sql.memberships}) order by p`;
    for await (const batch of gathered(this.#database.chunks("assigning events to groups", ordered))) {
      const positions = batch.flatMap((chunk) => [numbersOf(chunk, 0)]);
      const groups = batch.map((chunk) => Int32Array.from(chunk.getColumnValues(1) as number[]));
      const rows = concatenated(Float64Array, positions);
      for (let i = 0; i < rows.length; i++) rows[i] = numbers.rowAt(rows[i]!);
      yield { rows, groups: concatenated(Int32Array, groups) };
    }
  }

  async *events(query: EventQuery): AsyncGenerator<EventBatch> {
    this.#reduced("events");
    await this.#createWanted(query);
    await this.#createContents();
    const list = this.#columns.map((_, index) => outgoing(`u${index}`, "text"));
    const sql = `select ${list.join(", ")} from wanted join contents using (k) order by i`;
    for await (const batch of gathered(this.#database.chunks("reading events", sql))) {
      const values: (string | null)[][] = this.#columns.map(() => []);
      for (const chunk of batch) appendTexts(chunk, 0, values);
      yield { columns: this.#columns, rows: batch.reduce((sum, chunk) => sum + chunk.rowCount, 0), values };
    }
  }

  /** `wanted`: the events asked for, `i` their order in the answer, with what finds them in the source. */
  async #createWanted(query: EventQuery): Promise<void> {
    await this.#database.run("finding events", `create or replace table wanted as ${this.#wantedSql(query)}`);
  }

  #wantedSql(query: EventQuery): string {
    const limit = query.limit === undefined ? "" : ` limit ${Math.max(0, Math.trunc(query.limit))}`;
    if (query.rows !== undefined) {
      const positions = query.rows.map((row) => this.#position(row));
      const asked = `(select unnest([${positions.join(", ")}]::bigint[]) as p, generate_subscripts([${positions.join(", ")}]::bigint[], 1) as i)`;
      return `select i, p, t, k from ${asked} join events on events.rowid = p order by i${limit}`;
    }
    if (query.groups !== undefined) {
      const { sql } = this.#reduced("events");
      const groups = query.groups.length === 0 ? "null" : query.groups.map((group) => Math.trunc(group)).join(", ");
      return (
        `select p as i, p, t, k from (${sql.memberships}) join events on events.rowid = p ` +
        `where g in (${groups}) order by p${limit}`
      );
    }
    return `select rowid as i, rowid as p, t, k from events order by rowid${limit}`;
  }

  #position(row: number): number {
    const position = Number.isInteger(row) && row >= 0 ? this.#reduced("events").numbers.positionOf(row) : undefined;
    if (position === undefined) throw noSuchRow({ row });
    return position;
  }

  /** `contents`: each content among the wanted events once, by its hash. Equal hashes are equal events. */
  async #createContents(): Promise<void> {
    const { plan } = this.#reduced("events");
    const columns = this.#columns.map((_, index) => `u${index}`).join(", ");
    const instant = instantSql(plan, this.#columns);
    const prefilter = plan.time === null ? "" : ` where ${instant} in (select t from wanted)`;
    const scans = this.#parts.map((part) => `select ${columns} from ${this.#unified(part)}${prefilter}`);
    await this.#database.run(
      "reading events",
      `create or replace table contents as select distinct on (k) k, ${columns} from ` +
        `(select ${contentHash(this.#columns)} as k, ${columns} from (${scans.join(" union all ")})) ` +
        `where k in (select k from wanted)`,
    );
  }

  async histogram(query: EventQuery, buckets: number): Promise<Histogram> {
    this.#reduced("a histogram");
    await this.#createWanted(query);
    const [range] = await this.#database.rows("counting events over time", "select min(t), max(t) from wanted");
    const [start, end] = range as [bigint | null, bigint | null];
    const counts = new Float64Array(buckets);
    if (start === null || end === null) return { start: 0n, width: 1n, counts };
    const width = (end - start) / BigInt(buckets) + 1n;
    const sql = `select ((t - ${start}) // ${width})::integer, count(*)::double from wanted group by 1`;
    for (const [bucket, count] of await this.#database.rows("counting events over time", sql)) {
      counts[bucket as number] = count as number;
    }
    return { start, width, counts };
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  #reduced(question: string): Reduction {
    if (this.#reduction === undefined) throw notReduced({ question });
    return this.#reduction;
  }

  #positions(part: Part): (number | undefined)[] {
    const places = new Map(part.columns.map((name, index) => [name, index]));
    return this.#columns.map((name) => places.get(name));
  }

  #unified(part: Part): string {
    return unifiedRelation(part.relation(), this.#positions(part));
  }

  #outgoingColumns(): string {
    return this.#columns.map((_, index) => outgoing(`u${index}`, "text")).join(", ");
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

function groupBatch(chunk: DuckDBDataChunk, types: readonly string[], numbers: RowNumbers): GroupBatch {
  const exemplars = numbersOf(chunk, 3);
  for (let i = 0; i < exemplars.length; i++) exemplars[i] = numbers.rowAt(exemplars[i]!);
  return {
    rows: chunk.rowCount,
    counts: numbersOf(chunk, 0),
    firstTimes: BigInt64Array.from(chunk.getColumnValues(1) as bigint[]),
    lastTimes: BigInt64Array.from(chunk.getColumnValues(2) as bigint[]),
    exemplars,
    tieBreaks: BigUint64Array.from(chunk.getColumnValues(4) as bigint[]),
    keys: types.map((type, index) => keyColumn(chunk, index + 5, type)),
  };
}

function keyColumn(chunk: DuckDBDataChunk, column: number, type: string): KeyColumn {
  switch (type) {
    case "number":
    case "boolean":
      return { type, values: numbersOf(chunk, column) };
    case "time":
      return { type, values: BigInt64Array.from(chunk.getColumnValues(column) as bigint[]) };
    default:
      return { type: "text", values: chunk.getColumnValues(column) as string[] };
  }
}

/** A column of doubles; NaN where there is none. */
function numbersOf(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column);
  const values = new Float64Array(chunk.rowCount);
  for (let i = 0; i < values.length; i++) values[i] = (vector.getItem(i) as number | null) ?? Number.NaN;
  return values;
}

function appendTexts(chunk: DuckDBDataChunk, first: number, values: (string | null)[][]): void {
  for (const [index, column] of values.entries()) {
    const vector = chunk.getColumnVector(first + index);
    for (let i = 0; i < chunk.rowCount; i++) column.push(vector.getItem(i) as string | null);
  }
}

/** Several chunks at a time: fewer, larger batches for whoever consumes them. */
async function* gathered(chunks: AsyncIterable<DuckDBDataChunk>): AsyncGenerator<DuckDBDataChunk[]> {
  let batch: DuckDBDataChunk[] = [];
  let rows = 0;
  for await (const chunk of chunks) {
    batch.push(chunk);
    rows += chunk.rowCount;
    if (rows < BATCH_ROWS) continue;
    yield batch;
    batch = [];
    rows = 0;
  }
  if (batch.length > 0) yield batch;
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
