import { RegExpParser, visitRegExpAST, type AST } from "@eslint-community/regexpp";
import { RE2JS } from "re2js";
import type { Span } from "./text-scan.ts";

/** Characters of a text that a custom pattern searches at once: a pattern may take time with the square of that. */
const PIECE = 4096;
/** Characters that a piece shares with the one before it: no match of at most so many is cut. */
const OVERLAP = 1024;

/** Repetitions that a pattern with look-around or back-references may have. */
const MOST_REPETITIONS = 2;
/** More than this is treated as a repetition without end. */
const MANY = 16;

/** Finds what a custom pattern matches: of each match the first group, or else all of it. */
export type CustomPattern = (text: string) => Span[];

/**
 * Makes a search of a pattern. RE2 searches what it can read, in time that no pattern multiplies; JavaScript searches
 * patterns with look-around and back-references. Both search long texts in pieces.
 */
export function customPattern(source: string): CustomPattern {
  const find = re2Search(source) ?? nativeSearch(source);
  return (text) => {
    if (text.length <= PIECE) return find(text);
    const spans: Span[] = [];
    for (let start = 0; start + OVERLAP < text.length; start += PIECE - OVERLAP) {
      for (const span of find(text.slice(start, start + PIECE)))
        spans.push({ start: span.start + start, end: span.end + start });
    }
    return spans;
  };
}

function re2Search(source: string): CustomPattern | undefined {
  let expression: RE2JS;
  try {
    expression = RE2JS.compile(source);
  } catch {
    return undefined;
  }
  const hasGroup = expression.groupCount() > 0;
  return (text) => {
    const matcher = expression.matcher(text);
    const spans: Span[] = [];
    while (matcher.find()) {
      const group = hasGroup && matcher.start(1) >= 0 ? 1 : 0;
      const [start, end] = [matcher.start(group), matcher.end(group)];
      if (end > start) spans.push({ start, end });
    }
    return spans;
  };
}

function nativeSearch(source: string): CustomPattern {
  const expression = new RegExp(source, "dgu");
  return (text) =>
    Array.from(text.matchAll(expression)).flatMap(({ indices }) => {
      const [start, end] = indices![1] ?? indices![0]!;
      return end > start ? [{ start, end }] : [];
    });
}

/** Why a pattern cannot be searched safely; `undefined` where it can. */
export function patternProblem(source: string): string | undefined {
  let parsed: AST.Pattern;
  try {
    parsed = new RegExpParser({ ecmaVersion: 2023 }).parsePattern(source, 0, source.length, { unicode: true });
  } catch {
    return "is not a regular expression";
  }
  if (re2Search(source) !== undefined) return undefined;
  const { isNested, repetitions } = repetitionsOf(parsed);
  if (isNested) {
    return "repeats a repetition or alternatives, and has look-around or back-references: its time has no bound";
  }
  return repetitions > MOST_REPETITIONS
    ? `has look-around or back-references and more than ${MOST_REPETITIONS} repetitions: its time has no bound`
    : undefined;
}

/** Whether a repetition contains another or alternatives, and how many there are of more than a few times. */
function repetitionsOf(pattern: AST.Pattern): { readonly isNested: boolean; readonly repetitions: number } {
  let [depth, isNested, repetitions] = [0, false, 0];
  visitRegExpAST(pattern, {
    onQuantifierEnter({ max, element }) {
      if (max <= 1) return;
      isNested ||= depth > 0 || hasAlternatives(element);
      depth++;
      if (max > MANY) repetitions++;
    },
    onQuantifierLeave({ max }) {
      if (max > 1) depth--;
    },
  });
  return { isNested, repetitions };
}

function hasAlternatives(element: AST.QuantifiableElement): boolean {
  return (element.type === "Group" || element.type === "CapturingGroup") && element.alternatives.length > 1;
}
