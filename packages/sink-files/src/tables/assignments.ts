import type { AssignmentBatch, RunResult } from "@winnow/core";
import { noAssignments } from "../errors.ts";
import type { Table } from "./table.ts";

/**
 * One line per event: `row` (0-based data row of the input), `cluster` (its `ClusterId` in the rows), `rank` (where that row
 * is read) and `shown` (1 where this event's own text stands there).
 *
 * @throws `WN1906` when the source never shows single events
 */
export function assignmentsTable(result: RunResult): Table {
  const assignments = result.assignments?.bind(result);
  if (assignments === undefined) throw noAssignments({});
  return {
    headers: ["row", "cluster", "rank", "shown"].map((name) => ({ name, type: "integer" })),
    async *chunks() {
      for await (const { row, cluster, rank, shown } of assignments() as AsyncIterable<AssignmentBatch>) {
        const columns = [row, cluster, rank, shown].map((values) => ({ type: "integer" as const, values }));
        yield { rows: row.length, columns };
      }
    },
  };
}
