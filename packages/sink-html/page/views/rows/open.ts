import { go } from "../../state/route.ts";

/** Shows a row (position from 0) with everything the page knows of it, from whatever view. */
export function openRow(row: number): void {
  go("rows", { row: String(row + 1) });
}
