import type { ReductionTable } from "../queries/reduction-table.ts";
import type { SliceReader } from "../slice-reader.ts";
import type { GroupIndex } from "./group-index.ts";

/** The events of one reduction, which questions about them are asked of. */
export interface ReducedEvents {
  readonly table: ReductionTable;
  readonly reader: SliceReader;
  readonly groups: GroupIndex;
}

/** Groups in one query: at a hundred characters each, the query stays well below the service's limit. */
export const GROUPS_AT_ONCE = 1000;
