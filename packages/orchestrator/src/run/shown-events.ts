import { LIMITS, type EventBatch, type FieldReader } from "@winnow/core";
import { FIELDS, shownText } from "@winnow/expressions";
import type { MergeableReduction, SourceFields } from "@winnow/reduction";
import { readerOver } from "./field-reader.ts";

/** The events that rows show, with long values shortened, and readers of their fields. */
export interface ShownEvents {
  readonly rows: number;
  /** Events from `start` up to `end`, in the order in which they were asked for. */
  part(start: number, end: number): EventBatch;
  /** A reader of the field over these events and over others; `undefined` where no source has it. */
  reader(field: string): FieldReader | undefined;
}

/** Fields of events with long values: by field and place of the event. */
type Fields = ReadonlyMap<string, ReadonlyMap<number, string>>;

/**
 * Fetches events by number. The fields of an event are read before its values are shortened: a field can be a part of a long
 * value.
 * @param events in any order
 */
export async function fetchShown(reduction: MergeableReduction, events: readonly number[]): Promise<ShownEvents> {
  // In ascending order, a source reads them in one pass and holds few at a time.
  const ascending = [...new Set(events)].sort((a, b) => a - b);
  const fetched = new Fetched(reduction);
  for await (const batch of reduction.exemplars(ascending)) fetched.add(batch);
  const placeOf = new Map(ascending.map((event, at) => [event, at]));
  return new InOrder(
    reduction.sources,
    fetched,
    Int32Array.from(events, (event) => placeOf.get(event)!),
  );
}

class Fetched {
  readonly columns: readonly string[];
  readonly values: (string | null)[][];
  readonly fields: ReadonlyMap<string, Map<number, string>> = new Map(
    Object.keys(FIELDS).map((name) => [name, new Map<number, string>()]),
  );
  readonly #sources: readonly SourceFields[];

  constructor({ columns, sources }: MergeableReduction) {
    this.columns = columns;
    this.#sources = sources;
    this.values = columns.map(() => []);
  }

  add(batch: EventBatch): void {
    const shown = remembering(shownText);
    this.#addFields(batch, this.values[0]?.length ?? 0, shown);
    for (const [at, name] of this.columns.entries()) {
      const column = batch.values[batch.columns.indexOf(name)];
      for (let row = 0; row < batch.rows; row++) {
        const value = column?.[row] ?? null;
        this.values[at]!.push(value === null ? null : shown(value));
      }
    }
  }

  #addFields(batch: EventBatch, start: number, shown: (text: string) => string): void {
    const long = rowsWithLongValues(batch);
    if (long.length === 0) return;
    for (const [name, texts] of this.fields) {
      const textOf = readerOver(this.#sources, name)?.(batch);
      if (textOf !== undefined) for (const row of long) texts.set(start + row, shown(textOf(row)));
    }
  }
}

/** Shortens each long text once: a field is often a column as it is. */
function remembering(shorten: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    if (text.length <= LIMITS.shownCharacters) return text;
    const shown = known.get(text) ?? shorten(text);
    known.set(text, shown);
    return shown;
  };
}

function rowsWithLongValues({ rows, values }: EventBatch): number[] {
  const isLong = new Uint8Array(rows);
  for (const column of values) {
    column.forEach((value, row) => {
      if (value !== null && value.length > LIMITS.shownCharacters) isLong[row] = 1;
    });
  }
  return Array.from(isLong.keys()).filter((row) => isLong[row] === 1);
}

class InOrder implements ShownEvents {
  readonly #sources: readonly SourceFields[];
  readonly #fetched: Pick<Fetched, "columns" | "values"> & { readonly fields: Fields };
  /** Place of each event in the columns. */
  readonly #places: Int32Array;
  /** Places of the events of each part. */
  readonly #parts = new WeakMap<EventBatch["values"], Int32Array>();

  constructor(sources: readonly SourceFields[], fetched: Fetched, places: Int32Array) {
    this.#sources = sources;
    this.#fetched = fetched;
    this.#places = places;
  }

  get rows(): number {
    return this.#places.length;
  }

  part(start: number, end: number): EventBatch {
    const places = this.#places.subarray(start, end);
    const values = this.#fetched.values.map((column) => Array.from(places, (place) => column[place]!));
    this.#parts.set(values, places);
    return { columns: this.#fetched.columns, rows: places.length, values };
  }

  reader(field: string): FieldReader | undefined {
    const read = readerOver(this.#sources, field);
    const long = this.#fetched.fields.get(field);
    if (read === undefined || long === undefined) return read;
    return (batch) => {
      const places = this.#parts.get(batch.values);
      const textOf = read(batch);
      return places === undefined ? textOf : (row) => long.get(places[row]!) ?? textOf(row);
    };
  }
}
