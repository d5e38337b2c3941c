import { kindOf, type SyntaxNode } from "./language.ts";
import { unsupported } from "./unsupported.ts";

/** The child of that name; fails where the grammar has none there. */
export function child(node: SyntaxNode, name: string): SyntaxNode {
  const found = optionalChild(node, name);
  if (found === undefined) throw unsupported(`${kindOf(node)} without ${name}`);
  return found;
}

export function optionalChild(node: SyntaxNode, name: string): SyntaxNode | undefined {
  const found = (node as unknown as Record<string, SyntaxNode | null | undefined>)[name];
  return found ?? undefined;
}

/** The nodes of a list, separators left out. */
export function elements(list: SyntaxNode): SyntaxNode[] {
  return Array.from({ length: list.ChildCount }, (_, index) => {
    const item = list.GetChild(index)!;
    return optionalChild(item, "Element") ?? item;
  });
}

/** The arguments of a call. */
export function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  return elements(child(child(call, "ArgumentList"), "Expressions"));
}

/** A node as it stands in the query, without what surrounds it. */
export function textOf(node: SyntaxNode): string {
  return node.Text ?? node.toString().trim();
}

export function nameOf(node: SyntaxNode): string {
  const name = node.SimpleName ?? optionalChild(node, "Name")?.SimpleName;
  if (name === undefined) throw unsupported(`the name ${textOf(node)}`);
  return name;
}

/** Of `name = expression` both, of an expression without a name the expression. */
export function namedExpression(node: SyntaxNode): { readonly name?: string; readonly expression: SyntaxNode } {
  if (kindOf(node) !== "SimpleNamedExpression") return { expression: node };
  return { name: nameOf(child(node, "Name")), expression: child(node, "Expression") };
}

/** `kind=inner hint.strategy=shuffle` as a table. */
export function parametersOf(operator: SyntaxNode): Map<string, SyntaxNode> {
  const list = optionalChild(operator, "Parameters");
  if (list === undefined) return new Map();
  return new Map(elements(list).map((item) => [nameOf(child(item, "Name")), child(item, "Expression")]));
}

/** Whether a node gives a table rather than a value. */
export function isTabular(node: SyntaxNode): boolean {
  return node.ResultType?.Columns !== undefined;
}
