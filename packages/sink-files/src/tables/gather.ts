import type { ColumnHeader, ColumnValues, IntegerValues, Table } from "./table.ts";

type NamedColumn = ColumnHeader & ColumnValues;

/** A whole table as one chunk, for formats that are written column by column. */
export async function gatherColumns(table: Table): Promise<readonly NamedColumn[]> {
  const parts: ColumnValues[][] = table.headers.map(() => []);
  for await (const { columns } of table.chunks()) columns.forEach((column, index) => parts[index]!.push(column));
  return table.headers.map((header, index) => ({ ...header, ...join(header, parts[index]!) }));
}

function join({ type }: ColumnHeader, parts: readonly ColumnValues[]): ColumnValues {
  if (parts.length === 1) return parts[0]!;
  switch (type) {
    case "text":
      return { type, values: parts.flatMap(({ values }) => values as readonly (string | null)[]) };
    case "time":
      return { type, values: parts.flatMap(({ values }) => values as readonly (bigint | null)[]) };
    default:
      return { type, values: joinNumbers(parts.map(({ values }) => values as IntegerValues)) };
  }
}

function joinNumbers(parts: readonly IntegerValues[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    joined.set(part, end);
    end += part.length;
  }
  return joined;
}
