import type { ColumnGroup } from "../parts/by-id.ts";
import type { Slice } from "./held-table.ts";
import { holds, type Strip } from "./strip-chunks.ts";

/**
 * The rows of a slice as a query for columns `c0`, `c1`, …
 * @param positions of the columns in the table, by their number
 * @param used numbers of the columns that are read
 */
export function sliceSql(slice: Slice, positions: readonly number[], used: readonly number[]): string {
  const needed = slice.strips.filter((strip) => used.some((column) => holds(strip, positions[column]!)));
  const strips = needed.length === 0 ? slice.strips.slice(0, 1) : needed;
  const list = used.map((column) => {
    const isHeld = strips.some((strip) => holds(strip, positions[column]!));
    return `${isHeld ? `c${positions[column]!}` : "null::varchar"} as c${column}`;
  });
  const sources = strips.map((strip) => `(${rowsOf(slice, strip, positions, used)})`);
  // The strips have the same rows in the same order.
  return `select ${["null as e", ...list].join(", ")} from ${sources.join(" positional join ")}`;
}

function rowsOf(slice: Slice, strip: Strip, positions: readonly number[], used: readonly number[]): string {
  const columns = used.flatMap((column) => (holds(strip, positions[column]!) ? [`c${positions[column]!}`] : []));
  const [first, end] = [slice.first - strip.firstRow, slice.end - strip.firstRow];
  const list = columns.length === 0 ? "1 as one" : columns.join(", ");
  return `select ${list} from ${strip.table} where rowid >= ${first} and rowid < ${end}`;
}

/** The columns of a slice, strip by strip, for single rows by their number in the table. */
export function sliceGroups({ strips }: Slice, positions: readonly number[]): readonly ColumnGroup[] {
  return strips.flatMap((strip) => {
    const columns = [...positions.keys()].filter((column) => holds(strip, positions[column]!));
    const cells = columns.map((column) => `c${positions[column]!}`);
    return columns.length === 0 ? [] : [{ relation: strip.table, id: "rowid", first: strip.firstRow, columns, cells }];
  });
}
