import type { ExpressionInput, Value } from "./expressions/syntax.ts";

/** What a feature's number counts or measures: for people who read a report. */
export type Unit =
  | "characters"
  | "tokens"
  | "score"
  | "hash"
  | "flag"
  | "hour"
  | "day"
  | "code"
  | "text"
  | (string & {});

/**
 * A function of a reduced group, for what no expression can say. It sees the values of its inputs, never an event,
 * and is called once per group: same inputs, same answer, and nothing else may be touched.
 */
export interface FeatureFunction {
  readonly inputs: readonly ExpressionInput[];
  readonly compute: (...inputs: readonly Value[]) => Value;
}

/**
 * A named value of an event. Numbers and flags can be clustered; text describes (it can be kept, guarded and shown,
 * and events can be clustered within it).
 */
export interface Feature {
  readonly name: string;
  readonly unit: Unit;
  /** One line: what it is, its range where there is one, and what a missing field gives. */
  readonly doc: string;
  readonly value: ExpressionInput | FeatureFunction;
}

export function isFeatureFunction(value: Feature["value"]): value is FeatureFunction {
  return typeof value === "object" && typeof (value as Partial<FeatureFunction>).compute === "function";
}
