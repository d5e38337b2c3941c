import type { EventBatch, RunResult } from "@winnow/core";
import { shownText } from "@winnow/expressions";

/**
 * For each output row the rare events folded into it, as JSON, so that nothing of them is lost; `null` where there are
 * none. Of an event only the columns in which it differs from the row's exemplar are repeated:
 * `[{"row":12,"rare":[{"field":…,"value":…,"events":1}],"differs":{"CommandLine":…}}]`. `row` is the data row of the event;
 * `null` where the source does not number single events.
 */
export function foldedCells({ rows, exemplars, foldedEvents, assignments }: RunResult): (string | null)[] {
  const numbered = assignments !== undefined;
  let next = 0;
  return rows.map(({ folded }, row) => {
    const entries = folded.map(({ event, values }) => {
      const differs = differences(exemplars, row, foldedEvents, next++);
      return `{"row":${numbered ? event : null},"rare":${JSON.stringify(values)},"differs":${differs}}`;
    });
    return entries.length === 0 ? null : `[${entries.join(",")}]`;
  });
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
