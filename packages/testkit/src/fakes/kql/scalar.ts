import { aggregateOf } from "./aggregates.ts";
import { isComparison, comparison } from "./comparison.ts";
import { toJson } from "./convert.ts";
import { functionOf } from "./functions/index.ts";
import { kindOf, type SyntaxNode } from "./language.ts";
import { literalOf, nullOf, textLiteral } from "./literals.ts";
import { arithmetic, negative } from "./arithmetic.ts";
import { asScalar, type Column, type Scalar, type Scope } from "./relation.ts";
import { literal } from "./sql.ts";
import { argumentsOf, child, isTabular, nameOf, textOf } from "./tree.ts";
import type { Context } from "./context.ts";
import { unsupported } from "./unsupported.ts";

/** Translates an expression that gives one value per row. */
export function scalarOf(node: SyntaxNode, scope: Scope, context: Context): Scalar {
  const kind = kindOf(node);
  const part = (name: string): Scalar => scalarOf(child(node, name), scope, context);
  const fixed = literalOf(node, context.now);
  if (fixed !== undefined) return fixed;
  switch (kind) {
    case "NameReference":
      return named(node, scope);
    case "ParenthesizedExpression":
      return part("Expression");
    case "UnaryMinusExpression":
      return negative(part("Expression"));
    case "UnaryPlusExpression":
      return part("Expression");
    case "AndExpression":
    case "OrExpression":
      return {
        sql: `(${part("Left").sql} ${kind === "AndExpression" ? "and" : "or"} ${part("Right").sql})`,
        type: "bool",
      };
    case "AddExpression":
    case "SubtractExpression":
    case "MultiplyExpression":
    case "DivideExpression":
    case "ModuloExpression":
      return arithmetic(textOf(child(node, "Operator")), part("Left"), part("Right"));
    case "BetweenExpression":
    case "NotBetweenExpression":
      return between(node, scope, context);
    case "ElementExpression":
      return element(part("Expression"), child(child(node, "Selector"), "Expression"));
    case "PathExpression":
      return path(node, scope, context);
    case "ToScalarExpression":
      return subquery(child(node, "Expression"), scope, context);
    case "FunctionCallExpression":
      return call(node, scope, context);
    case "SimpleNamedExpression":
      return part("Expression");
  }
  const operator = (node as unknown as { Operator?: SyntaxNode }).Operator;
  if (operator !== undefined && isComparison(textOf(operator))) return comparison(node, scope, context);
  throw unsupported(`${kind} (${textOf(node)})`);
}

function named(node: SyntaxNode, { columns, names }: Scope): Scalar {
  const name = nameOf(node);
  const column = columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return asScalar(column);
  const binding = names.get(name);
  if (binding?.kind === "scalar") return binding.value;
  throw unsupported(`the name ${name} here`);
}

function between(node: SyntaxNode, scope: Scope, context: Context): Scalar {
  const couple = child(node, "Right");
  const [value, from, to] = [child(node, "Left"), child(couple, "First"), child(couple, "Second")].map((part) =>
    scalarOf(part, scope, context),
  ) as [Scalar, Scalar, Scalar];
  const end = value.type === "datetime" && to.type === "timespan" ? `(${from.sql} + ${to.sql})` : to.sql;
  const within = `(${value.sql} between ${from.sql} and ${end})`;
  return { sql: kindOf(node) === "BetweenExpression" ? within : `(not ${within})`, type: "bool" };
}

function element(value: Scalar, selector: SyntaxNode): Scalar {
  if (value.type !== "dynamic") throw unsupported(`an element of a ${value.type}`);
  const text = textOf(selector);
  if (kindOf(selector) === "StringLiteralExpression") return property(value, String(selector.LiteralValue));
  if (!/^-?\d+$/.test(text)) throw unsupported(`an element by the expression ${text}`);
  const index = Number(text);
  if (value.list !== undefined) return listItem(value, index);
  const place = index < 0 ? `$[#${index}]` : `$[${index}]`;
  return { sql: nonNullJson(`json_extract(${value.sql}, ${literal(place)})`), type: "dynamic" };
}

function listItem({ sql, list }: Scalar, index: number): Scalar {
  const item = `(${sql})[${index < 0 ? index : index + 1}]`;
  return { sql: list === "texts" ? `to_json(${item})::varchar` : `(${item})::varchar`, type: "dynamic" };
}

function path(node: SyntaxNode, scope: Scope, context: Context): Scalar {
  const owner = child(node, "Expression");
  const name = nameOf(child(node, "Selector"));
  const side = sideOf(owner, scope);
  if (side !== undefined) return columnOf(side, name);
  return property(scalarOf(owner, scope, context), name);
}

function sideOf(owner: SyntaxNode, { sides }: Scope): readonly Column[] | undefined {
  if (kindOf(owner) !== "NameReference" || sides === undefined) return undefined;
  const name = nameOf(owner);
  return name === "$left" || name === "$right" ? sides[name] : undefined;
}

function columnOf(columns: readonly Column[], name: string): Scalar {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw unsupported(`the column ${name} here`);
  return asScalar(found);
}

function property(value: Scalar, name: string): Scalar {
  if (value.type !== "dynamic") throw unsupported(`the property ${name} of a ${value.type}`);
  const place = `$.${JSON.stringify(name)}`;
  return { sql: nonNullJson(`json_extract(${toJson(value)}, ${literal(place)})`), type: "dynamic" };
}

function nonNullJson(sql: string): string {
  return `nullif((${sql})::varchar, 'null')`;
}

/** `toscalar(table)`: the first column of the first row. */
function subquery(node: SyntaxNode, scope: Scope, context: Context): Scalar {
  if (!isTabular(node)) return scalarOf(node, scope, context);
  const relation = context.relationOf(node, scope.names);
  const first = relation.columns[0]!;
  const order = relation.order === undefined ? "" : ` order by ${relation.order}`;
  const sql = `(select ${first.sql} from ${relation.from}${order} limit 1)`;
  return first.type === "string"
    ? { sql: `coalesce(${sql}, '')`, type: "string", present: true }
    : { sql, type: first.type };
}

function call(node: SyntaxNode, scope: Scope, context: Context): Scalar {
  const name = nameOf(node);
  const binding = scope.names.get(name);
  if (binding?.kind === "function") {
    const { body, names } = context.enter(node, binding, scope);
    return scalarOf(child(body, "Expression"), { ...scope, names }, context);
  }
  const translate = (argument: SyntaxNode): Scalar => scalarOf(argument, scope, context);
  if (scope.aggregates === true) {
    const inner: Scope = { ...scope, aggregates: false };
    const aggregate = aggregateOf(node, (argument) => scalarOf(argument, inner, context));
    if (aggregate !== undefined) return aggregate;
  }
  if (name === "now" || name === "ago") return instant(node, translate, context.now);
  if (name === "column_ifexists") return columnIfExists(argumentsOf(node), scope, translate);
  if (name === "pack_all") return packAll(argumentsOf(node), scope);
  return functionOf(name, argumentsOf(node), translate);
}

function instant(node: SyntaxNode, translate: (argument: SyntaxNode) => Scalar, now: bigint): Scalar {
  const fixed: Scalar = { sql: `${now}::bigint`, type: "datetime", present: true };
  const [offset] = argumentsOf(node);
  if (offset === undefined) return fixed;
  return arithmetic(nameOf(node) === "ago" ? "-" : "+", fixed, translate(offset));
}

function columnIfExists(
  args: readonly SyntaxNode[],
  scope: Scope,
  translate: (argument: SyntaxNode) => Scalar,
): Scalar {
  const [name, otherwise] = args;
  const column = scope.columns.find((candidate) => candidate.name === String(name!.LiteralValue));
  return column === undefined ? translate(otherwise!) : asScalar(column);
}

function packAll(args: readonly SyntaxNode[], { columns }: Scope): Scalar {
  if (args.length > 0) throw unsupported("pack_all() that leaves out what is empty");
  const pairs = columns.flatMap((column) => [textLiteral(column.name), asScalar(column)]);
  return pairs.length === 0 ? nullOf("dynamic") : functionOf("bag_pack", pairs, (value) => value);
}
