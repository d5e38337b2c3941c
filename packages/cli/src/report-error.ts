import { isWinnowError, type WinnowError } from "@winnow/core";
import { unforeseen } from "./errors.ts";
import { exitCodeOf } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { snippet } from "./terminal/snippet.ts";
import { styleFor } from "./terminal/style.ts";
import { visibleLines } from "./terminal/visible.ts";

/** Tells the user what went wrong and gives the exit code. Stacks are for WINNOW_DEBUG=1 only. */
export function reportError(error: unknown, { stderr, environment }: Io): number {
  const debugging = environment["WINNOW_DEBUG"] === "1";
  const known = isWinnowError(error) ? error : unforeseen({ problem: firstLine(error), debugging }, { cause: error });
  printError(known, stderr, environment);
  if (debugging) stderr.write(`${visibleLines(stackOf(error))}\n`);
  return exitCodeOf(known);
}

/** One error as a person reads it: place, code and fact; the line where it stands; the next step. */
export function printError(error: WinnowError, stderr: Io["stderr"], environment: Io["environment"]): void {
  const style = styleFor(stderr, environment);
  const [first, ...hint] = visibleLines(error.format()).split("\n");
  stderr.write([style.red(first!), ...snippet(error.where).map(style.dim), ...hint, ""].join("\n"));
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split("\n", 1)[0]!;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by: ${stackOf(error.cause)}`;
  return (error.stack ?? error.message) + cause;
}
