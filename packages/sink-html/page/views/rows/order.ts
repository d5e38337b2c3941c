import { signal, type Signal } from "@preact/signals";
import { filteredRows } from "../../state/filters.ts";
import type { Report } from "../../state/report.ts";
import { RANK, type Column } from "./columns.ts";

export interface Order {
  readonly column: string;
  readonly descending: boolean;
}

export const READING_ORDER: Order = { column: RANK, descending: false };

export const order: Signal<Order> = signal(READING_ORDER);

/** A click on a column's head: first the way that says most (large numbers, early times), then the other, then none. */
export function orderBy({ id, kind }: Column): void {
  const first = kind === "number" && id !== RANK;
  const { column, descending } = order.peek();
  if (column !== id) order.value = { column: id, descending: first };
  else order.value = descending === first && id !== RANK ? { column: id, descending: !first } : READING_ORDER;
}

/** The rows to show, in the order to show them. Reads the signals of filters and order. */
export function orderedRows(report: Report, columns: readonly Column[]): readonly number[] {
  const rows = filteredRows(report);
  const { column: id, descending } = order.value;
  const column = columns.find((known) => known.id === id);
  if (column === undefined || (id === RANK && !descending)) return rows;
  const keyed = rows.map((row) => [column.value(row), row] as const);
  const sign = descending ? -1 : 1;
  return keyed.sort(([a, i], [b, j]) => compareMissingLast(a, b, sign) || i - j).map(([, row]) => row);
}

type Cell = ReturnType<Column["value"]>;

function compareMissingLast(a: Cell, b: Cell, sign: number): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  if (typeof a === "string") return sign * collator.compare(a, b as string);
  return a === b ? 0 : a < (b as typeof a) ? -sign : sign;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
