import { bindFields, toEvaluator } from "@winnow/expressions";
import { type EventBatch, type Expression, type FieldMap, type Value } from "@winnow/core";
import { plugins } from "../../src/index.ts";

export type Event = Readonly<Record<string, string>>;

export const maps: readonly FieldMap[] = plugins.map(({ map }) => map);

export function named(name: string): FieldMap {
  const map = maps.find((one) => one.name === name);
  if (map === undefined) throw new TypeError(`no field map ${name}`);
  return map;
}

/** Events as a source gives them: all columns of all of them, in order of appearance. */
export function batchOf(events: readonly Event[]): EventBatch {
  const columns = [...new Set(events.flatMap((event) => Object.keys(event)))];
  const values = columns.map((column) => events.map((event) => event[column] ?? null));
  return { columns, rows: events.length, values };
}

/** The fields of one event of a source with these columns. */
export function fieldsOf(
  map: FieldMap,
  event: Event,
  columns: readonly string[] = Object.keys(event),
): Record<string, Value> {
  const { fields } = bindFields(map, columns);
  return Object.fromEntries([...fields].map(([field, expression]) => [field, evaluate(expression, event)]));
}

/** For each event whether the map selects it. */
export function selectedOf(map: FieldMap, { columns, rows, values }: EventBatch): boolean[] {
  const { selects } = bindFields(map, columns);
  return Array.from({ length: rows }, (_, row) => {
    const event = Object.fromEntries(columns.map((column, i) => [column, values[i]![row] ?? ""]));
    return selects === null || evaluate(selects, event) === true;
  });
}

function evaluate(expression: Expression, event: Event): Value {
  return toEvaluator(expression)((leaf) => (leaf.op === "column" ? (event[leaf.name] ?? null) : null));
}
