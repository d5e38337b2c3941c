import { RegExpParser, type AST } from "@eslint-community/regexpp";

/** Called with the position behind a match; returns whether the rest of the pattern matches from there. */
type Continue = (at: number) => boolean;
type Match = (at: number, next: Continue) => boolean;

interface Search {
  readonly text: string;
  steps: number;
}

const nativeExec = RegExp.prototype.exec;
const { indexOf, lastIndexOf, includes, charCodeAt } = String.prototype;
const compiled = new Map<string, (search: Search) => Match>();

/**
 * Steps that a backtracking matcher takes for all searches that `action` makes: an entry of a node, a character compared. The
 * matcher follows the specification of JavaScript, without the short cuts of an engine, and checks its matches against
 * those of the engine.
 */
export function stepsOf(action: () => void): number {
  let steps = 0;
  const counted = (regex: RegExp, text: string): RegExpExecArray | null => {
    const start = regex.global || regex.sticky ? regex.lastIndex : 0;
    const found = nativeExec.call(regex, text);
    restore();
    try {
      const search: Search = { text, steps: 0 };
      const match = searched(regex, search, start);
      steps += search.steps;
      const same =
        match === undefined ? found === null : found?.index === match.start && found[0].length === match.length;
      if (!same)
        throw new Error(`the reference disagrees about ${String(regex)} on ${JSON.stringify(text.slice(0, 200))}`);
    } finally {
      replace();
    }
    return found;
  };
  const replace = (): void => {
    Object.assign(RegExp.prototype, {
      exec(this: RegExp, text: string) {
        return counted(this, text);
      },
    });
    Object.assign(String.prototype, {
      indexOf(this: string, needle: string, from = 0) {
        const at = indexOf.call(this, needle, from);
        steps += (at < 0 ? this.length : at) - from + 1;
        return at;
      },
      lastIndexOf(this: string, needle: string) {
        steps += this.length;
        return lastIndexOf.call(this, needle);
      },
      includes(this: string, needle: string) {
        steps += this.length;
        return includes.call(this, needle);
      },
      charCodeAt(this: string, at: number) {
        steps++;
        return charCodeAt.call(this, at);
      },
    });
  };
  replace();
  try {
    action();
  } finally {
    restore();
  }
  return steps;
}

function restore(): void {
  Object.assign(RegExp.prototype, { exec: nativeExec });
  Object.assign(String.prototype, { indexOf, lastIndexOf, includes, charCodeAt });
}

function searched(regex: RegExp, search: Search, from: number): { start: number; length: number } | undefined {
  const key = `${regex.flags}/${regex.source}`;
  const known = compiled.get(key) ?? compile(regex);
  compiled.set(key, known);
  const match = known(search);
  for (let start = from; start <= search.text.length; start++) {
    let end = -1;
    if (match(start, (at) => ((end = at), true))) return { start, length: end - start };
    if (regex.sticky) return undefined;
  }
  return undefined;
}

function compile(regex: RegExp): (search: Search) => Match {
  const { source, flags } = regex;
  const pattern = new RegExpParser().parsePattern(source, 0, source.length, { unicode: flags.includes("u") });
  const setFlags = (flags.includes("i") ? "i" : "") + (flags.includes("u") ? "u" : "");
  const build = alternatives(pattern.alternatives, false, setFlags);
  return build;
}

type Build = (search: Search) => Match;

function alternatives(list: readonly AST.Alternative[], backward: boolean, flags: string): Build {
  const builds = list.map(({ elements }) => sequence(elements, backward, flags));
  return (search) => {
    const matches = builds.map((build) => build(search));
    return (at, next) => matches.some((match) => match(at, next));
  };
}

function sequence(elements: readonly AST.Element[], backward: boolean, flags: string): Build {
  const builds = (backward ? elements.toReversed() : elements).map((element) => node(element, backward, flags));
  return (search) => {
    const matches = builds.map((build) => build(search));
    const from = (i: number, at: number, next: Continue): boolean =>
      i === matches.length ? next(at) : matches[i]!(at, (end) => from(i + 1, end, next));
    return (at, next) => from(0, at, next);
  };
}

function node(element: AST.Element, backward: boolean, flags: string): Build {
  switch (element.type) {
    case "Group":
    case "CapturingGroup":
      return alternatives(element.alternatives, backward, flags);
    case "Quantifier":
      return quantifier(element, backward, flags);
    case "Assertion":
      return assertion(element, flags);
    case "Character":
    case "CharacterClass":
    case "CharacterSet":
      return single(element.raw, backward, flags);
    default:
      throw new Error(`the reference does not know ${element.type}`);
  }
}

/** One character: the engine itself knows what is in a set. */
function single(raw: string, backward: boolean, flags: string): Build {
  const test = oneOf(raw, flags);
  return (search) => (at, next) => {
    search.steps++;
    const width = widthAt(search.text, at, backward);
    if (width === 0) return false;
    const start = backward ? at - width : at;
    return test(search.text.slice(start, start + width)) && next(backward ? start : at + width);
  };
}

function oneOf(raw: string, flags: string): (character: string) => boolean {
  const expression = new RegExp(`^(?:${raw})$`, flags);
  const known = new Map<string, boolean>();
  return (character) => {
    let is = known.get(character);
    if (is === undefined) known.set(character, (is = nativeExec.call(expression, character) !== null));
    return is;
  };
}

function widthAt(text: string, at: number, backward: boolean): number {
  if (backward ? at <= 0 : at >= text.length) return 0;
  const code = backward ? text.codePointAt(at - 2) : text.codePointAt(at);
  return code !== undefined && code > 0xffff ? 2 : 1;
}

function quantifier({ element, min, max, greedy }: AST.Quantifier, backward: boolean, flags: string): Build {
  const build = node(element, backward, flags);
  const isSingle = element.type === "Character" || element.type === "CharacterClass" || element.type === "CharacterSet";
  return (search) => {
    const match = build(search);
    if (isSingle && greedy) {
      return (at, next) => {
        const ends = [at];
        while (ends.length <= max && match(ends.at(-1)!, (end) => (ends.push(end), true)));
        for (let count = ends.length - 1; count >= min; count--) {
          search.steps++;
          if (next(ends[count]!)) return true;
        }
        return false;
      };
    }
    const repeat = (count: number, at: number, next: Continue): boolean => {
      search.steps++;
      const more = (): boolean =>
        count < max && match(at, (end) => (end === at && count >= min ? false : repeat(count + 1, end, next)));
      if (count < min) return more();
      return greedy ? more() || next(at) : next(at) || more();
    };
    return (at, next) => repeat(0, at, next);
  };
}

function assertion(element: AST.Assertion, flags: string): Build {
  if (element.kind === "lookahead" || element.kind === "lookbehind") {
    const build = alternatives(element.alternatives, element.kind === "lookbehind", flags);
    return (search) => {
      const match = build(search);
      return (at, next) => match(at, () => true) !== element.negate && next(at);
    };
  }
  const isWord = oneOf("\\w", flags);
  return (search) => (at, next) => {
    const { text } = search;
    search.steps++;
    if (element.kind === "start") return at === 0 && next(at);
    if (element.kind === "end") return at === text.length && next(at);
    const before = at > 0 && isWord(text[at - 1]!);
    const after = at < text.length && isWord(text[at]!);
    const isNegated = element.kind === "word" && element.negate;
    return (before !== after) !== isNegated && next(at);
  };
}
