import { kindOf, type SyntaxNode } from "../language.ts";
import { asScalar, declaredColumns, type Relation, type Scalar, type Scope } from "../relation.ts";
import type { Context, Field } from "../context.ts";
import { argumentsOf, child, elements, namedExpression, nameOf, optionalChild, parametersOf, textOf } from "../tree.ts";
import { storable } from "../convert.ts";
import { unsupported } from "../unsupported.ts";
import type { Operator } from "./operator.ts";

const ROW_PICKERS: ReadonlySet<string> = new Set(["arg_min", "arg_max", "take_any", "any"]);

export const summarize: Operator = (node, input, names, context) => {
  refuseParameters(node);
  const clause = optionalChild(node, "ByClause");
  const by = clause === undefined ? [] : elements(child(clause, "Expressions"));
  const scope: Scope = { columns: input.columns, names };
  const keys = by.map((item) => context.scalarOf(namedExpression(item).expression, scope));
  for (const { type } of keys) if (type === "dynamic") throw unsupported("summarize by a dynamic");
  const grouped = by.flatMap((item) => columnName(namedExpression(item).expression));
  const values = elements(child(node, "Aggregates")).flatMap((item) => {
    const { expression } = namedExpression(item);
    return picksRow(expression)
      ? pickedRow(expression, scope, grouped, context)
      : [aggregate(expression, scope, context)];
  });
  return named(node, input, [...keys, ...values], keys.length, context);
};

function refuseParameters(node: SyntaxNode): void {
  for (const name of parametersOf(node).keys()) {
    if (!name.startsWith("hint.")) throw unsupported(`summarize with ${name}`);
  }
}

function columnName(expression: SyntaxNode): readonly string[] {
  return kindOf(expression) === "NameReference" ? [nameOf(expression)] : [];
}

/** Names and types are those of the official analysis; how many there are must agree. */
function named(node: SyntaxNode, input: Relation, values: readonly Scalar[], keys: number, context: Context): Relation {
  const columns = declaredColumns(node);
  if (columns.length !== values.length) {
    throw unsupported(`${textOf(node)}: it gives ${columns.length} columns, not ${values.length}`);
  }
  const fields: Field[] = values.map((value, index) => ({ name: columns[index]!.name, value }));
  const group = keys === 0 ? "" : `group by ${Array.from({ length: keys }, (_, index) => index + 1).join(", ")}`;
  const source = { from: input.from, columns: [] };
  return context.projected(source, fields, group);
}

function aggregate(expression: SyntaxNode, scope: Scope, context: Context): Scalar {
  return context.scalarOf(expression, { ...scope, aggregates: true });
}

function picksRow(expression: SyntaxNode): boolean {
  if (kindOf(expression) !== "FunctionCallExpression" || !ROW_PICKERS.has(nameOf(expression))) return false;
  const [first, second] = argumentsOf(expression);
  return second !== undefined || kindOf(first!) === "StarExpression";
}

/**
 * The columns of one row of the group: that with the least or greatest value, rows without one only if there are no
 * others, or any row. Of several that fit it is any one, as in Kusto.
 */
function pickedRow(call: SyntaxNode, scope: Scope, grouped: readonly string[], context: Context): Scalar[] {
  const name = nameOf(call);
  const args = argumentsOf(call);
  const by = name.startsWith("arg_") ? context.scalarOf(args[0]!, scope) : undefined;
  const rest = by === undefined ? args : args.slice(1);
  const leading = by === undefined ? [] : [by];
  const skipped = by === undefined ? grouped : [...grouped, ...columnName(args[0]!)];
  const returned = rest.flatMap((item) =>
    kindOf(item) === "StarExpression"
      ? scope.columns.filter((column) => !skipped.includes(column.name)).map(asScalar)
      : [context.scalarOf(item, scope)],
  );
  const values = [...leading, ...returned].map(storable);
  const row = `row(${values.map(({ sql }) => sql).join(", ")})`;
  const picked = by === undefined ? `max(${row})` : `coalesce(${name}(${row}, ${by.sql}), max(${row}))`;
  return values.map((value, index) => unpacked(value, `(${picked})[${index + 1}]`));
}

function unpacked({ type }: Scalar, sql: string): Scalar {
  return type === "string" ? { sql: `coalesce(${sql}, '')`, type, present: true } : { sql, type };
}
