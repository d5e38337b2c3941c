import { fillTemplate, selectMasks, shownBeginning, slots } from "@winnow/expressions";
import { type FieldReader, type OutputRow, type RunResult, type SlotTally } from "@winnow/core";
import type { SourceFields } from "@winnow/reduction";
import { readerOver } from "./field-reader.ts";

const COMMAND_LINE = "process.command_line";
/** Values of one slot beyond these are counted together: an identifier that is new each time has no distribution. */
const MOST_VALUES = 1_000;

/**
 * Counts the slot values of each row's command lines, row by row; `undefined` where there are no command lines.
 * Values beyond a thousand per slot are counted together, and of a long command line its beginning is read, so that memory
 * stays bounded.
 */
export function slotTallies(
  rows: readonly OutputRow[],
  sources: readonly SourceFields[],
  events: RunResult["events"],
): (() => AsyncIterable<SlotTally>) | undefined {
  const reader = readerOver(sources, COMMAND_LINE);
  return reader === undefined ? undefined : () => tallyRows(rows, reader, events);
}

async function* tallyRows(
  rows: readonly OutputRow[],
  reader: FieldReader,
  events: RunResult["events"],
): AsyncGenerator<SlotTally> {
  const masks = selectMasks();
  for (const { rank, groups } of rows) {
    const templates = new Map<string, SlotCounts[]>();
    for await (const batch of events({ groups: [...groups] })) {
      const textOf = reader(batch);
      for (let row = 0; row < batch.rows; row++) count(templates, shownBeginning(textOf(row)), masks);
    }
    for (const [template, places] of templates) {
      for (const [place, { slot, values, others }] of places.entries()) {
        const ordered = [...values].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
        for (const [value, times] of ordered) yield { rank, template, place, slot, value, events: times };
        if (others > 0) yield { rank, template, place, slot, value: null, events: others };
      }
    }
  }
}

interface SlotCounts {
  readonly slot: string;
  readonly values: Map<string, number>;
  others: number;
}

function count(templates: Map<string, SlotCounts[]>, text: string, masks: Parameters<typeof slots>[1]): void {
  const found = slots(text, masks);
  if (found.length === 0) return;
  const template = fillTemplate(text, masks);
  const places = templates.get(template) ?? found.map(({ slot }) => ({ slot, values: new Map(), others: 0 }));
  templates.set(template, places);
  found.forEach(({ value }, place) => {
    const counts = places[place]!;
    const known = counts.values.get(value);
    if (known !== undefined || counts.values.size < MOST_VALUES) counts.values.set(value, (known ?? 0) + 1);
    else counts.others++;
  });
}
