import { toEvaluator, type BoundFields, type FieldReader } from "@winnow/core";

/** A reader of the field, by what it is bound to; `undefined` where the source has nothing for it. */
export function fieldReader(bound: BoundFields, field: string): FieldReader | undefined {
  const expression = bound.fields.get(field);
  if (expression === undefined) return undefined;
  const evaluate = toEvaluator(expression);
  return ({ columns, values }) => {
    const position = new Map(columns.map((name, index) => [name, index]));
    return (row) =>
      String(evaluate((leaf) => (leaf.op === "column" ? (values[position.get(leaf.name)!]?.[row] ?? "") : null)) ?? "");
  };
}
