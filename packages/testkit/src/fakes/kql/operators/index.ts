import { kindOf, type SyntaxNode } from "../language.ts";
import type { Names, Relation } from "../relation.ts";
import { child } from "../tree.ts";
import type { Context } from "../context.ts";
import { unsupported } from "../unsupported.ts";
import { count, getSchema, where } from "./filtering.ts";
import { dataTable, print, range } from "./making.ts";
import {
  distinct,
  extend,
  mvExpand,
  project,
  projectAway,
  projectKeep,
  projectRename,
  projectReorder,
} from "./columns.ts";
import type { Operator } from "./operator.ts";
import { join, lookup } from "./join.ts";
import { sort, take, top } from "./ordering.ts";
import { summarize } from "./summarize.ts";
import { union } from "./union.ts";

const OPERATORS: Readonly<Record<string, Operator>> = {
  FilterOperator: where,
  CountOperator: count,
  GetSchemaOperator: getSchema,
  ExtendOperator: extend,
  ProjectOperator: project,
  ProjectAwayOperator: projectAway,
  ProjectKeepOperator: projectKeep,
  ProjectRenameOperator: projectRename,
  ProjectReorderOperator: projectReorder,
  DistinctOperator: distinct,
  MvExpandOperator: mvExpand,
  SortOperator: sort,
  TakeOperator: take,
  TopOperator: top,
  SummarizeOperator: summarize,
  JoinOperator: join,
  LookupOperator: lookup,
  UnionOperator: (node, input, names, context) => union(node, input, names, context),
  AsOperator: (_node, input) => input,
  SerializeOperator: (node, input) => {
    if (child(node, "Expressions").ChildCount > 0) throw unsupported("serialize with columns");
    return input;
  },
};

export function operate(node: SyntaxNode, input: Relation, names: Names, context: Context): Relation {
  const apply = OPERATORS[kindOf(node)];
  if (apply === undefined) throw unsupported(kindOf(node));
  return apply(node, input, names, context);
}

/** What a pipe may begin with besides a table. */
export function startOf(node: SyntaxNode, names: Names, context: Context): Relation {
  switch (kindOf(node)) {
    case "DataTableExpression":
      return dataTable(node, context);
    case "PrintOperator":
      return print(node, names, context);
    case "RangeOperator":
      return range(node, names, context);
    case "UnionOperator":
      return union(node, undefined, names, context);
    default:
      throw unsupported(kindOf(node));
  }
}
