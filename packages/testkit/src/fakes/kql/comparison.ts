import type { Context } from "./context.ts";
import { toJson, toText } from "./convert.ts";
import { comparable, equal } from "./equality.ts";
import { kindOf, type SyntaxNode } from "./language.ts";
import type { Scalar, Scope } from "./relation.ts";
import { regexMatches } from "./regex.ts";
import { child, elements, isTabular, textOf } from "./tree.ts";
import { unsupported } from "./unsupported.ts";

const ORDERINGS: ReadonlySet<string> = new Set(["<", "<=", ">", ">="]);
const EQUALITIES: ReadonlySet<string> = new Set(["==", "!=", "<>"]);
const SETS: ReadonlySet<string> = new Set(["in", "in~", "!in", "!in~"]);
const ANY_OF: ReadonlySet<string> = new Set(["has_any", "has_all"]);

/** `text operator text`, case as written; each has `_cs`-less, negated and other variants. */
type TextTest = (text: string, sought: string) => string;

/** A sought text for RE2, every character standing for itself. */
function verbatim(sought: string): string {
  return `regexp_escape(${sought})`;
}

// Terms are runs of ASCII letters and digits.
const BEFORE = `'(?:^|[^0-9A-Za-z])'`;
const AFTER = `'(?:$|[^0-9A-Za-z])'`;

const TEXT_TESTS: Readonly<Record<string, TextTest>> = {
  contains: (text, sought) => `contains(${text}, ${sought})`,
  startswith: (text, sought) => `starts_with(${text}, ${sought})`,
  endswith: (text, sought) => `ends_with(${text}, ${sought})`,
  has: (text, sought) => `regexp_matches(${text}, ${BEFORE} || ${verbatim(sought)} || ${AFTER})`,
  hasprefix: (text, sought) => `regexp_matches(${text}, ${BEFORE} || ${verbatim(sought)})`,
  hassuffix: (text, sought) => `regexp_matches(${text}, ${verbatim(sought)} || ${AFTER})`,
};

function textTest(
  operator: string,
): { readonly name: string; readonly negated: boolean; readonly exact: boolean } | undefined {
  const match = /^(!?)(not)?([a-z]+?)(_cs)?$/.exec(operator);
  if (match === null || TEXT_TESTS[match[3]!] === undefined) return undefined;
  return { name: match[3]!, negated: match[1] === "!" || match[2] !== undefined, exact: match[4] !== undefined };
}

export function isComparison(operator: string): boolean {
  return (
    ORDERINGS.has(operator) ||
    EQUALITIES.has(operator) ||
    SETS.has(operator) ||
    ANY_OF.has(operator) ||
    ["=~", "!~", "matches regex"].includes(operator) ||
    textTest(operator) !== undefined
  );
}

export function comparison(node: SyntaxNode, scope: Scope, context: Context): Scalar {
  const operator = textOf(child(node, "Operator"));
  const left = context.scalarOf(child(node, "Left"), scope);
  if (SETS.has(operator)) return membership(operator, left, child(node, "Right"), scope, context);
  if (ANY_OF.has(operator)) return severalTerms(operator, left, child(node, "Right"), scope, context);
  const right = context.scalarOf(child(node, "Right"), scope);
  return { sql: compare(operator, left, right), type: "bool" };
}

function compare(operator: string, left: Scalar, right: Scalar): string {
  if (ORDERINGS.has(operator)) return ordering(operator, left, right);
  if (operator === "==") return equal(left, right);
  if (operator === "!=" || operator === "<>") return `(not ${equal(left, right)})`;
  const [text, sought] = [textOnly(left, operator), textOnly(right, operator)];
  if (operator === "=~") return `(lower(${text}) = lower(${sought}))`;
  if (operator === "!~") return `(lower(${text}) <> lower(${sought}))`;
  if (operator === "matches regex") return regexMatches(text, right);
  const { name, negated, exact } = textTest(operator)!;
  const fold = (sql: string): string => (exact ? sql : `lower(${sql})`);
  const test = TEXT_TESTS[name]!(fold(text), fold(sought));
  return negated ? `(not ${test})` : test;
}

function textOnly(value: Scalar, operator: string): string {
  if (value.type === "string") return value.sql;
  if (value.type === "dynamic") return toText(value).sql;
  throw unsupported(`${operator} on a ${value.type}`);
}

function ordering(operator: string, left: Scalar, right: Scalar): string {
  if (!comparable(left, right) || left.type === "dynamic") {
    throw unsupported(`${left.type} ${operator} ${right.type}`);
  }
  // Documentation says in which order text sorts for no text beyond ASCII.
  return `(${left.sql} ${operator} ${right.sql})`;
}

function membership(operator: string, value: Scalar, list: SyntaxNode, scope: Scope, context: Context): Scalar {
  const fold = operator.endsWith("~") ? (sql: string) => `lower(${sql})` : (sql: string) => sql;
  if (operator.endsWith("~") && value.type !== "string") throw unsupported(`${operator} on a ${value.type}`);
  const items = elements(child(list, "Expressions"));
  const choices = items.map((item) => choicesOf(item, value, fold, scope, context));
  const within = choices.length === 0 ? "false" : `(${choices.join(" or ")})`;
  return { sql: operator.startsWith("!") ? `(not ${within})` : within, type: "bool" };
}

/** One item of `in (…)`: a value, a whole column or an array. */
function choicesOf(
  item: SyntaxNode,
  value: Scalar,
  fold: (sql: string) => string,
  scope: Scope,
  context: Context,
): string {
  if (isTabular(item)) {
    const { from, columns } = context.relationOf(item, scope.names);
    const [first] = columns;
    if (first!.type !== value.type) throw unsupported(`${value.type} in a column of ${first!.type}`);
    return `coalesce(${fold(value.sql)} in (select ${fold(first!.sql)} from ${from} where ${first!.sql} is not null), false)`;
  }
  const choice = context.scalarOf(item, scope);
  if (choice.type === "dynamic") return inArray(value, choice, fold);
  if (!comparable(value, choice)) throw unsupported(`${value.type} in a list of ${choice.type}`);
  return equal({ ...value, sql: fold(value.sql) }, { ...choice, sql: fold(choice.sql) });
}

function inArray(value: Scalar, array: Scalar, fold: (sql: string) => string): string {
  const whole = value.type === "int" || value.type === "long";
  if (value.type !== "string" && !whole) throw unsupported(`a ${value.type} in a dynamic array`);
  const items = `from_json(${toJson(array)}, '["VARCHAR"]')`;
  const folded = fold("item") === "item" ? items : `list_transform(${items}, lambda item: ${fold("item")})`;
  return `coalesce(list_contains(${folded}, ${whole ? `(${value.sql})::varchar` : fold(value.sql)}), false)`;
}

function severalTerms(operator: string, value: Scalar, list: SyntaxNode, scope: Scope, context: Context): Scalar {
  if (kindOf(list) !== "ExpressionList") throw unsupported(`${operator} on ${kindOf(list)}`);
  const tests = elements(child(list, "Expressions")).map((item) => {
    const sought = context.scalarOf(item, scope);
    if (sought.type !== "string") throw unsupported(`${operator} with a ${sought.type}`);
    return compare("has", value, sought);
  });
  return { sql: `(${tests.join(operator === "has_any" ? " or " : " and ")})`, type: "bool" };
}
