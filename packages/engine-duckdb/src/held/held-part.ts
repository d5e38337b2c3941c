import type { Database } from "../database.ts";
import { recordsById } from "../parts/by-id.ts";
import type { Part, PartLoad, PartRecord } from "../parts/part.ts";
import { RowNumbers, RowRanges } from "../rejects/row-numbers.ts";
import type { HeldTable, Slice } from "./held-table.ts";
import type { HeldInput } from "./held-tables.ts";
import { sliceGroups, sliceSql } from "./slice-sql.ts";

/** Events in a table of the engine: those of inputs that were held one after the other. */
export class HeldPart implements Part {
  readonly inputs: readonly HeldInput[];
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly holdsNulls = true;
  /** Data row of the first record of each input. */
  readonly #starts: readonly number[];
  readonly #accepted: number;
  readonly #rejected = new RowRanges();
  readonly #numbers: RowNumbers;
  /** Position of each column in the table. */
  readonly #positions: readonly number[];

  /** @param inputs in the order in which they were held, without another one between them in their table */
  constructor(inputs: readonly HeldInput[]) {
    this.inputs = inputs;
    const columns = new Map(inputs.flatMap((input) => [...input.columns]));
    this.columns = [...columns.keys()];
    this.#positions = [...columns.values()];
    this.types = this.columns.map(() => "text");
    const starts: number[] = [];
    let next = 0;
    for (const { rows, rejected } of inputs) {
      starts.push(next);
      this.#rejected.addAll(rejected, next);
      next += rows + rejected.count;
    }
    this.#starts = starts;
    this.#accepted = next - this.#rejected.count;
    this.#numbers = new RowNumbers(this.#rejected);
  }

  relation(used: readonly number[] = [...this.#positions.keys()]): string {
    const selected = this.#slices().map((slice) => sliceSql(slice, this.#positions, used));
    if (selected.length > 0) return `(${selected.join(" union all ")})`;
    const nothing = used.map((index) => `null::varchar as c${index}`);
    return `(select ${["null as e", ...nothing].join(", ")} limit 0)`;
  }

  loaded(database: Database): PartLoad {
    return {
      inputs: this.inputs.map(({ name, rows, rejects }) => ({ name, accepted: rows, rejects })),
      accepted: this.#accepted,
      rejected: this.#rejected,
      records: (rows) => this.#records(database, rows),
    };
  }

  async load(database: Database, insert: (relation: string) => string): Promise<PartLoad> {
    await database.run("loading events", insert(this.relation()));
    return this.loaded(database);
  }

  #slices(): readonly Slice[] {
    const first = this.#firstRow();
    return this.#table()?.slices(first, first + this.#accepted) ?? [];
  }

  #table(): HeldTable | undefined {
    return this.inputs.find((input) => input.table !== undefined)?.table;
  }

  #firstRow(): number {
    return this.inputs.find((input) => input.table !== undefined)?.first ?? 0;
  }

  async *#records(database: Database, rows: readonly number[]): AsyncGenerator<PartRecord> {
    let held: number[] = [];
    let next = 0;
    for (const [index, input] of this.inputs.entries()) {
      const from = next;
      const end = this.#starts[index + 1] ?? Infinity;
      while (next < rows.length && rows[next]! < end) next++;
      const some = rows.slice(from, next);
      if (input.records === undefined) {
        held.push(...some);
      } else if (some.length > 0) {
        yield* this.#heldRecords(database, held);
        held = [];
        yield* this.#readAgain(input, this.#starts[index]!, some);
      }
    }
    yield* this.#heldRecords(database, held);
  }

  /** Records of an input that can be read again, which starts at data row `start`. */
  async *#readAgain(input: HeldInput, start: number, rows: readonly number[]): AsyncGenerator<PartRecord> {
    const places = new Map(Array.from(input.columns.keys(), (name, index) => [name, index]));
    for await (const record of input.records!(rows.map((row) => row - start))) {
      const cells = this.columns.map((name) => {
        const place = places.get(name);
        return place === undefined ? null : record.cells[place]!;
      });
      yield { ...record, row: start + record.row, cells };
    }
  }

  /** Records of other inputs, from the table: one query for many inputs. */
  async *#heldRecords(database: Database, rows: readonly number[]): AsyncGenerator<PartRecord> {
    const first = this.#firstRow();
    let input = 0;
    let next = 0;
    const tableRows = rows.map((row) => first + this.#numbers.positionOf(row)!);
    for (const slice of this.#slices()) {
      const from = next;
      while (next < tableRows.length && tableRows[next]! < slice.end) next++;
      const groups = sliceGroups(slice, this.#positions);
      for await (const { id, ...record } of recordsById(database, this.columns, groups, tableRows.slice(from, next))) {
        const row = this.#numbers.rowAt(id - first);
        while (input + 1 < this.#starts.length && this.#starts[input + 1]! <= row) input++;
        yield { ...record, row, file: this.inputs[input]!.name, line: row - this.#starts[input]! + 1 };
      }
    }
  }
}

/** Joins inputs that follow each other in one table: thousands of small files are loaded by one statement. */
export function joinHeld(inputs: readonly HeldInput[]): HeldPart[] {
  const runs: HeldInput[][] = [];
  for (const input of inputs) {
    const run = runs.at(-1);
    const table = run?.find((one) => one.table !== undefined)?.table;
    const fits = run !== undefined && (table === undefined || input.table === undefined || table === input.table);
    if (fits) run.push(input);
    else runs.push([input]);
  }
  return runs.map((run) => new HeldPart(run));
}
