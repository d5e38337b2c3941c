import { arithmetic } from "../arithmetic.ts";
import type { SyntaxNode } from "../language.ts";
import { nullOf } from "../literals.ts";
import { declaredColumns, type Names, type Relation, type Scalar } from "../relation.ts";
import { child, elements, namedExpression, nameOf } from "../tree.ts";
import { SQL_TYPES, type KqlType } from "../types.ts";
import type { Context } from "../context.ts";
import { unsupported } from "../unsupported.ts";

export function dataTable(node: SyntaxNode, context: Context): Relation {
  const columns = declaredColumns(node);
  const values = elements(child(node, "Values")).map((value) =>
    context.scalarOf(value, { columns: [], names: new Map() }),
  );
  const rows = Array.from({ length: values.length / columns.length }, (_, row) =>
    columns.map(({ type }, column) => converted(values[row * columns.length + column]!, type).sql),
  );
  const names = columns.map((_, index) => `v${index}`);
  const cells = rows.length === 0 ? [columns.map(({ type }) => nullOf(type).sql)] : rows;
  const table = context.step(
    `select * from (values ${cells.map((row) => `(${row.join(", ")})`).join(", ")}) as v(${names.join(", ")})` +
      (rows.length === 0 ? " where false" : ""),
    [],
  );
  return context.projected(
    table,
    columns.map(({ name, type }, index) => ({
      name,
      value: { sql: `v${index}::${SQL_TYPES[type]}`, type, ...(type === "string" ? { present: true } : {}) },
    })),
  );
}

/** A literal as a cell of a column of that type. */
function converted(value: Scalar, type: KqlType): Scalar {
  if (value.type === type) return value;
  const whole = value.type === "long" || value.type === "int";
  if (whole && (type === "int" || type === "long" || type === "real")) return value;
  throw unsupported(`a ${value.type} in a column of ${type}`);
}

export function print(node: SyntaxNode, names: Names, context: Context): Relation {
  const columns = declaredColumns(node);
  const values = elements(child(node, "Expressions")).map((item) =>
    context.scalarOf(namedExpression(item).expression, { columns: [], names }),
  );
  if (values.length !== columns.length) throw unsupported("print of values that give several columns");
  const one = context.step("select 1 as one", []);
  return context.projected(
    one,
    values.map((value, index) => ({ name: columns[index]!.name, value })),
  );
}

/** `range x from a to b step c` of whole numbers or instants. */
export function range(node: SyntaxNode, names: Names, context: Context): Relation {
  const scope = { columns: [], names };
  const [from, to, step] = ["From", "To", "Step"].map((part) => context.scalarOf(child(node, part), scope)) as [
    Scalar,
    Scalar,
    Scalar,
  ];
  const { type } = arithmetic("+", from, step);
  if (type === "real") throw unsupported("range of a real");
  const sql = `select unnest(generate_series(${from.sql}::bigint, ${to.sql}::bigint, ${step.sql}::bigint)) as x`;
  return context.projected(context.step(sql, []), [
    { name: nameOf(child(node, "Name")), value: { sql: `x::${SQL_TYPES[type]}`, type } },
  ]);
}
