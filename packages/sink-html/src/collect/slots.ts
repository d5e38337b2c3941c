import { fillTemplate, selectMasks, shownBeginning, slots, type SlotValue } from "@winnow/expressions";
import type { EventTable, SlotTable } from "../data/report-data.ts";
import type { Texts } from "./texts.ts";

const COMMAND_LINE = "process.command_line";
/** Most values of a slot that are counted separately; the others are counted together. */
const MOST_VALUES = 50;
/** Most slots of a template that are counted: a command of more of them is text, not a form with blanks. */
const MOST_PLACES = 100;

/**
 * Slot values of each row's command lines, the most frequent first. `null` where there are no command lines, or where the
 * page holds only some of the events, whose counts would mislead. Of a shortened command line, its beginning is read.
 */
export function tallySlots(events: EventTable, rows: number, texts: Texts): SlotTable | null {
  const cells = events.complete ? events.fields[COMMAND_LINE] : undefined;
  if (cells === undefined) return null;
  const table = new SlotColumns();
  // Row by row: the counts of one row are held at a time.
  for (const [row, ofRow] of eventsOfRows(events, rows).entries()) {
    const templates = new Map<number, Place[]>();
    const masked = new MaskedTexts(events.texts);
    for (const event of ofRow) if (cells[event]! >= 0) count(templates, masked.of(cells[event]!), texts);
    for (const [template, places] of templates) table.add(row, template, places, texts);
  }
  return table.finish();
}

function eventsOfRows({ rows: rowOf }: EventTable, rows: number): number[][] {
  const lists = Array.from({ length: rows }, (): number[] => []);
  rowOf.forEach((row, event) => lists[row]!.push(event));
  return lists;
}

/** A slot of a template, and the number of events per value, by the value's cell. */
interface Place {
  readonly slot: string;
  readonly values: Map<number, number>;
}

interface Masked {
  readonly template: string;
  readonly found: readonly SlotValue[];
}

/** Each distinct text is masked once. */
class MaskedTexts {
  readonly #masks = selectMasks();
  readonly #known = new Map<number, Masked>();
  readonly #texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  of(cell: number): Masked {
    const known = this.#known.get(cell);
    if (known !== undefined) return known;
    const text = shownBeginning(this.#texts[cell]!);
    const found = slots(text, this.#masks).slice(0, MOST_PLACES);
    const masked = { found, template: found.length === 0 ? "" : fillTemplate(text, this.#masks) };
    this.#known.set(cell, masked);
    return masked;
  }
}

function count(templates: Map<number, Place[]>, { template, found }: Masked, texts: Texts): void {
  if (found.length === 0) return;
  const cell = texts.cell(template);
  const places = templates.get(cell) ?? found.map(({ slot }) => ({ slot, values: new Map<number, number>() }));
  templates.set(cell, places);
  found.forEach(({ value }, place) => {
    const { values } = places[place]!;
    const of = texts.cell(value);
    values.set(of, (values.get(of) ?? 0) + 1);
  });
}

class SlotColumns {
  readonly #rows: number[] = [];
  readonly #templates: number[] = [];
  readonly #places: number[] = [];
  readonly #slots: number[] = [];
  readonly #values: number[] = [];
  readonly #events: number[] = [];

  add(row: number, template: number, places: readonly Place[], texts: Texts): void {
    for (const [place, { slot, values }] of places.entries()) {
      const add = (value: number, events: number): void => {
        this.#rows.push(row);
        this.#templates.push(template);
        this.#places.push(place);
        this.#slots.push(texts.cell(slot));
        this.#values.push(value);
        this.#events.push(events);
      };
      const ordered = [...values].sort((a, b) => b[1] - a[1] || (texts.list[a[0]]! < texts.list[b[0]]! ? -1 : 1));
      for (const [value, events] of ordered.slice(0, MOST_VALUES)) add(value, events);
      const others = ordered.slice(MOST_VALUES).reduce((sum, [, events]) => sum + events, 0);
      if (others > 0) add(-1, others);
    }
  }

  finish(): SlotTable {
    return {
      rows: Int32Array.from(this.#rows),
      templates: Int32Array.from(this.#templates),
      places: Int32Array.from(this.#places),
      slots: Int32Array.from(this.#slots),
      values: Int32Array.from(this.#values),
      events: Float64Array.from(this.#events),
    };
  }
}
