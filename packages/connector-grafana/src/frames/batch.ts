import type { EventBatch } from "@winnow/core";
import { SourceColumns } from "@winnow/log-lines";
import { type FrameColumn } from "./columns.ts";

/**
 * Makes batches of frames, whose columns may differ from one to the next. A name that a frame has twice gets a number
 * (`value`, `value_2`); names that differ in letter case only are one column over all frames, spelled as first met.
 */
export class FrameBatches {
  readonly #columns = new SourceColumns([]);

  batch(columns: readonly FrameColumn[], rows: number): EventBatch {
    const taken = new Set<string>();
    const names = columns.map(({ name }) => this.#free(name === "" ? "field" : name, taken));
    return { columns: names, rows, values: columns.map(({ values }) => values) };
  }

  #free(name: string, taken: Set<string>): string {
    let [free, times] = [name, 1];
    while (taken.has(free.toLowerCase())) free = `${name}_${++times}`;
    taken.add(free.toLowerCase());
    // Where there is no room for another name the frame's own stands: the number of fields of a query is bounded by Grafana.
    return this.#columns.spell(free) ?? free;
  }
}
