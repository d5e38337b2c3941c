import type { ExpressionInput, FeatureFunction, Value } from "@winnow/core";

/** Missing text counts as empty; what a damaged file leaves of a character is one character, as in any store. */
export function textOf(value: Value | undefined): string {
  return typeof value === "string" ? value.toWellFormed() : "";
}

/** A feature of one text, computed on the reduced groups. */
export function ofText(input: ExpressionInput, compute: (text: string) => Value): FeatureFunction {
  return { inputs: [input], compute: (value) => compute(textOf(value)) };
}
