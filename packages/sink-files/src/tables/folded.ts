import type { EventBatch, FoldedRarity, RunResult } from "@winnow/core";
import { shownText } from "@winnow/expressions";

/**
 * For each output row the rare events folded into it, as JSON, so that nothing of them is lost; `null` where there are
 * none. Of an event only the columns in which it differs from the row's exemplar are repeated:
 * `[{"row":12,"rare":[{"field":…,"value":…,"events":1}],"differs":{"CommandLine":…}}]`.
 */
export function foldedCells({ rows, exemplars, foldedEvents }: RunResult): (string | null)[] {
  let next = 0;
  return rows.map(({ folded }, row) => {
    const entries = folded.map((rarity) => entryOf(rarity, differences(exemplars, row, foldedEvents, next++)));
    return entries.length === 0 ? null : `[${entries.join(",")}]`;
  });
}

function entryOf({ event, values }: FoldedRarity, differs: string): string {
  return `{"row":${event},"rare":${JSON.stringify(values)},"differs":${differs}}`;
}

function differences(exemplars: EventBatch, exemplar: number, events: EventBatch, event: number): string {
  const pairs = events.columns.flatMap((name, index) => {
    const value = events.values[index]![event]!;
    const column = exemplars.columns[index] === name ? index : exemplars.columns.indexOf(name);
    const same = value === (exemplars.values[column]?.[exemplar] ?? null);
    return same ? [] : [`${JSON.stringify(name)}:${JSON.stringify(value === null ? null : shownText(value))}`];
  });
  return `{${pairs.join(",")}}`;
}
