import { wrongUsage } from "../errors.ts";

/** The events that `winnow why` is asked about. */
export type Question =
  | { readonly kind: "row"; readonly row: number }
  /** `column` is a column of the source or a canonical field. */
  | { readonly kind: "value"; readonly column: string; readonly value: string };

/**
 * Parses `118` and `process.pid=4242`; the first `=` splits.
 * @throws `WN2001` for anything else
 */
export function parseQuestion(text: string): Question {
  const row = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(row)) return { kind: "row", row };
  const split = text.indexOf("=");
  if (split > 0) return { kind: "value", column: text.slice(0, split), value: text.slice(split + 1) };
  throw wrongUsage({
    problem: `${JSON.stringify(text)} is neither the number of a data row nor column=value`,
    suggestion: "Write a data row, counted from 0 (118), or a column and its value (process.pid=4242). ",
    help: "winnow why --help",
  });
}
