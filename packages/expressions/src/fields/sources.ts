import { columnLeaf, parseExpression } from "../parse.ts";
import { badFieldSource } from "./errors.ts";
import { TIME_FIELD } from "./names.ts";
import {
  isWinnowError,
  type EventKind,
  type Expression,
  type ExpressionInput,
  type FieldMap,
  type FieldSource,
  type TimeFormat,
} from "@winnow/core";

const HOW =
  "Write a column's name, a list of names of which the first present is taken, or an expression over columns.";

/**
 * The alternatives of a source, in order, with columns as the map names them.
 * @throws `WN1113` when the source cannot be read, or does not suit the field
 */
export function fieldAlternatives(field: string, source: FieldSource): readonly Expression[] {
  const written: readonly unknown[] = Array.isArray(source) ? source : [source];
  if (written.length === 0) throw badFieldSource({ field, problem: "the list is empty", next: HOW });
  return written.map((alternative) => readAlternative(field, alternative));
}

function readAlternative(field: string, written: unknown): Expression {
  if (written === "") throw badFieldSource({ field, problem: "a column's name is empty", next: HOW });
  const expression = parse(field, written);
  if (field === TIME_FIELD && expression.op !== "column") {
    const next = "Name the column, or a list of columns of which the first present is taken.";
    throw badFieldSource({ field, problem: "times are read from a column as it stands", next });
  }
  if (expression.type !== "text") {
    const problem = `it gives a ${expression.type}, and a field is text`;
    throw badFieldSource({ field, problem, next: "Make the number or the condition in a feature, from the field." });
  }
  return expression;
}

function parse(field: string, written: unknown): Expression {
  try {
    return parseExpression(written as ExpressionInput, columnLeaf);
  } catch (cause) {
    if (!isWinnowError(cause)) throw cause;
    throw badFieldSource({ field, problem: cause.message, next: cause.hint }, { cause });
  }
}

export interface InlineFieldMapOptions {
  /** The map to start from; `fields` then overrides single fields of it. */
  readonly base?: FieldMap;
  /** Kind of the events; the base's, or `process`, when left out. */
  readonly event?: EventKind;
  readonly time?: TimeFormat;
}

/**
 * A field map from what a profile says: `{ "process.executable": "MyColumn", "@timestamp": ["When", "Time"] }`.
 * @throws `WN1113` a source that cannot be read
 */
export function inlineFieldMap(
  fields: Readonly<Record<string, unknown>>,
  options: InlineFieldMapOptions = {},
): FieldMap {
  const { base } = options;
  for (const [field, source] of Object.entries(fields)) fieldAlternatives(field, source as FieldSource);
  const time = options.time ?? (Object.hasOwn(fields, TIME_FIELD) ? undefined : base?.time);
  return {
    name: base === undefined ? "profile" : `${base.name} with the profile's fields`,
    summary: base === undefined ? "Written in the profile" : base.summary,
    event: options.event ?? base?.event ?? "process",
    requires: base?.requires ?? [],
    ...(base?.selects === undefined ? {} : { selects: base.selects }),
    fields: { ...base?.fields, ...(fields as Readonly<Record<string, FieldSource>>) },
    ...(time === undefined ? {} : { time }),
  };
}
