import { bindExpression, bindFields, parseExpression, toEvaluator } from "@winnow/expressions";
import type { ExpressionInput, ExtractorPlugin, FieldMap, Value } from "@winnow/core";

/** Rows of a file, by column. */
export type Row = Readonly<Record<string, string>>;

/** The field map of the tests' own rows: columns named as msticpy's data names them. */
export const MAP: FieldMap = {
  name: "test",
  summary: "columns of the tests",
  event: "process",
  requires: [],
  fields: {
    "@timestamp": "TimeGenerated",
    "process.executable": "NewProcessName",
    "process.parent.executable": "ParentProcessName",
    "process.command_line": "CommandLine",
    "winlog.logon.id": "SubjectLogonId",
    "user.account": "Account",
    "winlog.logon.type": "LogonType",
    "event.outcome": "Outcome",
  },
};

export type Cell = Value;

/** Computes a feature for rows with these columns, as a run does: bound to columns, then evaluated. */
export function featureOf(
  extractor: Pick<ExtractorPlugin, "catalogue">,
  name: string,
  map: FieldMap,
  columns: readonly string[],
): (row: Row) => Cell {
  const feature = extractor.catalogue.find((one) => one.name === name);
  if (feature === undefined) throw new Error(`there is no feature ${name}`);
  const bound = bindFields(map, columns);
  const expression = parseExpression(feature.value as ExpressionInput);
  const evaluate = toEvaluator(bindExpression(expression, bound, `feature "${name}"`));
  return (row) =>
    evaluate((leaf) => {
      if (leaf.op === "time") return microseconds(row[bound.time!.column]);
      return leaf.op === "column" ? (row[leaf.name] ?? null) : null;
    });
}

function microseconds(written: string | undefined): bigint | null {
  return written === undefined ? null : BigInt(Date.parse(written.trim().replace(" ", "T") + "Z")) * 1000n;
}

/**
 * Reads CSV as RFC 4180 has it: quotes doubled inside quoted cells, which may hold line breaks. What follows the
 * closing quote belongs to the cell as it stands, as pandas has it: the seed's data holds such a cell.
 */
export function parseCsv(text: string): { columns: string[]; rows: Row[] } {
  const records: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)")?([^,\r\n]*)(,|\r?\n|$)/gy;
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    const [, quoted = "", plain, end] = match as unknown as [string, string | undefined, string, string];
    records.at(-1)!.push(quoted.replaceAll('""', '"') + plain);
    if (end === "" || cell.lastIndex === text.length) break;
    if (end !== ",") records.push([]);
  }
  const [columns = [], ...data] = records;
  return { columns, rows: data.map((cells) => Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? ""]))) };
}
