import { runAborted, type WinnowError } from "@winnow/core";
import { fileExists, nothingOfThatName, wrongUsage } from "./errors.ts";

/** What the command tells the shell. */
export const EXIT: {
  readonly done: 0;
  readonly failed: 1;
  readonly usage: 2;
  /** The source was answered only in part; what there is was written. */
  readonly partial: 3;
  readonly stopped: 130;
} = { done: 0, failed: 1, usage: 2, partial: 3, stopped: 130 };

/** Codes of the profile and the fields, features and expressions it names. */
const ABOUT_PROFILE = /^WN(?:11|12|13)\d\d$/;
/** Codes of the command line. */
const ABOUT_COMMAND: ReadonlySet<string> = new Set(
  [wrongUsage, nothingOfThatName, fileExists].map(({ spec }) => spec.code),
);
/** Failures of a plugin, of the data or of the output directory, whose codes are among those of the profile. */
const FAILURES: ReadonlySet<string> = new Set([
  "WN1304",
  "WN1314",
  "WN1330",
  "WN1340",
  "WN1341",
  "WN1343",
  "WN1344",
  "WN1345",
  "WN1346",
  "WN1353",
  "WN1357",
  "WN1365",
]);

export function exitCodeOf({ code }: WinnowError): number {
  if (code === runAborted.spec.code) return EXIT.stopped;
  if (FAILURES.has(code)) return EXIT.failed;
  return ABOUT_PROFILE.test(code) || ABOUT_COMMAND.has(code) ? EXIT.usage : EXIT.failed;
}
