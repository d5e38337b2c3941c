import type { ColumnValues } from "../tables/table.ts";
import { formatTime } from "../tables/time.ts";

/** The text of one cell, quoted where it must be. */
export type CellWriter = (text: string) => string;

/** The cells of a column: `cell(r)` is the written form of row `r`. */
export function cellsOf(column: ColumnValues, write: CellWriter): (row: number) => string {
  switch (column.type) {
    case "text": {
      const { values } = column;
      return (row) => {
        const value = values[row];
        return value === null || value === undefined ? "" : write(value);
      };
    }
    case "time": {
      const { values } = column;
      return (row) => {
        const value = values[row];
        return value === null || value === undefined ? "" : formatTime(value);
      };
    }
    default: {
      const { values } = column;
      return (row) => (Number.isNaN(values[row]!) ? "" : String(values[row]!));
    }
  }
}
