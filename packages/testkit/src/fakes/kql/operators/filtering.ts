import { longLiteral, textLiteral } from "../literals.ts";
import { declaredColumns } from "../relation.ts";
import { child } from "../tree.ts";
import type { KqlType } from "../types.ts";
import { unsupported } from "../unsupported.ts";
import type { Operator } from "./operator.ts";

/** Rows for which the condition is null are left out, too. */
export const where: Operator = (node, input, names, context) => {
  const condition = context.scalarOf(child(node, "Condition"), { columns: input.columns, names });
  if (condition.type !== "bool") throw unsupported(`where with a ${condition.type}`);
  return context.filtered(input, `where ${condition.sql}`);
};

export const count: Operator = (node, input, _names, context) => {
  const name = declaredColumns(node)[0]!.name;
  return context.projected({ from: input.from, columns: [] }, [
    { name, value: { sql: "count(*)", type: "long", present: true } },
  ]);
};

const SYSTEM_TYPES: Readonly<Record<KqlType, string>> = {
  bool: "System.SByte",
  int: "System.Int32",
  long: "System.Int64",
  real: "System.Double",
  string: "System.String",
  datetime: "System.DateTime",
  timespan: "System.TimeSpan",
  guid: "System.Guid",
  dynamic: "System.Object",
};

export const getSchema: Operator = (node, input, _names, context) => {
  const rows = input.columns.map(
    ({ name, type }, index) =>
      `select ${textLiteral(name).sql} as n, ${longLiteral(BigInt(index), schemaOrdinal(node)).sql} as o, ` +
      `'${SYSTEM_TYPES[type]}' as d, '${type}' as t`,
  );
  const table = context.step(rows.join(" union all "), []);
  const [nameColumn, ordinal, dataType, columnType] = declaredColumns(node);
  return context.projected(
    table,
    [
      { name: nameColumn!.name, value: { sql: "n", type: "string", present: true } },
      { name: ordinal!.name, value: { sql: "o", type: ordinal!.type, present: true } },
      { name: dataType!.name, value: { sql: "d", type: "string", present: true } },
      { name: columnType!.name, value: { sql: "t", type: "string", present: true } },
    ],
    "",
    "o",
  );
};

function schemaOrdinal(node: Parameters<Operator>[0]): "int" | "long" {
  return declaredColumns(node)[1]!.type === "int" ? "int" : "long";
}
