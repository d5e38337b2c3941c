import type { RunResult } from "@winnow/core";
import { assignmentsTable } from "./assignments.ts";
import { clustersTable } from "./clusters.ts";
import { rejectsTable } from "./rejects.ts";
import { slotsTable } from "./slots.ts";
import type { Table } from "./table.ts";

/** Which part of a result a file holds. */
export type TableName = "clusters" | "assignments" | "rejects" | "slots";

const TABLES: Readonly<Record<TableName, (result: RunResult) => Table>> = {
  clusters: clustersTable,
  assignments: assignmentsTable,
  rejects: rejectsTable,
  slots: slotsTable,
};

export const TABLE_NAMES: readonly TableName[] = ["clusters", "assignments", "rejects", "slots"];

/** The parts that read single events. */
export const EVENT_TABLES: ReadonlySet<TableName> = new Set(["assignments", "slots"]);

/** The part of a result that `name` stands for. */
export function tableOf(result: RunResult, name: TableName): Table {
  return TABLES[name](result);
}
