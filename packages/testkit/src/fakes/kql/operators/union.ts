import type { SyntaxNode } from "../language.ts";
import { nullOf, textLiteral } from "../literals.ts";
import { asScalar, declaredColumns, type Names, type Relation, type Scalar } from "../relation.ts";
import { child, elements, nameOf, parametersOf, textOf } from "../tree.ts";
import type { Context } from "../context.ts";
import { unsupported } from "../unsupported.ts";

/** All rows of several tables; columns that one lacks are null there, or empty text. */
export function union(node: SyntaxNode, input: Relation | undefined, names: Names, context: Context): Relation {
  const source = parameters(node);
  const members = elements(child(node, "Expressions"));
  const relations = members.map((member) => context.relationOf(member, names));
  const all = input === undefined ? relations : [input, ...relations];
  const declared = declaredColumns(node);
  const labels = input === undefined ? members.map(textOf) : ["union_arg0", ...members.map(textOf)];
  const parts = all.map((relation, index) => {
    const fields = declared.map(({ name, type }) => {
      if (name === source) return { name, value: textLiteral(labels[index]!) };
      return { name, value: cell(relation, name, type) };
    });
    return context.projected({ from: relation.from, columns: [] }, fields);
  });
  const sql = parts.map(({ from, columns }) => `select ${columns.map(({ sql: id }) => id).join(", ")} from ${from}`);
  return context.step(sql.join(" union all "), parts[0]!.columns);
}

function cell(relation: Relation, name: string, type: Scalar["type"]): Scalar {
  const column = relation.columns.find((candidate) => candidate.name === name);
  if (column === undefined) return nullOf(type);
  if (column.type !== type) throw unsupported(`a union of ${name} as ${column.type} and as ${type}`);
  return asScalar(column);
}

/** Gives the name of the column that says which table a row came from, where one is asked for. */
function parameters(node: SyntaxNode): string | undefined {
  let source: string | undefined;
  for (const [name, value] of parametersOf(node)) {
    const given = textOf(value);
    if (name === "withsource") source = nameOf(value);
    else if (name === "kind" && given !== "outer" && given !== "inner") throw unsupported(`union kind=${given}`);
    else if (!["kind", "isfuzzy"].includes(name) && !name.startsWith("hint.")) throw unsupported(`union with ${name}`);
  }
  return source;
}
