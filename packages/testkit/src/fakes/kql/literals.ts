import { kindOf, type SyntaxNode } from "./language.ts";
import type { Scalar } from "./relation.ts";
import { literal } from "./sql.ts";
import { child, elements, textOf } from "./tree.ts";
import { parseInstant, parseSpan, SQL_TYPES, type KqlType } from "./types.ts";
import { unsupported } from "./unsupported.ts";

export function nullOf(type: KqlType): Scalar {
  if (type === "string") return { sql: "''", type, present: true, constant: "" };
  return { sql: `null::${SQL_TYPES[type]}`, type };
}

export function textLiteral(text: string): Scalar {
  return { sql: literal(text), type: "string", present: true, constant: text };
}

export function longLiteral(value: bigint, type: "long" | "int" | "datetime" | "timespan" = "long"): Scalar {
  return { sql: `${value}::${SQL_TYPES[type]}`, type, present: true, constant: value };
}

const TYPES: Readonly<Record<string, KqlType>> = {
  LongLiteralExpression: "long",
  IntLiteralExpression: "int",
  RealLiteralExpression: "real",
  BooleanLiteralExpression: "bool",
  DateTimeLiteralExpression: "datetime",
  TimespanLiteralExpression: "timespan",
  GuidLiteralExpression: "guid",
};

/** A literal, or `undefined` where the node is none. */
export function literalOf(node: SyntaxNode, now: bigint): Scalar | undefined {
  const kind = kindOf(node);
  if (kind === "StringLiteralExpression" || kind === "CompoundStringLiteralExpression") {
    return textLiteral(String(node.LiteralValue));
  }
  if (kind === "DynamicExpression") return dynamicLiteral(child(node, "Expression"));
  const type = TYPES[kind];
  return type === undefined ? undefined : typed(type, inner(textOf(node)), textOf(node), now);
}

/** `int(3)` and `datetime(2020-01-01)` without what tells their type. */
function inner(text: string): string {
  const match = /^[a-z_]+\s*\(([\s\S]*)\)$/i.exec(text);
  const bare = (match?.[1] ?? text).trim();
  const quoted = /^(["'])(.*)\1$/s.exec(bare);
  return quoted?.[2] ?? bare;
}

function typed(type: KqlType, text: string, whole: string, now: bigint): Scalar {
  if (text === "null") return nullOf(type);
  switch (type) {
    case "long":
    case "int":
      return longLiteral(wholeNumber(text, whole), type);
    case "real":
      return { sql: `'${realText(text, whole)}'::double`, type, present: true };
    case "bool":
      return { sql: booleanText(text, whole), type, present: true };
    case "datetime":
      return longLiteral(ticks(text === "" || text === "now" ? now : parseInstant(text), whole), type);
    case "timespan":
      return longLiteral(ticks(/^\d+$/.test(text) ? parseSpan(`${text}d`) : parseSpan(text), whole), type);
    default:
      return { sql: literal(text.toLowerCase()), type, present: true };
  }
}

function wholeNumber(text: string, whole: string): bigint {
  if (/^-?\d+$/.test(text) || /^0x[0-9a-f]+$/i.test(text)) return BigInt(text);
  throw unsupported(`the literal ${whole}`);
}

function realText(text: string, whole: string): string {
  const special = { nan: "nan", "+inf": "inf", inf: "inf", "-inf": "-inf" }[text.toLowerCase()];
  if (special !== undefined) return special;
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return text;
  throw unsupported(`the literal ${whole}`);
}

function booleanText(text: string, whole: string): string {
  const value = text.toLowerCase();
  if (value === "true" || value === "1") return "true";
  if (value === "false" || value === "0") return "false";
  throw unsupported(`the literal ${whole}`);
}

function ticks(value: bigint | undefined, whole: string): bigint {
  if (value === undefined) throw unsupported(`the literal ${whole}`);
  return value;
}

function dynamicLiteral(node: SyntaxNode): Scalar {
  const json = jsonOfLiteral(node);
  if (json === "null") return nullOf("dynamic");
  const texts = textsOf(node);
  return { sql: literal(json), type: "dynamic", present: true, ...(texts === undefined ? {} : { constant: texts }) };
}

function textsOf(node: SyntaxNode): readonly string[] | undefined {
  if (kindOf(node) !== "JsonArrayExpression") return undefined;
  const items = elements(child(node, "Values"));
  if (!items.every((item) => kindOf(item) === "StringLiteralExpression")) return undefined;
  return items.map((item) => String(item.LiteralValue));
}

function jsonOfLiteral(node: SyntaxNode): string {
  switch (kindOf(node)) {
    case "JsonArrayExpression":
      return `[${elements(child(node, "Values")).map(jsonOfLiteral).join(",")}]`;
    case "JsonObjectExpression":
      return `{${elements(child(node, "Pairs")).map(jsonPair).join(",")}}`;
    case "StringLiteralExpression":
      return JSON.stringify(String(node.LiteralValue));
    case "LongLiteralExpression":
      return String(wholeNumber(textOf(node), textOf(node)));
    case "RealLiteralExpression":
      return JSON.stringify(Number(realText(textOf(node), textOf(node))));
    case "BooleanLiteralExpression":
      return booleanText(textOf(node), textOf(node));
    case "UnaryMinusExpression":
      return `-${jsonOfLiteral(child(node, "Expression"))}`;
    case "NullLiteralExpression":
      return "null";
    default:
      throw unsupported(`${kindOf(node)} within dynamic()`);
  }
}

function jsonPair(pair: SyntaxNode): string {
  const name = child(pair, "Name");
  return `${JSON.stringify(name.ValueText ?? "")}:${jsonOfLiteral(child(pair, "Value"))}`;
}
