import { OPERATORS, parseExpression, columnLeaf, type Literal } from "../../src/index.ts";
import { type Expression, type ExpressionInput } from "@winnow/core";
import fc from "fast-check";

/** Columns that random expressions read. */
export const COLUMNS = ["a", "b"] as const;

const HOSTILE = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ufeff",
  "\ufeffx",
  "\ud800",
  "x\udfffy",
  "😀",
  "e\u0301",
  "İstanbul",
  "ß",
  "ſK",
  "ΑΣ",
  "\u2028",
  "\u00a0",
  "\u202f",
  "0x3e7",
  "0X1F",
  "0x",
  "007",
  "1e5",
  "1e400",
  "-1e400",
  "1.",
  ".5",
  "+7",
  "-0",
  "0x8000000000000001",
  "0x80000000000000011",
  "0xfffffffffffffbff8",
  "0x" + "f".repeat(300),
  "0x" + "0".repeat(300) + "1",
  "1_000",
  "1e5 ",
  "NaN",
  "inf",
  "C:\\Windows\\System32\\cmd.exe",
  "/usr/bin/x",
  "a//",
  "\\",
  "/",
  "'",
  "''; drop table x; --",
  '"',
  "%s",
  "{}",
  "a,b\r\nc",
  "\t",
  "aaa",
  "ababab",
  '-- /c "x" $(y)',
  "NULL",
  "null",
  "true",
  "4688",
];

/** Text as attackers write it: astral, combining, zero bytes, broken surrogates, quotes, look-alike numbers. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.array(fc.constantFrom(...HOSTILE, "a", "B", "1", "-"), { maxLength: 6 }).map((parts) => parts.join("")),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 }).map((units) => String.fromCharCode(...units)),
  fc.double().map(String),
  fc.bigInt({ min: 0n, max: 2n ** 80n }).map((value) => `0x${value.toString(16)}`),
);

export const instant: fc.Arbitrary<bigint> = fc.bigInt({
  min: -62_135_596_800_000_000n,
  max: 253_402_300_799_999_999n,
});

const PATTERNS = [
  "a",
  "(?i)abc",
  "(?i)[k-s]+",
  "^a",
  "b$",
  "a|ab",
  "[^a-z]",
  "\\d+",
  "\\w\\b",
  "\\s",
  ".",
  "x*y",
  "(?:ab)+",
  "[\\\\/]",
  "\\x00",
  "[\\d.]+",
  "a{2,3}",
  "é|ß",
  "(?i)ß|ſ",
];
const REPLACEABLE = ["[0-9]+", "a+", "(?i)[k-s]+", "\\\\", "\\bab", "a|ab", "[^a-z]", "x$", "\\s+", "."];

const literals: Readonly<Record<string, fc.Arbitrary<Literal>>> = {
  "literal:text": fc.oneof(
    fc.constantFrom("a", "\\", "aa", "ab", "\0", "😀", "-/", "."),
    hostileText.filter((text) => text !== ""),
  ),
  "literal:anyText": hostileText,
  "literal:scalar": fc.oneof(
    hostileText,
    fc.constantFrom(0, 1, -0, 3, 4688, 1e300, 0.5),
    fc.boolean(),
    fc.double({ noNaN: true }),
  ),
  "literal:number": fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
  "literal:texts": fc.array(hostileText, { maxLength: 4 }),
  "literal:pattern": fc.constantFrom(...PATTERNS),
  "literal:replacementPattern": fc.constantFrom(...REPLACEABLE),
};

/** Expressions over {@link COLUMNS} and the time that apply only operators of `names`. */
export function expressionOf(names: readonly string[], type: string, depth: number): fc.Arbitrary<ExpressionInput> {
  const leaf: fc.Arbitrary<ExpressionInput> = fc.constantFrom(...COLUMNS);
  const operators = names.map((name) => OPERATORS.get(name)!).filter(({ result }) => type === "any" || result === type);
  const fits = operators.filter(
    ({ parameters }) =>
      depth > 0 || parameters.every((p) => p.type === "text" || p.type === "time" || p.type.startsWith("literal:")),
  );
  const applied = fits.map((operator) => {
    const args = operator.parameters.map((parameter) => argument(parameter.type, names, depth));
    const one = fc.tuple(...args);
    const last = argument(operator.parameters.at(-1)!.type, names, depth);
    const all = operator.variadic
      ? fc.tuple(one, fc.array(last, { maxLength: 2 })).map(([some, more]) => [...some, ...more])
      : one;
    return all.map((list): ExpressionInput => ({
      [operator.name]: operator.parameters.length === 1 && !operator.variadic ? list[0] : list,
    }));
  });
  return type === "text" || type === "any" ? fc.oneof(leaf, ...applied) : fc.oneof(...applied);
}

function argument(type: string, names: readonly string[], depth: number): fc.Arbitrary<unknown> {
  if (type === "literal:table") {
    return fc.dictionary(fc.constantFrom("a", "2", "x'y", "", "😀"), fc.constantFrom("b", "", "z"), {
      minKeys: 1,
      maxKeys: 3,
    });
  }
  if (type.startsWith("literal:")) return literals[type]!;
  if (type === "time") return fc.constant("@time");
  return depth === 0 ? fc.constantFrom(...COLUMNS) : expressionOf(names, type, depth - 1);
}

/** The tree of a written expression; `@time` is the event's time. */
export function parsed(input: ExpressionInput): Expression {
  return parseExpression(input, (name) => (name === "@time" ? { op: "time", type: "time" } : columnLeaf(name)));
}
