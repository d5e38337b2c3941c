import { unportablePattern } from "./errors.ts";

/** A regular expression in the dialect that JavaScript and RE2 (DuckDB, Kusto) read alike. */
export interface PortablePattern {
  /** Without the case flag; shorthands (`\s`, `\d`, `\w`, `.`) spelled out. */
  readonly source: string;
  readonly ignoreCase: boolean;
}

const CLASSES: Readonly<Record<string, string>> = { d: "0-9", w: "0-9A-Za-z_", s: "\\t\\n\\x0B\\f\\r " };
const CONTROLS: Readonly<Record<string, string>> = { t: "\\t", n: "\\n", r: "\\r", f: "\\f", v: "\\x0B" };
const SYNTAX = new Set("^$\\.*+?()[]{}|/");

/**
 * Rewrites `pattern` so that every engine reads it alike, or throws `WN1104` when it uses what only some have
 * (look-around, back-references, Unicode classes). A leading `(?i)` ignores letter case.
 */
export function portablePattern(pattern: string): PortablePattern {
  const ignoreCase = pattern.startsWith("(?i)");
  const body = ignoreCase ? pattern.slice(4) : pattern;
  const source = rewrite(body, ignoreCase, (problem) => unportablePattern({ pattern, problem }));
  try {
    void new RegExp(source, "u");
  } catch (cause) {
    throw unportablePattern({ pattern, problem: "it is not a valid regular expression" }, { cause });
  }
  return { source, ignoreCase };
}

/** The pattern as a JavaScript regular expression. */
export function toRegExp({ source, ignoreCase }: PortablePattern): RegExp {
  return new RegExp(source, ignoreCase ? "iu" : "u");
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
