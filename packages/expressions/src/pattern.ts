import { unportablePattern } from "./errors.ts";

/** A regular expression in the dialect that JavaScript and RE2 (DuckDB, Kusto) read alike. */
export interface PortablePattern {
  /** Without the case flag; shorthands (`\s`, `\d`, `\w`, `.`) spelled out. */
  readonly source: string;
  readonly ignoreCase: boolean;
}

const CLASSES: Readonly<Record<string, string>> = { d: "0-9", w: "0-9A-Za-z_", s: "\\t\\n\\x0B\\f\\r " };
const CONTROLS: Readonly<Record<string, string>> = { t: "\\t", n: "\\n", r: "\\r", f: "\\f", v: "\\x0B" };
/** RE2 refuses more. */
const MAX_REPEAT = 1000;
const SYNTAX = new Set("^$\\.*+?()[]{}|/");

/**
 * Rewrites `pattern` so that every engine reads it alike, or throws `WN1104` when it uses what only some have
 * (look-around, back-references, Unicode classes). A leading `(?i)` ignores letter case.
 */
export function portablePattern(pattern: string): PortablePattern {
  const ignoreCase = pattern.startsWith("(?i)");
  const body = ignoreCase ? pattern.slice(4) : pattern;
  const fail = (problem: string): Error => unportablePattern({ pattern, problem });
  const source = rewrite(body, ignoreCase, fail);
  try {
    void new RegExp(source, "u");
  } catch (cause) {
    throw unportablePattern({ pattern, problem: "it is not a valid regular expression" }, { cause });
  }
  if (repetitions(source) > MAX_REPEAT) throw fail(`it repeats something more than ${MAX_REPEAT} times`);
  return { source, ignoreCase };
}

/**
 * A portable pattern whose matches can be replaced alike everywhere: none of them is empty, and nothing that may be
 * empty is repeated, for engines leave such a loop at different points.
 */
export function replacementPattern(pattern: string): PortablePattern {
  const portable = portablePattern(pattern);
  if (mayBeEmpty(portable.source)) throw unportablePattern({ pattern, problem: "it matches the empty text" });
  if (repeatedGroups(portable.source).some(mayBeEmpty)) {
    throw unportablePattern({ pattern, problem: "it repeats a group that matches the empty text" });
  }
  return portable;
}

/** The pattern as a JavaScript regular expression, with further flags. */
export function toRegExp({ source, ignoreCase }: PortablePattern, flags = ""): RegExp {
  return new RegExp(source, (ignoreCase ? "iu" : "u") + flags);
}

function rewrite(body: string, ignoreCase: boolean, fail: (problem: string) => Error): string {
  let out = "";
  let inClass = false;
  const characters = [...body];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    if (character === "\\") {
      out += escape(characters[++i], inClass, ignoreCase, fail);
    } else if (inClass) {
      if (character === "[" && characters[i + 1] === ":") throw fail("it uses a POSIX class such as [:alpha:]");
      if (character === "]") inClass = false;
      out += character === "[" || character === "&" ? "\\x" + hex(character) : character;
    } else if (character === "[") {
      inClass = true;
      out += "[";
      if (characters[i + 1] === "^") out += characters[++i]!;
      if (characters[i + 1] === "]") throw fail("a class that starts with ] is read in two ways; write \\] in it");
    } else if (character === "(" && characters[i + 1] === "?" && characters[i + 2] !== ":") {
      throw fail("only plain groups and (?:…) are portable; look-around, named groups and inner flags are not");
    } else if (character === ".") {
      out += "[^\\n]";
    } else {
      out += character === "/" ? "\\/" : character;
    }
  }
  return out;
}

const TOKENS = /\\.|\[(?:\\.|[^\]])*\]|\(\?:|\{([0-9]+)(?:,([0-9]*))?\}|./gsu;

/** Whether an expression can match between two characters: what asserts a place is taken to hold. */
function mayBeEmpty(source: string): boolean {
  const consuming = Array.from(source.matchAll(TOKENS), ([token]) => (ASSERTIONS.has(token) ? "" : token)).join("");
  return new RegExp(`^(?:${consuming})$`, "u").test("");
}

const ASSERTIONS: ReadonlySet<string> = new Set(["\\b", "^", "$"]);

/** The insides of the groups of a valid pattern that a quantifier follows. */
function repeatedGroups(source: string): readonly string[] {
  const open: number[] = [];
  const groups: string[] = [];
  for (const { 0: token, index } of source.matchAll(TOKENS)) {
    if (token === "(" || token === "(?:") open.push(index + token.length);
    if (token !== ")") continue;
    const inside = source.slice(open.pop(), index);
    if ("*+{".includes(source[index + 1] ?? " ")) groups.push(inside);
  }
  return groups;
}

/** How often the counted repetitions of a valid pattern repeat a single part, those around it multiplied in. */
function repetitions(source: string): number {
  const groups = [1];
  let last = 1;
  for (const [token, least, most] of source.matchAll(TOKENS)) {
    if (token === ")") last = groups.pop()!;
    else if (least !== undefined) last *= Math.max(1, Number(least), Number(most ?? 0));
    else {
      last = 1;
      if (token === "(" || token === "(?:") groups.push(1);
    }
    groups.push(Math.max(groups.pop()!, last));
  }
  return groups[0]!;
}

function escape(
  letter: string | undefined,
  inClass: boolean,
  ignoreCase: boolean,
  fail: (problem: string) => Error,
): string {
  if (letter === undefined) throw fail("it ends in a lone backslash");
  if (CONTROLS[letter] !== undefined) return CONTROLS[letter];
  const shorthand = CLASSES[letter.toLowerCase()];
  if (shorthand !== undefined) {
    const negated = letter !== letter.toLowerCase();
    if (!inClass) return `[${negated ? "^" : ""}${shorthand}]`;
    if (negated) throw fail(`\\${letter} inside a character class is not portable`);
    return shorthand;
  }
  if (letter === "b" && !inClass) {
    if (ignoreCase) throw fail("\\b together with (?i) means different things in different engines");
    return "\\b";
  }
  if (letter === "x") return "\\x";
  if (/[A-Za-z0-9]/.test(letter)) throw fail(`\\${letter} is not portable`);
  return SYNTAX.has(letter) ? "\\" + letter : letter.codePointAt(0)! < 128 ? "\\x" + hex(letter) : letter;
}

function hex(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(2, "0");
}
