import { bindFields, toEvaluator } from "@winnow/expressions";
import { type EventBatch, type Expression, type FieldMap } from "@winnow/core";

/** The built-in profile for events of a field map; `undefined` where none is about such events. */
export function startingPoint(map: FieldMap, sample: EventBatch): string | undefined {
  if (map.event === "process") return `${runsLinux(map, sample) ? "linux" : "windows"}-processes`;
  if (map.event !== "logon") return undefined;
  // Only Windows has types of logon. What is left, Entra ID too, is told apart by route, as on Linux.
  return bindFields(map, sample.columns).fields.has("winlog.logon.type") ? "windows-logons" : "linux-logons";
}

/** Whether most programs have paths as Linux writes them. */
function runsLinux(map: FieldMap, sample: EventBatch): boolean {
  const { fields } = bindFields(map, sample.columns);
  const paths = ["process.executable", "process.command_line"].flatMap((field) => {
    const bound = fields.get(field);
    return bound === undefined ? [] : valuesOf(bound, sample);
  });
  const absolute = paths.filter((path) => /^"?(\/|[A-Za-z]:\\|\\)/.test(path));
  return absolute.filter((path) => /^"?\//.test(path)).length > absolute.length / 2;
}

function valuesOf(expression: Expression, { columns, rows, values }: EventBatch): readonly string[] {
  const evaluate = toEvaluator(expression);
  const column = new Map(columns.map((name, i) => [name, values[i] ?? []]));
  return Array.from({ length: rows }, (_, row) =>
    String(evaluate((leaf) => (leaf.op === "column" ? (column.get(leaf.name)?.[row] ?? null) : null)) ?? ""),
  );
}
