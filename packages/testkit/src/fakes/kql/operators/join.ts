import { kindOf, type SyntaxNode } from "../language.ts";
import { equal } from "../equality.ts";
import { declaredColumns, type Column, type Names, type Relation, type Scalar } from "../relation.ts";
import { asScalar } from "../relation.ts";
import { child, elements, nameOf, parametersOf, textOf } from "../tree.ts";
import type { Context, Field } from "../context.ts";
import { unsupported } from "../unsupported.ts";
import type { Operator } from "./operator.ts";

const SQL_KINDS: Readonly<Record<string, string>> = {
  inner: "join",
  innerunique: "join",
  leftouter: "left join",
  rightouter: "right join",
  fullouter: "full join",
};
const LEFT_ONLY: Readonly<Record<string, string>> = {
  leftsemi: "semi join",
  leftanti: "anti join",
  anti: "anti join",
  leftantisemi: "anti join",
};
const RIGHT_ONLY: Readonly<Record<string, string>> = {
  rightsemi: "semi join",
  rightanti: "anti join",
  rightantisemi: "anti join",
};

interface Sides {
  readonly left: Relation;
  readonly right: Relation;
  /** Pairs of a value of the left and one of the right side that must be equal. */
  readonly keys: readonly (readonly [Scalar, Scalar])[];
}

export const join: Operator = (node, input, names, context) => {
  const kind = kindParameter(node, "innerunique");
  const sides = sidesOf(node, input, names, context);
  if (LEFT_ONLY[kind] !== undefined) return semi(LEFT_ONLY[kind], sides.left, "l", sides.right, "r", sides, context);
  if (RIGHT_ONLY[kind] !== undefined) return semi(RIGHT_ONLY[kind], sides.right, "r", sides.left, "l", sides, context);
  const sqlKind = SQL_KINDS[kind];
  if (sqlKind === undefined) throw unsupported(`join kind=${kind}`);
  const unique = kind === "innerunique" ? deduplicated(sides, context) : sides;
  return paired(node, sqlKind, unique, [...sided(unique.left, "l"), ...sided(unique.right, "r")], context);
};

/** Like a left outer join whose right keys are not repeated. */
export const lookup: Operator = (node, input, names, context) => {
  const kind = kindParameter(node, "leftouter");
  const sqlKind = SQL_KINDS[kind];
  if (sqlKind === undefined || !["inner", "leftouter"].includes(kind)) throw unsupported(`lookup kind=${kind}`);
  const sides = sidesOf(node, input, names, context);
  const keys = new Set(sides.keys.map(([, right]) => right.sql));
  const added = sided(sides.right, "r").filter(({ sql }) => !keys.has(sql));
  return paired(node, sqlKind, sides, [...sided(sides.left, "l"), ...added], context);
};

function kindParameter(node: SyntaxNode, fallback: string): string {
  let kind = fallback;
  for (const [name, value] of parametersOf(node)) {
    if (name === "kind") kind = textOf(value);
    else if (!name.startsWith("hint.")) throw unsupported(`join with ${name}`);
  }
  return kind;
}

/** Columns as they are called where both sides are at hand. */
function sided({ columns }: Relation, side: "l" | "r"): Column[] {
  return columns.map((column) => ({ ...column, sql: `${side}.${column.sql}` }));
}

function sidesOf(node: SyntaxNode, left: Relation, names: Names, context: Context): Sides {
  const right = context.relationOf(child(node, "Expression"), names);
  const clause = child(node, conditionName(node));
  if (kindOf(clause) !== "JoinOnClause") throw unsupported(kindOf(clause));
  const sides = { $left: sided(left, "l"), $right: sided(right, "r") };
  const keys = elements(child(clause, "Expressions")).map((item): readonly [Scalar, Scalar] => {
    if (kindOf(item) === "NameReference") return [byName(sides.$left, item), byName(sides.$right, item)];
    if (kindOf(item) !== "EqualExpression") throw unsupported(`a join on ${textOf(item)}`);
    const scope = { columns: [], names, sides };
    const [a, b] = [context.scalarOf(child(item, "Left"), scope), context.scalarOf(child(item, "Right"), scope)];
    return a.sql.startsWith("r.") ? [b, a] : [a, b];
  });
  return { left, right, keys };
}

function conditionName(node: SyntaxNode): string {
  return kindOf(node) === "LookupOperator" ? "LookupClause" : "ConditionClause";
}

function byName(columns: readonly Column[], item: SyntaxNode): Scalar {
  const column = columns.find(({ name }) => name === nameOf(item));
  if (column === undefined) throw unsupported(`a join on ${nameOf(item)}`);
  return asScalar(column);
}

function condition({ keys }: Sides): string {
  return keys.map(([left, right]) => equal({ ...left, present: true }, { ...right, present: true })).join(" and ");
}

/** One row of the left side per key; Kusto takes any. */
function deduplicated(sides: Sides, context: Context): Sides {
  const by = sides.keys.map(([left]) => left.sql.replace(/^l\./, "")).join(", ");
  const all = sides.left.columns.map(({ sql }) => sql).join(", ");
  const sql = `select distinct on (${by}) * from ${sides.left.from} order by ${by}, row(${all}) desc`;
  return { ...sides, left: context.step(sql, sides.left.columns) };
}

function semi(
  sqlKind: string,
  kept: Relation,
  keptName: "l" | "r",
  other: Relation,
  otherName: "l" | "r",
  sides: Sides,
  context: Context,
): Relation {
  const sql = `select ${keptName}.* from ${kept.from} ${keptName} ${sqlKind} ${other.from} ${otherName} on ${condition(sides)}`;
  return context.step(sql, kept.columns);
}

/** Text that an outer join leaves without a row is empty, not null. */
function paired(
  node: SyntaxNode,
  sqlKind: string,
  sides: Sides,
  columns: readonly Column[],
  context: Context,
): Relation {
  const declared = declaredColumns(node);
  if (declared.length !== columns.length) throw unsupported(`${textOf(node)}: it gives other columns`);
  const fields: Field[] = columns.map(({ sql, type }, index) => ({
    name: declared[index]!.name,
    value: type === "string" ? { sql: `coalesce(${sql}, '')`, type, present: true } : { sql, type },
  }));
  const from = `${sides.left.from} l ${sqlKind} ${sides.right.from} r on ${condition(sides)}`;
  return context.projected({ from, columns: [] }, fields);
}
