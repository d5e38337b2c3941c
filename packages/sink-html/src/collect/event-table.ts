import { FIELDS, parseTime, TIME_FIELD } from "@winnow/expressions";
import { throwIfAborted, type EventBatch, type RunResult } from "@winnow/core";
import type { EventTable } from "../data/report-data.ts";
import type { PickedEvents } from "./pick-events.ts";
import type { Texts } from "./texts.ts";

/** Reads the picked events into columns that store every text once. */
export async function makeEventTable(
  result: RunResult,
  picked: PickedEvents,
  texts: Texts,
  signal: AbortSignal,
): Promise<EventTable> {
  const table = new TableBuilder(result, picked.dataRows.length, texts);
  for await (const batch of fetch(result, picked)) {
    throwIfAborted(signal);
    table.add(batch);
  }
  const { complete, dataRows, rows } = picked;
  const shownOnly = result.assignments === undefined && !complete;
  return { ...table.finish(), complete, ...(shownOnly ? { shownOnly } : {}), dataRows, rows };
}

/** Shown events are part of the result; others have to be queried. */
async function* fetch(result: RunResult, { dataRows }: PickedEvents): AsyncIterable<EventBatch> {
  if (result.assignments === undefined) yield shownInOrder(result, dataRows);
  else if (dataRows.length > 0) yield* result.events({ rows: [...dataRows] });
}

function shownInOrder({ rows, exemplars, foldedEvents }: RunResult, dataRows: Float64Array): EventBatch {
  const places = new Map<number, readonly [batch: EventBatch, row: number]>();
  const folded = rows.flatMap((row) => row.folded);
  folded.forEach(({ event }, i) => places.set(event, [foldedEvents, i]));
  rows.forEach(({ exemplar }, i) => places.set(exemplar, [exemplars, i]));
  const found = Array.from(dataRows, (dataRow) => places.get(dataRow)!);
  const { columns } = exemplars;
  const values = columns.map((name) =>
    found.map(([batch, row]) => batch.values[batch.columns.indexOf(name)]?.[row] ?? null),
  );
  return { columns, rows: dataRows.length, values };
}

class TableBuilder {
  readonly #result: RunResult;
  readonly #size: number;
  readonly #texts: Texts;
  readonly #times: BigInt64Array;
  readonly #fields = new Map<string, Int32Array>();
  readonly #columns = new Map<string, Int32Array>();
  #filled = 0;

  constructor(result: RunResult, size: number, texts: Texts) {
    this.#result = result;
    this.#size = size;
    this.#texts = texts;
    this.#times = new BigInt64Array(size);
  }

  add(batch: EventBatch): void {
    this.#addTimes(batch);
    for (const name of Object.keys(FIELDS)) if (name !== TIME_FIELD) this.#addField(name, batch);
    batch.columns.forEach((name, column) => {
      const cells = this.#cellsOf(this.#columns, name);
      const values = batch.values[column]!;
      for (let i = 0; i < batch.rows; i++) cells[this.#filled + i] = this.#texts.cell(values[i]!);
    });
    this.#filled += batch.rows;
  }

  #addTimes(batch: EventBatch): void {
    const read = this.#result.reader(TIME_FIELD)?.(batch);
    if (read === undefined) return;
    for (let i = 0; i < batch.rows; i++) this.#times[this.#filled + i] = parseTime(read(i), "iso") ?? 0n;
  }

  #addField(name: string, batch: EventBatch): void {
    const read = this.#result.reader(name)?.(batch);
    if (read === undefined) return;
    const cells = this.#cellsOf(this.#fields, name);
    for (let i = 0; i < batch.rows; i++) {
      const text = read(i);
      cells[this.#filled + i] = text === "" ? -1 : this.#texts.cell(text);
    }
  }

  /** Batches may differ in columns: cells of a missing column stay missing. */
  #cellsOf(tables: Map<string, Int32Array>, name: string): Int32Array {
    const known = tables.get(name);
    if (known !== undefined) return known;
    const cells = new Int32Array(this.#size).fill(-1);
    tables.set(name, cells);
    return cells;
  }

  finish(): Pick<EventTable, "size" | "times" | "texts" | "fields" | "columns"> {
    const used = [...this.#fields].filter(([, cells]) => cells.some((cell) => cell >= 0));
    return {
      size: this.#size,
      times: this.#times,
      texts: this.#texts.list,
      fields: Object.fromEntries(used),
      columns: Array.from(this.#columns, ([name, cells]) => ({ name, cells })),
    };
  }
}
