import { fillTemplate, selectMasks, slots, type SlotValue } from "@winnow/expressions";
import type { EventTable, SlotTable } from "../data/report-data.ts";
import type { Texts } from "./texts.ts";

const COMMAND_LINE = "process.command_line";
/** Most values of a slot that are counted separately; the others are counted together. */
const MOST_VALUES = 50;

/**
 * Slot values of each row's command lines, the most frequent first. `null` where there are no command lines, or where the
 * page holds only some of the events, whose counts would mislead.
 */
export function tallySlots(events: EventTable, rows: number, texts: Texts): SlotTable | null {
  const cells = events.complete ? events.fields[COMMAND_LINE] : undefined;
  if (cells === undefined) return null;
  const masked = new MaskedTexts(events.texts);
  const tallies = Array.from({ length: rows }, () => new Map<number, Place[]>());
  for (let event = 0; event < events.size; event++) {
    if (cells[event]! >= 0) count(tallies[events.rows[event]!]!, masked.of(cells[event]!), texts);
  }
  return toTable(tallies, texts);
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
    const text = this.#texts[cell]!;
    const found = slots(text, this.#masks);
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

type Entry = readonly [row: number, template: number, place: number, slot: number, value: number, events: number];

function toTable(tallies: readonly Map<number, Place[]>[], texts: Texts): SlotTable {
  const entries: Entry[] = [];
  for (const [row, templates] of tallies.entries()) {
    for (const [template, places] of templates) {
      for (const [place, { slot, values }] of places.entries()) {
        const of = (value: number, events: number): Entry => [row, template, place, texts.cell(slot), value, events];
        const ordered = [...values].sort((a, b) => b[1] - a[1] || (texts.list[a[0]]! < texts.list[b[0]]! ? -1 : 1));
        for (const [value, events] of ordered.slice(0, MOST_VALUES)) entries.push(of(value, events));
        const others = ordered.slice(MOST_VALUES).reduce((sum, [, events]) => sum + events, 0);
        if (others > 0) entries.push(of(-1, others));
      }
    }
  }
  const column = (at: 0 | 1 | 2 | 3 | 4): Int32Array => Int32Array.from(entries, (entry) => entry[at]);
  return {
    rows: column(0),
    templates: column(1),
    places: column(2),
    slots: column(3),
    values: column(4),
    events: Float64Array.from(entries, (entry) => entry[5]),
  };
}
