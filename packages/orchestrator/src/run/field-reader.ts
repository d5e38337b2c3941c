import {
  formatTime,
  parseTime,
  TIME_FIELD,
  toEvaluator,
  type BoundFields,
  type FieldReader,
  type TimeSource,
} from "@winnow/core";

/** A reader of the field, by what it is bound to; `undefined` where the source has nothing for it. */
export function fieldReader(bound: BoundFields, field: string): FieldReader | undefined {
  if (field === TIME_FIELD) return bound.time === null ? undefined : timeReader(bound.time);
  const expression = bound.fields.get(field);
  if (expression === undefined) return undefined;
  const evaluate = toEvaluator(expression);
  return ({ columns, values }) => {
    const position = new Map(columns.map((name, index) => [name, index]));
    return (row) =>
      String(evaluate((leaf) => (leaf.op === "column" ? (values[position.get(leaf.name)!]?.[row] ?? "") : null)) ?? "");
  };
}

/** Every schema writes times in its own way: readers see one. */
function timeReader({ column, format }: TimeSource): FieldReader {
  return ({ columns, values }) => {
    const texts = values[columns.indexOf(column)];
    return (row) => {
      const time = parseTime(texts?.[row] ?? "", format);
      return time === null ? "" : formatTime(time);
    };
  };
}
