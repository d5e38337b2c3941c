import { throwIfAborted, type EventBatch, type RunResult } from "@winnow/core";
import { readProcessStarts, type ProcessStart } from "@winnow/process-graph";
import { noProcessEvents, noProcessFields, tooManyProcesses } from "../errors.ts";

/** A graph of these takes about 1 GB of memory. */
const MOST_STARTS = 500_000;
/** Events asked for at once: each question may be a pass over the source. */
const EVENTS_AT_ONCE = 100_000;

/**
 * The starts of all processes that a run clustered, in order of their data rows.
 *
 * @throws `WN1940` when the source has no processes, `WN1941` when it never shows single events, `WN1942` when there
 *   are more than a graph can hold
 */
export async function startsOf(result: RunResult, signal: AbortSignal): Promise<ProcessStart[]> {
  if (result.reader("process.executable") === undefined && result.reader("process.name") === undefined) {
    throw noProcessFields({});
  }
  const { clustered } = result.ledger;
  if (clustered > MOST_STARTS) throw tooManyProcesses({ starts: clustered, most: MOST_STARTS });
  const rows = await clusteredRows(result);
  const starts: ProcessStart[] = [];
  for (let from = 0; from < rows.length; from += EVENTS_AT_ONCE) {
    const asked = rows.slice(from, from + EVENTS_AT_ONCE);
    let answered = 0;
    for await (const batch of result.events({ rows: asked })) {
      throwIfAborted(signal);
      for (const start of readProcessStarts(withRows(batch, asked, answered), result)) starts.push(start);
      answered += batch.rows;
    }
  }
  return starts;
}

async function clusteredRows(result: RunResult): Promise<number[]> {
  const assignments = result.assignments?.bind(result);
  if (assignments === undefined) throw noProcessEvents({});
  const rows: number[] = [];
  for await (const { row } of assignments()) for (const event of row) rows.push(event);
  return rows;
}

/** Events come in the order they were asked for in, whether or not their batch repeats which they are. */
function withRows(batch: EventBatch, asked: readonly number[], from: number): EventBatch {
  return { ...batch, dataRows: Float64Array.from(asked.slice(from, from + batch.rows)) };
}
