import { kindOf, type SyntaxNode } from "../language.ts";
import type { Names, Relation } from "../relation.ts";
import { child, elements, optionalChild, textOf } from "../tree.ts";
import type { Context } from "../context.ts";
import { unsupported } from "../unsupported.ts";
import type { Operator } from "./operator.ts";

/** Descending unless it says otherwise; nulls come first in ascending order and last in descending. */
function orderBy(item: SyntaxNode, input: Relation, names: Names, context: Context): string {
  const ordered = kindOf(item) === "OrderedExpression";
  const value = context.scalarOf(ordered ? child(item, "Expression") : item, { columns: input.columns, names });
  if (value.type === "dynamic") throw unsupported("an order by a dynamic");
  const ordering = ordered ? optionalChild(item, "Ordering") : undefined;
  const direction = ordering === undefined ? undefined : optionalChild(ordering, "AscOrDescKeyword");
  const ascending = direction !== undefined && textOf(direction) === "asc";
  const nulls = ordering === undefined ? undefined : optionalChild(ordering, "NullsClause");
  const first = nulls === undefined ? ascending : textOf(child(nulls, "FirstOrLastKeyword")) === "first";
  return `${value.sql} ${ascending ? "asc" : "desc"} nulls ${first ? "first" : "last"}`;
}

function numbered(items: readonly SyntaxNode[], input: Relation, names: Names, context: Context): Relation {
  const by = items.map((item) => orderBy(item, input, names, context)).join(", ");
  const place = `o_${input.from}`;
  return context.step(
    `select *, row_number() over (order by ${by}) as ${place} from ${input.from}`,
    input.columns,
    place,
  );
}

export const sort: Operator = (node, input, names, context) =>
  numbered(elements(child(node, "Expressions")), input, names, context);

function limit(node: SyntaxNode, context: Context, names: Names): bigint {
  const value = context.scalarOf(child(node, "Expression"), { columns: [], names });
  if (typeof value.constant !== "bigint" || value.constant < 0n) throw unsupported(`${textOf(node)}: its number`);
  return value.constant;
}

/** Without an order any rows will do. */
export const take: Operator = (node, input, names, context) => {
  const order = input.order === undefined ? "" : `order by ${input.order} `;
  return context.filtered(input, `${order}limit ${limit(node, context, names)}`);
};

export const top: Operator = (node, input, names, context) => {
  const ordered = numbered([child(node, "ByExpression")], input, names, context);
  return context.filtered(ordered, `order by ${ordered.order} limit ${limit(node, context, names)}`);
};
