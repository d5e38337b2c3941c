import type { RunResult, SlotTally } from "@winnow/core";
import { noSlots } from "../errors.ts";
import type { Table, TableChunk } from "./table.ts";

const CHUNK_ROWS = 4_096;

/**
 * One line per value of each slot of each row's command templates, the most frequent first: `rank`, `template`, `place`
 * (which slot, from 0), `slot`, `value` (missing for all values beyond those told apart) and `events`.
 *
 * @throws `WN1907` when the result has no command lines, or its source never shows single events
 */
export function slotsTable(result: RunResult): Table {
  const slots = result.slots?.bind(result);
  if (slots === undefined) throw noSlots({ inPlace: result.assignments === undefined });
  return {
    headers: [
      { name: "rank", type: "integer" },
      { name: "template", type: "text" },
      { name: "place", type: "integer" },
      { name: "slot", type: "text" },
      { name: "value", type: "text" },
      { name: "events", type: "integer" },
    ],
    async *chunks() {
      let tallies: SlotTally[] = [];
      for await (const tally of slots()) {
        if (tallies.push(tally) < CHUNK_ROWS) continue;
        yield toChunk(tallies);
        tallies = [];
      }
      if (tallies.length > 0) yield toChunk(tallies);
    },
  };
}

function toChunk(tallies: readonly SlotTally[]): TableChunk {
  return {
    rows: tallies.length,
    columns: [
      { type: "integer", values: Int32Array.from(tallies, ({ rank }) => rank) },
      { type: "text", values: tallies.map(({ template }) => template) },
      { type: "integer", values: Int32Array.from(tallies, ({ place }) => place) },
      { type: "text", values: tallies.map(({ slot }) => slot) },
      { type: "text", values: tallies.map(({ value }) => value) },
      { type: "integer", values: Float64Array.from(tallies, ({ events }) => events) },
    ],
  };
}
