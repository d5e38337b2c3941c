import type { PortablePattern } from "@winnow/expressions";

/**
 * A portable pattern for the service's regular expressions. Which library reads them has changed (RE2, later one whose
 * syntax is that of Rust's `regex`), so the pattern is written in what both read alike, whatever flags they start with:
 * `\A` and `\z` for `^` and `$`; no escaped slash; in classes every sign by its number, for some libraries know `--`,
 * `&&` and `~~` there.
 */
export function kqlPattern({ source, ignoreCase }: PortablePattern): string {
  let out = "";
  for (let at = 0; at < source.length;) {
    const [atom] = ATOM.exec(source.slice(at))!;
    out += atom[0] === "[" ? classOf(atom) : (REWRITTEN.get(atom) ?? atom);
    at += atom.length;
  }
  return `${ignoreCase ? "(?i)" : ""}${out}`;
}

/** A class, an escape or a single character. */
const ATOM = /^(?:\[(?:\\[\s\S]|[^\]\\])*\]|\\x[0-9A-Fa-f]{2}|\\[\s\S]|[\s\S])/u;
const REWRITTEN: ReadonlyMap<string, string> = new Map([
  ["^", "\\A"],
  ["$", "\\z"],
  ["\\/", "/"],
]);

const CLASS_MEMBER = /\\x[0-9A-Fa-f]{2}|\\[\s\S]|[\s\S]/gu;

function classOf(atom: string): string {
  const negated = atom[1] === "^";
  const members = atom.slice(negated ? 2 : 1, -1).match(CLASS_MEMBER) ?? [];
  let out = "";
  for (let at = 0; at < members.length; at++) {
    out += memberOf(members[at]!);
    if (members[at + 1] !== "-" || members[at + 2] === undefined) continue;
    out += `-${memberOf(members[at + 2]!)}`;
    at += 2;
  }
  return `[${negated ? "^" : ""}${out}]`;
}

const CONTROLS: ReadonlySet<string> = new Set(["\\t", "\\n", "\\r", "\\f"]);

function memberOf(member: string): string {
  if (member.startsWith("\\x") || CONTROLS.has(member)) return member;
  const character = member.startsWith("\\") ? member.slice(1) : member;
  return /[0-9A-Za-z]/.test(character) ? character : numbered(character);
}

/** A character by its number, in a class or outside. */
function numbered(character: string): string {
  return `\\x{${character.codePointAt(0)!.toString(16)}}`;
}

/** The pattern of a class of these characters, or of all others. */
export function characterClass(characters: string, negated = false): string {
  return `[${negated ? "^" : ""}${Array.from(new Set(characters.toWellFormed()), numbered).join("")}]`;
}

/** The pattern of a text that stands for itself. */
export function plainPattern(text: string): string {
  return Array.from(text.toWellFormed(), (character) =>
    /[0-9A-Za-z]/.test(character) ? character : numbered(character),
  ).join("");
}

/** Whether a pattern asks for the edge of a word, which is Unicode's in some libraries and ASCII's in others. */
export function asksForWordEdge({ source }: PortablePattern): boolean {
  return (source.match(/\\[\s\S]/gu) ?? []).some((escape) => escape === "\\b");
}

/**
 * Whether all that a pattern can match is ASCII, and never the character of `but`: a literal or a class of what is in
 * it, not of what is not.
 */
export function matchesAsciiOnly({ source }: PortablePattern, but: string): boolean {
  const known = (character: string): boolean => character < "\x80" && character !== but;
  for (let at = 0; at < source.length;) {
    const [atom] = ATOM.exec(source.slice(at))!;
    at += atom.length;
    if (atom[0] !== "[" ? !known(characterOf(atom)) : !classMembers(atom).every(known)) return false;
  }
  return true;
}

/** Every character of a class; of a negated one, one that is not known. */
function classMembers(atom: string): string[] {
  if (atom[1] === "^") return ["\uffff"];
  const members = (atom.slice(1, -1).match(CLASS_MEMBER) ?? []).map((member) =>
    member === "-" ? "-" : characterOf(member),
  );
  return members.flatMap((member, at) => {
    if (member !== "-" || at === 0 || at === members.length - 1) return [member];
    const [from, to] = [members[at - 1]!.codePointAt(0)!, members[at + 1]!.codePointAt(0)!];
    return Array.from({ length: Math.max(0, Math.min(to, 0x80) - from + 1) }, (_, i) => String.fromCodePoint(from + i));
  });
}

const ESCAPED: Readonly<Record<string, string>> = { "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\f": "\f" };

/** The character that an atom or a member stands for; of an assertion, a letter that is no matter. */
function characterOf(atom: string): string {
  if (atom.startsWith("\\x")) return String.fromCharCode(Number.parseInt(atom.slice(2), 16));
  return ESCAPED[atom] ?? atom.at(-1)!;
}

/** Whether a pattern cannot tell one character beyond ASCII from another. */
export function knowsAsciiOnly({ source }: PortablePattern): boolean {
  return /^[\0-\x7f]*$/.test(source) && !/\\x[89A-Fa-f]/.test(source);
}
