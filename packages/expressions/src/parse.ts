import { TIME_FIELD } from "./fields/names.ts";
import type { Expression, ExpressionInput } from "@winnow/core";
import { badArgument, malformedExpression, unknownOperator } from "./errors.ts";
import { OPERATORS, type Operator, type Parameter } from "./operators.ts";
import { portablePattern, replacementPattern } from "./pattern.ts";
import type { Literal } from "./syntax.ts";

/** Turns a leaf's text into a leaf: a field in features, a column in field maps. */
export type LeafReader = (name: string) => Expression;

export const fieldLeaf: LeafReader = (name) =>
  name === TIME_FIELD ? { op: "time", type: "time" } : { op: "field", name, type: "text" };

export const columnLeaf: LeafReader = (name) => ({ op: "column", name, type: "text" });

/**
 * Checks the written form of an expression and gives its tree.
 * @throws `WN1101` unknown operator, `WN1102` malformed, `WN1103` wrong arguments, `WN1104` unportable pattern
 */
export function parseExpression(input: ExpressionInput, leaf: LeafReader = fieldLeaf): Expression {
  if (typeof input === "string") return leaf(input);
  const [name, argument] = soleEntry(input);
  const operator = OPERATORS.get(name);
  if (operator === undefined) throw unknownOperator({ operator: name, known: [...OPERATORS.keys()] });
  const written = operator.parameters.length === 1 && !operator.variadic ? [argument] : listOf(argument);
  if (operator.expandsTo !== undefined) return parseExpression(operator.expandsTo(written) as ExpressionInput, leaf);
  return { op: "apply", operator: name, args: readArguments(operator, written, leaf), type: operator.result };
}

function soleEntry(input: unknown): [string, unknown] {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw malformedExpression({ found: describe(input), problem: "it is neither a name nor an operator" });
  }
  const entries = Object.entries(input);
  if (entries.length !== 1) {
    const problem = entries.length === 0 ? "it names no operator" : "it names more than one operator";
    throw malformedExpression({ found: describe(input), problem });
  }
  return entries[0]!;
}

function listOf(argument: unknown): readonly unknown[] {
  return Array.isArray(argument) ? argument : [argument];
}

function readArguments(operator: Operator, written: readonly unknown[], leaf: LeafReader): Expression[] {
  const { parameters, variadic } = operator;
  const last = parameters[parameters.length - 1]!;
  if (!variadic && written.length > parameters.length) {
    throw badArgument({
      operator: operator.name,
      argument: "its arguments",
      wanted: `at most ${parameters.length}`,
      found: String(written.length),
    });
  }
  const count = variadic ? Math.max(written.length, parameters.length) : parameters.length;
  return Array.from({ length: count }, (_, i) => readArgument(operator, parameters[i] ?? last, written[i], leaf));
}

function readArgument(operator: Operator, parameter: Parameter, written: unknown, leaf: LeafReader): Expression {
  if (parameter.type.startsWith("literal:")) {
    return { op: "literal", value: wellFormed(readLiteral(operator, parameter, written)), type: "literal" };
  }
  if (written === undefined) throw wrong(operator, parameter, written);
  const expression = parseExpression(written as ExpressionInput, leaf);
  if (parameter.type !== "any" && parameter.type !== expression.type) {
    throw badArgument({
      operator: operator.name,
      argument: parameter.name,
      wanted: `a ${parameter.type}`,
      found: `the ${expression.type} ${describe(written)}`,
    });
  }
  return expression;
}

/** Texts of events are well-formed, so lone surrogates in a literal become what they became there: U+FFFD. */
function wellFormed(literal: Literal): Literal {
  if (typeof literal === "string") return literal.toWellFormed();
  return typeof literal === "object" ? literal.map((item) => item.toWellFormed()) : literal;
}

function readLiteral(operator: Operator, parameter: Parameter, written: unknown): Literal {
  if (written === undefined && parameter.fallback !== undefined) return parameter.fallback;
  switch (parameter.type) {
    case "literal:text":
      if (typeof written === "string" && written !== "") return written;
      break;
    case "literal:anyText":
      if (typeof written === "string") return written;
      break;
    case "literal:number":
      if (typeof written === "number" && Number.isFinite(written)) return written;
      break;
    case "literal:scalar":
      if (["string", "number", "boolean"].includes(typeof written)) return written as Literal;
      break;
    case "literal:texts":
      if (Array.isArray(written) && written.every((item) => ["string", "number"].includes(typeof item))) {
        return written.map(String);
      }
      break;
    case "literal:table":
      if (isTable(written)) return Object.entries(written).flatMap(([from, to]) => [from, String(to)]);
      break;
    case "literal:pattern":
      if (typeof written === "string") {
        portablePattern(written);
        return written;
      }
      break;
    case "literal:replacementPattern":
      if (typeof written === "string") {
        replacementPattern(written);
        return written;
      }
  }
  throw wrong(operator, parameter, written);
}

function isTable(value: unknown): value is Readonly<Record<string, string | number>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => ["string", "number"].includes(typeof item))
  );
}

const WANTED: Readonly<Record<string, string>> = {
  "literal:text": "a text that is not empty",
  "literal:anyText": "a text",
  "literal:number": "a number",
  "literal:scalar": "a text, a number, true or false",
  "literal:texts": "a list of texts",
  "literal:table": "a table of texts ({ from: to })",
  "literal:pattern": "a regular expression",
  "literal:replacementPattern": "a regular expression",
};

function wrong(operator: Operator, parameter: Parameter, written: unknown): Error {
  return badArgument({
    operator: operator.name,
    argument: parameter.name,
    wanted: WANTED[parameter.type] ?? `a ${parameter.type}`,
    found: written === undefined ? "left out" : describe(written),
  });
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? text.slice(0, 57) + "…" : text;
}
