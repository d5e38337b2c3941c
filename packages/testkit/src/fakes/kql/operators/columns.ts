import { kindOf, type SyntaxNode } from "../language.ts";
import { asScalar, declaredColumns, fieldsOf, typeOf, type Column, type Relation } from "../relation.ts";
import type { Context, Field } from "../context.ts";
import { toJson } from "../convert.ts";
import { child, elements, namedExpression, nameOf, optionalChild, parametersOf, textOf } from "../tree.ts";
import { unsupported } from "../unsupported.ts";
import { functionOf } from "../functions/index.ts";
import type { Scalar } from "../relation.ts";
import type { Operator } from "./operator.ts";

export const project: Operator = (node, input, names, context) => {
  const columns = declaredColumns(node);
  const values = elements(child(node, "Expressions")).map((item) =>
    context.scalarOf(single(item), { columns: input.columns, names }),
  );
  if (values.length !== columns.length) throw unsupported(`${textOf(node)}: values that give several columns`);
  return context.projected(
    input,
    values.map((value, index) => ({ name: columns[index]!.name, value })),
  );
};

function single(item: SyntaxNode): SyntaxNode {
  if (kindOf(item) === "CompoundNamedExpression") throw unsupported("(a, b) = …");
  return namedExpression(item).expression;
}

/** Every expression sees the columns as they came in, even those that another one replaces. */
export const extend: Operator = (node, input, names, context) => {
  const fields: Field[] = fieldsOf(input.columns);
  for (const item of elements(child(node, "Expressions"))) {
    const expression = single(item);
    const name = namedExpression(item).name ?? nameGiven(expression, node);
    const value = context.scalarOf(expression, { columns: input.columns, names });
    const at = fields.findIndex((field) => field.name === name);
    if (at === -1) fields.push({ name, value });
    else fields[at] = { name, value };
  }
  return context.projected(input, fields);
};

function nameGiven(expression: SyntaxNode, node: SyntaxNode): string {
  if (kindOf(expression) === "NameReference") return nameOf(expression);
  throw unsupported(`${textOf(node)}: a value without a name`);
}

/** The columns that are named, wildcards included, in the order of the table. */
function named(node: SyntaxNode, input: Relation): ReadonlySet<string> {
  const items = elements(child(node, "Expressions"));
  const chosen = items.flatMap((item) => {
    if (kindOf(item) === "NameReference" && optionalChild(item, "Name")?.SimpleName?.includes("*") !== true) {
      return [nameOf(item)];
    }
    const pattern = wildcard(textOf(item));
    return input.columns.filter(({ name }) => pattern.test(name)).map(({ name }) => name);
  });
  return new Set(chosen);
}

function wildcard(text: string): RegExp {
  if (!/^[\w*]+$/.test(text)) throw unsupported(`the columns ${text}`);
  return new RegExp(`^${text.replaceAll("*", ".*")}$`);
}

function subset(input: Relation, columns: readonly Column[]): Relation {
  return { ...input, columns };
}

export const projectAway: Operator = (node, input) => {
  const away = named(node, input);
  return subset(
    input,
    input.columns.filter(({ name }) => !away.has(name)),
  );
};

export const projectKeep: Operator = (node, input) => {
  const kept = named(node, input);
  return subset(
    input,
    input.columns.filter(({ name }) => kept.has(name)),
  );
};

export const projectRename: Operator = (node, input) => {
  const renamed = new Map(
    elements(child(node, "Expressions")).map((item) => {
      const { name, expression } = namedExpression(item);
      return [nameOf(expression), name!];
    }),
  );
  return subset(
    input,
    input.columns.map((column) => ({ ...column, name: renamed.get(column.name) ?? column.name })),
  );
};

export const projectReorder: Operator = (node, input) =>
  subset(
    input,
    declaredColumns(node).map(({ name }) => input.columns.find((column) => column.name === name)!),
  );

export const distinct: Operator = (node, input, names, context) => {
  const [first] = elements(child(node, "Expressions"));
  const kept = kindOf(first!) === "StarExpression" ? { ...input } : project(node, input, names, context);
  const columns = kept.columns.map(({ sql }) => sql).join(", ");
  return context.step(`select distinct ${columns} from ${kept.from}`, kept.columns);
};

/** One row per item of an array; a row without items stays, with a null. */
export const mvExpand: Operator = (node, input, names, context) => {
  if (parametersOf(node).size > 0 || optionalChild(node, "RowLimitClause") !== undefined) {
    throw unsupported(`${textOf(node)}: its parameters`);
  }
  const [item, ...more] = elements(child(node, "Expressions"));
  if (more.length > 0) throw unsupported("mv-expand of several columns");
  const { name = "", expression } = namedExpression(child(item!, "Expression"));
  const array = context.scalarOf(expression, { columns: input.columns, names });
  if (array.type !== "dynamic") throw unsupported(`mv-expand of a ${array.type}`);
  const json = toJson(array);
  const items = `(case when json_type(${json}) = 'ARRAY' and json_array_length(${json}) > 0 then from_json(${json}, '["JSON"]') else [null] end)`;
  const expanded = context.projected({ from: input.from, columns: [] }, [
    ...fieldsOf(input.columns),
    {
      name: name === "" ? nameOf(expression) : name,
      value: { sql: `nullif(unnest(${items})::varchar, 'null')`, type: "dynamic" },
    },
  ]);
  return placed(expanded, item!, context);
};

/** The expanded column takes the place of one of its name and has the type that was asked for. */
function placed(expanded: Relation, item: SyntaxNode, context: Context): Relation {
  const last = expanded.columns.at(-1)!;
  const clause = optionalChild(item, "ToTypeOf");
  const typed = clause === undefined ? asScalar(last) : cast(asScalar(last), clause);
  const fields = fieldsOf(expanded.columns.slice(0, -1));
  const at = fields.findIndex(({ name }) => name === last.name);
  if (at === -1) fields.push({ name: last.name, value: typed });
  else fields[at] = { name: last.name, value: typed };
  return context.projected({ from: expanded.from, columns: [] }, fields);
}

const CASTS: Readonly<Record<string, string>> = {
  string: "tostring",
  long: "tolong",
  int: "toint",
  real: "todouble",
};

function cast(value: Scalar, clause: SyntaxNode): Scalar {
  const [named_] = elements(child(child(clause, "TypeOf"), "Types"));
  const type = typeOf(named_!.ReferencedSymbol!);
  if (type === "dynamic") return value;
  const by = CASTS[type];
  if (by === undefined) throw unsupported(`mv-expand to ${type}`);
  return functionOf(by, [value], (given) => given);
}
