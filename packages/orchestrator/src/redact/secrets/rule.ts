import type { Span } from "../text-scan.ts";
import { value, type Reader } from "./readers.ts";

/** One way to write a secret: what precedes it, and how far it goes. */
export interface Rule {
  /** In small letters: a text without any of them has no such secret. */
  readonly words: readonly string[];
  /** Global. Matches what precedes the secret, in time that is linear in the text. */
  readonly before: RegExp;
  /** Global. Programs of which one precedes on the same line, where the rule holds for these only. */
  readonly programs?: RegExp;
  readonly read: Reader;
  /** Whether another match can start before the end of a secret: what a search takes for arguments may be a command. */
  readonly overlaps?: true;
}

/** Characters between a program and a switch of it. */
const FARTHEST = 1_000;

/** A rule for what follows a pattern. */
export function behind(words: readonly string[], before: string, read: Reader = value): Rule {
  return { words, before: new RegExp(before, "giu"), read };
}

/** A rule for one of the arguments that follow a pattern. */
export function among(words: readonly string[], before: string, read: Reader): Rule {
  return { ...behind(words, before, read), overlaps: true };
}

/** A rule for what follows a switch that takes a secret in some programs only. */
export function of(programs: readonly string[], before: string, read: Reader = value): Rule {
  return {
    words: programs.map((program) => /^[a-z0-9_-]+(?![?*{])/.exec(program)![0]),
    before: new RegExp(before, "giu"),
    programs: new RegExp(String.raw`\b(?:${programs.join("|")})\b`, "giu"),
    read,
  };
}

/** The secrets in a text by one rule, from left to right. */
export function* secretsBy({ before, programs, read, overlaps }: Rule, text: string): Generator<Span> {
  const isCommand = programs === undefined ? () => true : commandsIn(text, programs);
  before.lastIndex = 0;
  for (let match = before.exec(text); match !== null; match = before.exec(text)) {
    const at = before.lastIndex;
    const secret = isCommand(match.index) ? read(text, at) : undefined;
    if (secret !== undefined) yield secret;
    const next = secret === undefined || overlaps ? at : secret.end;
    before.lastIndex = Math.max(next, match.index + 1);
  }
}

/** Whether a position is behind one of the programs; to be asked from left to right. */
function commandsIn(text: string, programs: RegExp): (at: number) => boolean {
  let last = -1;
  programs.lastIndex = 0;
  let next = programs.exec(text);
  return (at) => {
    for (; next !== null && next.index + next[0].length <= at; next = programs.exec(text)) {
      last = next.index + next[0].length;
    }
    return last >= 0 && at - last <= FARTHEST && !text.slice(last, at).includes("\n");
  };
}
