import { alignmentDistance } from "@winnow/core";

/** Letters that look like Latin ones, and what they look like. */
const CONFUSABLES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: "аαɑ@4",
    b: "Ьв",
    c: "сϲ",
    d: "ԁ",
    e: "еєε3",
    g: "ɡ9",
    h: "һн",
    i: "іıι",
    j: "ј",
    k: "κк",
    l: "1ⅼӏ|!",
    m: "м",
    n: "ո",
    o: "оο0օ",
    p: "рρ",
    q: "ԛ",
    r: "г",
    s: "ѕ5$",
    t: "τт7",
    u: "υս",
    v: "νѵ",
    w: "ԝω",
    x: "хχ",
    y: "уγ",
    z: "2",
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);
/** Pairs of letters that read as one, and `i`, which in capitals is an `l`. */
const PAIRS: readonly (readonly [string, string])[] = [
  ["rn", "m"],
  ["vv", "w"],
  ["cl", "d"],
  ["i", "l"],
];
/** Marks, and characters that take no room: joiners, direction marks, soft hyphen, byte order mark. */
const INVISIBLE = /[\p{M}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/gu;

const ASCII = /^[\0-\x7f]*$/;

/** What a text looks like: equal for texts that are easily taken for each other. */
export function skeleton(text: string): string {
  const plain = (ASCII.test(text) ? text : text.normalize("NFKD").replaceAll(INVISIBLE, "")).toLowerCase();
  const latin = Array.from(plain, (character) => CONFUSABLES.get(character) ?? character).join("");
  return PAIRS.reduce((looked, [pair, one]) => looked.replaceAll(pair, one), latin).trim();
}

export interface LookAlike {
  /** The name that it is easily taken for. */
  readonly of: string;
  /** Letters that differ (optimal string alignment); 0 where the two look the same. */
  readonly distance: number;
}

/** Shorter names are a letter or two away from half of all names. */
const SHORTEST = 5;
const SHORTEST_FOR_TWO = 8;
const LONGEST = 64;

/** Finds the one of some names that another is easily taken for: a homoglyph, or off by a letter (two in long ones). */
export class LookAlikes {
  readonly #names: ReadonlySet<string>;
  readonly #skeletons: ReadonlyMap<string, string>;
  /** The names that are long enough to be mistaken with a letter or two wrong, each with its letters. */
  readonly #long: readonly (readonly [name: string, letters: number])[];

  constructor(names: Iterable<string>) {
    this.#names = new Set(names);
    this.#skeletons = new Map([...this.#names].map((name) => [skeleton(name), name]));
    this.#long = [...this.#names].filter((name) => name.length >= SHORTEST).map((name) => [name, lettersOf(name)]);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Looks the same, but is another. */
  sameLook(name: string): LookAlike | undefined {
    if (this.#names.has(name) || name.length > LONGEST) return undefined;
    const same = this.#skeletons.get(skeleton(name));
    return same === undefined ? undefined : { of: same, distance: 0 };
  }

  /** Looks the same or nearly so. The first of the nearest names. */
  nearest(name: string): LookAlike | undefined {
    if (this.#names.has(name) || name.length > LONGEST) return undefined;
    const same = this.sameLook(name);
    if (same !== undefined) return same;
    let best: LookAlike | undefined;
    const letters = lettersOf(name);
    for (const [of, itsLetters] of this.#long) {
      // Both must be long: "update" is no misspelt "gpupdate".
      const allowed = Math.min(of.length, name.length) < SHORTEST_FOR_TWO ? 1 : 2;
      if (Math.abs(of.length - name.length) > allowed || bits(letters ^ itsLetters) > 2 * allowed) continue;
      const distance = alignmentDistance(of, name);
      if (distance <= allowed && (best === undefined || distance < best.distance)) best = { of, distance };
    }
    return best;
  }
}

/** Which letters a name has, a bit each: an edit adds one and takes one away at most. */
function lettersOf(name: string): number {
  let letters = 0;
  for (let i = 0; i < name.length; i++) letters |= 1 << (name.charCodeAt(i) & 31);
  return letters;
}

function bits(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
