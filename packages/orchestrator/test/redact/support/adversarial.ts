import { RegExpParser, type AST } from "@eslint-community/regexpp";

/** What patterns of secrets look for, and what keeps a match from ending. */
const PIECES = [
  '"',
  "'",
  '\\"',
  "\\'",
  "\\",
  '""',
  "<",
  ">",
  "</",
  "<number>",
  "&",
  ";",
  ",",
  ",a=",
  "|",
  "^",
  "`",
  "“",
  "–",

  " ",
  "\t",
  "\n",
  "-",
  "--",
  "/",
  ".",
  ":",
  "@",
  "%",
  "=",
  "a",
  "A",
  "0",
  "z0",
  "f",
  "_",
  "+",
  "(",
  "{",
  "}",
  "\\\\a",
];

/** A text of `size` characters that repeats what a pattern looks for, in full or in part, so that matches fail late. */
export type Repetition = (size: number) => string;

/** Repetitions for a pattern: of samples of it, with pieces in between, behind one sample or each. */
export function repetitionFor(pattern: RegExp, random: () => number): Repetition {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const some = (most: number): string =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(PIECES)).join("");
  const sample = sampleOf(pattern, random);
  const part = sample.slice(0, 1 + Math.floor(random() * sample.length));
  const repeated = pick([sample + some(2), part + some(2), some(2) + sample, some(3) || "a", pick(PIECES)]);
  const [before, after] = [pick(["", sample, some(2)]), pick(["", "", sample, some(2)])];
  return (size) => before + repeated.repeat(Math.ceil(size / repeated.length)) + after;
}

/** A text that the pattern matches, or nearly so. */
function sampleOf({ source, flags }: RegExp, random: () => number): string {
  const pattern = new RegExpParser().parsePattern(source, 0, source.length, { unicode: flags.includes("u") });
  const any = (alternatives: readonly AST.Alternative[]): string =>
    alternatives[Math.floor(random() * alternatives.length)]!.elements.map(of).join("");
  const of = (element: AST.Element): string => {
    switch (element.type) {
      case "Group":
      case "CapturingGroup":
        return any(element.alternatives);
      case "Quantifier": {
        const most = Math.min(element.max, element.min + 3);
        const count = element.min + Math.floor(random() * (most - element.min + 1));
        return Array.from({ length: count }, () => of(element.element)).join("");
      }
      case "Assertion":
        return element.kind.startsWith("look") && !("negate" in element && element.negate)
          ? any((element as AST.LookaroundAssertion).alternatives)
          : "";
      case "Character":
        return String.fromCodePoint(element.value);
      case "CharacterClass":
      case "CharacterSet":
        return characterOf(element.raw, flags, random);
      default:
        return "";
    }
  };
  return any(pattern.alternatives) || "a";
}

const CANDIDATES = " aA0f_-./\\:;=&,'\"<>@%|{}()+~\tz9";

function characterOf(raw: string, flags: string, random: () => number): string {
  const set = new RegExp(`^(?:${raw})$`, flags.replaceAll(/[gy]/g, ""));
  const fitting = [...CANDIDATES].filter((character) => set.test(character));
  return fitting[Math.floor(random() * fitting.length)] ?? "a";
}
