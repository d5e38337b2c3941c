import { toEvaluator } from "../evaluate.ts";
import { columnLeaf, parseExpression } from "../parse.ts";
import { columnsOf, fieldsOf } from "../syntax.ts";
import { unboundField, unboundTime, unknownField } from "./errors.ts";
import { FIELDS, TIME_FIELD } from "./names.ts";
import { fieldAlternatives } from "./sources.ts";
import type { Expression, ExpressionInput, Value, FieldMap, TimeFormat } from "@winnow/core";

/** The column that holds an event's time, and how it is written there. */
export interface TimeSource {
  readonly column: string;
  readonly format: TimeFormat;
}

/** A field map laid over the columns of one source. */
export interface BoundFields {
  readonly map: FieldMap;
  readonly columns: readonly string[];
  /** Field → text expression whose leaves are columns of the source, spelled as the source spells them. */
  readonly fields: ReadonlyMap<string, Expression>;
  /** Fields of the map for which the source has no columns. */
  readonly missing: readonly string[];
  /** `null` where the source has no time; the time is not among `fields`. */
  readonly time: TimeSource | null;
  /** Which rows record the map's kind of event; `null` where all do, or where the source cannot tell. */
  readonly selects: Expression | null;
}

/**
 * Lays a field map over the columns of a source. A column is found by its exact name, else by its name with letter
 * case ignored where just one column has it. Of several alternatives the first binds whose columns are all there (of a
 * `firstOf` one suffices), else the first that has any of its columns: the others are missing text in every event.
 * @throws `WN1113` a source in the map that cannot be read, `WN11xx` a condition in it that cannot be read
 */
export function bindFields(map: FieldMap, columns: readonly string[]): BoundFields {
  const find = columnFinder(columns);
  const fields = new Map<string, Expression>();
  const missing: string[] = [];
  let time: TimeSource | null = null;
  for (const [field, source] of Object.entries(map.fields)) {
    const bound = firstThatBinds(fieldAlternatives(field, source), find);
    if (bound === undefined) missing.push(field);
    else if (field !== TIME_FIELD) fields.set(field, bound);
    else if (bound.op === "column") time = { column: bound.name, format: map.time ?? "auto" };
  }
  const selects = map.selects === undefined ? true : bindCondition(map.selects, columns);
  return { map, columns, fields, missing, time, selects: typeof selects === "boolean" ? null : selects };
}

/** The same binding, in which those of these fields that have no column are missing text. */
export function withMissing(bound: BoundFields, fields: readonly string[]): BoundFields {
  const unbound = fields.filter((field) => !bound.fields.has(field));
  return { ...bound, fields: new Map([...bound.fields, ...unbound.map((field) => [field, NOTHING] as const)]) };
}

/**
 * A condition over columns, bound to those of a source, where a column that the source lacks counts as empty. What then
 * has one answer for every row is that answer.
 */
export function bindCondition(input: ExpressionInput, columns: readonly string[]): Expression | boolean {
  const settled = settle(parseExpression(input, columnLeaf), columnFinder(columns));
  return isExpression(settled) ? settled : settled === true;
}

/** What is left of an expression when missing columns are empty: an expression over those that are there, or a value. */
function settle(expression: Expression, find: ColumnFinder): Expression | Value {
  if (expression.op === "column") {
    const name = find(expression.name);
    return name === undefined ? "" : { ...expression, name };
  }
  if (expression.op !== "apply") return expression;
  const settled = expression.args.map((arg) => settle(arg, find));
  const open = settled.filter(isExpression);
  if (open.every(({ op }) => op === "literal")) return toEvaluator(expression)(() => "");
  if (expression.operator === "all" && settled.includes(false)) return false;
  if (expression.operator === "any" && settled.includes(true)) return true;
  // Of several operands the missing ones change nothing: `all` and `any` were decided above, texts are empty.
  return { ...expression, args: open };
}

function isExpression(settled: Expression | Value): settled is Expression {
  return typeof settled === "object" && settled !== null;
}

/** Name of a column as the source spells it; `undefined` for an unknown or ambiguous name. */
export type ColumnFinder = (name: string) => string | undefined;

/** Finds a column as the source spells it; `undefined` where there is none, or several that differ in case only. */
export function columnFinder(columns: readonly string[]): ColumnFinder {
  const exact = new Set(columns);
  const folded = new Map<string, string | undefined>();
  for (const column of exact) {
    const key = column.toLowerCase();
    folded.set(key, folded.has(key) ? undefined : column);
  }
  return (name) => (exact.has(name) ? name : folded.get(name.toLowerCase()));
}

function firstThatBinds(alternatives: readonly Expression[], find: ColumnFinder): Expression | undefined {
  const found =
    alternatives.find((one) => isPresent(one, find)) ?? alternatives.find((one) => isPartlyPresent(one, find));
  return found === undefined ? undefined : bindColumns(found, find);
}

/** Whether all columns of an expression are there, or of a `firstOf` one; an `optional` needs none. */
function isPresent(expression: Expression, find: ColumnFinder): boolean {
  if (expression.op === "column") return find(expression.name) !== undefined;
  if (expression.op !== "apply" || expression.operator === "optional") return true;
  const isThere = (arg: Expression): boolean => isPresent(arg, find);
  return expression.operator === "firstOf" ? expression.args.some(isThere) : expression.args.every(isThere);
}

/** Whether any column of an expression is there. */
function isPartlyPresent(expression: Expression, find: ColumnFinder): boolean {
  return columnsOf(expression).some((name) => find(name) !== undefined);
}

/** Columns that are not there become missing text; a `firstOf` is left without them. */
function bindColumns(expression: Expression, find: ColumnFinder): Expression {
  if (expression.op === "column") {
    const name = find(expression.name);
    return name === undefined ? NOTHING : { ...expression, name };
  }
  if (expression.op !== "apply") return expression;
  const args = expression.args.map((arg) => bindColumns(arg, find));
  if (expression.operator !== "firstOf") return { ...expression, args };
  const candidates = args.filter((arg) => arg !== NOTHING);
  return candidates.length === 0 ? NOTHING : { ...expression, args: candidates };
}

/** An `optional` without its text: the empty text. */
const NOTHING: Expression = { op: "apply", operator: "optional", args: [], type: "text" };

/**
 * Replaces the fields of an expression by what they are bound to. What is left is over `column` and `time` leaves; an
 * `optional` whose fields are not all bound is empty text.
 * @param wantedBy who needs the expression, for errors: `feature "pathScore"`
 * @throws `WN1110` a field without a column, `WN1111` a field nobody knows, `WN1112` no column for the time
 */
export function bindExpression(expression: Expression, bound: BoundFields, wantedBy?: string): Expression {
  if (expression.op === "apply") {
    const bindArgument = (arg: Expression): Expression => bindExpression(arg, bound, wantedBy);
    if (expression.operator !== "optional") return { ...expression, args: expression.args.map(bindArgument) };
    const isBound = fieldsOf(expression).every((field) => bound.fields.has(field));
    return isBound ? bindArgument(expression.args[0]!) : NOTHING;
  }
  if (expression.op === "field") return bound.fields.get(expression.name) ?? fail(expression.name, bound, wantedBy);
  if (expression.op === "time" && bound.time === null) return fail(TIME_FIELD, bound, wantedBy);
  return expression;
}

function fail(field: string, { map, columns, fields }: BoundFields, wantedBy: string | undefined): never {
  const source = Object.hasOwn(map.fields, field) ? map.fields[field] : undefined;
  if (source === undefined && !Object.hasOwn(FIELDS, field)) {
    throw unknownField({ field, wantedBy, map: map.name, known: [...fields.keys()] });
  }
  const alternatives = source === undefined ? [] : fieldAlternatives(field, source);
  const facts = { wantedBy, map: map.name, sources: [...new Set(alternatives.flatMap(columnsOf))], columns };
  throw field === TIME_FIELD ? unboundTime(facts) : unboundField({ field, ...facts });
}
