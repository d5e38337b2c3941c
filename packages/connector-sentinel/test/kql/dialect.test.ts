import { compileExpression, OPERATORS, runsIn, toEvaluator } from "@winnow/expressions";
import { type ColumnInfo, type Expression, type ExpressionInput, type Value } from "@winnow/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kqlDialect } from "../../src/kql/dialect.ts";
import { identifier, stringLiteral } from "../../src/kql/quote.ts";
import { expressionOf, hostileText, parsed } from "../../../expressions/test/support/expressions.ts";
import { checkerFor } from "../support/kusto.ts";
import { openWorkspace, type Workspace } from "../support/sentinel.ts";
import { CUSTOM } from "../support/tables.ts";

const COLUMNS: readonly ColumnInfo[] = [
  { name: "a", type: "string" },
  { name: "b", type: "string" },
];
const dialect = kqlDialect(COLUMNS);
const NAMES = Object.keys(dialect.operators);

interface Row {
  readonly a: string;
  readonly b: string;
  /** µs since 1970. */
  readonly t: bigint;
}

const [ROWS] = fc.sample(
  fc.array(
    fc.record({
      a: hostileText,
      b: hostileText,
      t: fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }),
    }),
    { minLength: 150, maxLength: 150 },
  ),
  { seed: 6, numRuns: 1 },
) as unknown as [readonly Row[]];

let workspace: Workspace;
beforeAll(async () => {
  const columns = [
    { name: "i", type: "long" },
    { name: "t", type: "datetime" },
    { name: "a", type: "string" },
    { name: "b", type: "string" },
  ] as const;
  const rows = ROWS.map(({ a, b, t }, i) => [i, t * 10n, a.toWellFormed(), b.toWellFormed()]);
  const capitals = Array.from({ length: 0x11_0000 }, (_, code) => code).filter(
    (code) =>
      code > 0 &&
      (code < 0xd800 || code > 0xdfff) &&
      String.fromCodePoint(code).toLowerCase() !== String.fromCodePoint(code),
  );
  const letters = capitals.map((code) => [code, 0n, `x${String.fromCodePoint(code)}`, ""]);
  workspace = await openWorkspace({ tables: { T: { columns, rows }, Letters: { columns, rows: letters } } });
});
afterAll(() => workspace.close());

const TEXT: Readonly<Record<string, (kql: string) => string>> = {
  text: (kql) => kql,
  number: (kql) => `tostring(${kql})`,
  boolean: (kql) => `iff(${kql}, "true", "false")`,
};

/** What the service makes of expressions, row by row. */
async function inKql(expressions: readonly Expression[]): Promise<(string | null)[][]> {
  const values = expressions.map((expression, index) => {
    const kql = compileExpression(expression, dialect);
    return `v${index} = ${TEXT[expression.type]!(kql)}`;
  });
  const query = `T\n| extend ${values.join(", ")}\n| sort by i asc\n| project ${expressions.map((_, i) => `v${i}`).join(", ")}`;
  return (await workspace.service.query(query, null)).values as (string | null)[][];
}

function inJavaScript(expression: Expression, { a, b, t }: Row): string {
  const value = toEvaluator(expression)((leaf): Value =>
    leaf.op === "time" ? t : leaf.op === "column" && leaf.name === "a" ? a : b,
  );
  // The service's store is well-formed, as any.
  return String(value ?? "").toWellFormed();
}

async function expectSame(inputs: readonly ExpressionInput[]): Promise<void> {
  const expressions = inputs.map(parsed).filter((expression) => runsIn(dialect, expression));
  if (expressions.length === 0) return;
  const answers = await inKql(expressions);
  for (const [index, expression] of expressions.entries()) {
    expect({ expression, answers: answers[index] }).toEqual({
      expression,
      answers: ROWS.map((row) => inJavaScript(expression, row)),
    });
  }
}

/** Expressions that apply an operator to columns or other operators, the same ones in every run. */
function samples(arbitrary: fc.Arbitrary<ExpressionInput>, count: number): ExpressionInput[] {
  return fc.sample(arbitrary, { seed: 11, numRuns: count });
}

describe("the KQL dialect", () => {
  it("leaves out only what KQL has not, or is not known to compute alike", () => {
    const left = [...OPERATORS.values()].filter(
      ({ name, expandsTo }) => expandsTo === undefined && !NAMES.includes(name),
    );
    expect(left.map(({ name }) => name)).toEqual(["log10", "crc32", "plus", "orElse", "number", "decimal"]);
  });

  it.each(NAMES)("computes %s as JavaScript does, on hostile text", async (name) => {
    const operator = OPERATORS.get(name)!;
    const arbitrary = expressionOf([name, "present", "length"], operator.result, 1).filter(
      (input) => typeof input === "object" && name in input,
    );
    await expect(expectSame(samples(arbitrary, name === "lower" ? 4 : 16))).resolves.toBeUndefined();
  });

  it("computes nested expressions as JavaScript does", async () => {
    const arbitrary = expressionOf(
      NAMES.filter((name) => name !== "lower"),
      "any",
      3,
    );
    for (let from = 0; from < 100; from += 20) {
      await expect(expectSame(samples(arbitrary, 100).slice(from, from + 20))).resolves.toBeUndefined();
    }
  });

  it("makes every capital small as JavaScript does", async () => {
    const kql = compileExpression(parsed({ lower: "a" }), dialect);
    const { values } = await workspace.service.query(`Letters | project i = tostring(i), v = ${kql}`, null);
    const evaluate = toEvaluator(parsed({ lower: "a" }));
    const [codes, smalls] = values as [string[], string[]];
    expect(codes.length).toBeGreaterThan(1400);
    expect(smalls).toEqual(codes.map((code) => evaluate(() => `x${String.fromCodePoint(Number(code))}`)));
  });

  it("is right to the service's own parser for every operator and every type of column", () => {
    const check = checkerFor([CUSTOM]);
    const custom = kqlDialect(CUSTOM.columns);
    for (const name of NAMES) {
      const [input] = samples(
        expressionOf([name, "present", "length"], OPERATORS.get(name)!.result, 1).filter(
          (each) => typeof each === "object" && name in each,
        ),
        1,
      );
      for (const column of CUSTOM.columns) {
        const expression = renamed(parsed(input!), column.name);
        if (!runsIn(custom, expression)) continue;
        const kql = compileExpression(expression, custom);
        const { errors, columns } = check(
          `Custom_CL | extend t = TimeGenerated | project v = ${kql}, w = ${identifier(column.name)}`,
        );
        const type = { text: "string", number: "long", boolean: "bool" }[expression.type as "text"];
        expect({ name, kql, errors, type: columns[0]?.type }).toEqual({ name, kql, errors: [], type });
      }
    }
  });

  it("replaces at the edges of words as JavaScript does, whatever letters stand around", async () => {
    const word = fc.constantFrom("a1", "7", "é", "ß9", "😀", "\u0001", "-", " ", "_", "10.0.0.1", "\u0301", "x", "\t");
    const texts = fc.sample(
      fc.array(word, { maxLength: 12 }).map((words) => words.join("")),
      { seed: 8, numRuns: 200 },
    );
    const inputs: ExpressionInput[] = [
      { replace: ["a", "\\b[0-9]+\\b", "<n>"] },
      { replace: ["a", "\\b-", "/"] },
      { replace: ["a", "[a-z]\\b", ""] },
      { template: ["a", ["values", "names"]] },
      { template: [{ lower: "a" }] },
    ];
    const rows = texts.map((text, i) => `${i}, ${stringLiteral(text)}`).join(", ");
    const values = inputs.map((input, i) => `v${i} = ${compileExpression(parsed(input), dialect)}`);
    const query = `datatable(i: long, a: string)[${rows}] | sort by i asc | project ${values.join(", ")}`;
    const answer = await workspace.service.query(query, null);
    for (const [i, input] of inputs.entries()) {
      const evaluate = toEvaluator(parsed(input));
      expect({ input, answers: answer.values[i] }).toEqual({
        input,
        answers: texts.map((text) => evaluate(() => text)),
      });
    }
  });

  it("leaves to JavaScript what reads a number with a fraction, whose text only the answer's JSON has", () => {
    const custom = kqlDialect(CUSTOM.columns);
    const reads = (column: string): boolean => runsIn(custom, parsed({ length: column }));
    expect(CUSTOM.columns.filter(({ name }) => !reads(name)).map(({ name }) => name)).toEqual(["real_d", "exact_d"]);
    expect(runsIn(custom, parsed("real_d"))).toBe(true);
  });

  it("asks for the edge of a word only where no library can see another one", () => {
    const runs = (input: ExpressionInput): boolean => runsIn(dialect, parsed(input));
    expect(runs({ matches: ["a", "\\bwhoami\\b"] })).toBe(true);
    expect(runs({ matches: ["a", "\\bwhoamï\\b"] })).toBe(false);
    expect(runs({ matches: ["a", "\\b\\xe9"] })).toBe(false);
    expect(runs({ replace: ["a", "\\b[0-9]+\\x7F", "<n>"] })).toBe(true);
    expect(runs({ replace: ["a", "\\b[0-9]+", "<ñ>"] })).toBe(false);
    expect(runs({ replace: ["a", "\\b[0-9]+", "\u0001"] })).toBe(false);
    expect(runs({ replace: ["a", "\\b[^0-9]+", "<n>"] })).toBe(false);
    expect(runs({ replace: ["a", "\\b.+", "<n>"] })).toBe(false);
    expect(runs({ replace: ["a", "\\b[\\x00-\\x1F]", "<n>"] })).toBe(false);
    expect(runs({ replace: ["a", "\\b[ -ÿ]", "<n>"] })).toBe(false);
    expect(runs({ replace: ["a", "\\bé", "<n>"] })).toBe(false);
    expect(runs({ replace: ["a", "é", "ñ"] })).toBe(true);
    expect(compileExpression(parsed({ matches: ["a", "\\bx\\b"] }), dialect)).toBe(
      String.raw`(replace_regex(["a"], "[^\\x00-\\x7F]", "§") matches regex "\\bx\\b")`,
    );
  });

  it("lets hostile literals mean themselves and nothing else", () => {
    const check = checkerFor([{ name: "T", columns: [...COLUMNS] }]);
    fc.assert(
      fc.property(hostileText, (text) => {
        const filled = text === "" ? "x" : text;
        const inputs: ExpressionInput[] = [
          { equals: ["a", text] },
          { oneOf: ["a", [text, "x"]] },
          { textAfter: ["a", filled] },
          { textBefore: ["a", filled] },
          { join: [filled, "a", "b"] },
          { recode: ["a", { [text]: text }] },
          { countChars: ["a", filled] },
          { replace: ["a", "x", text] },
        ];
        const values = inputs.map((input, i) => `v${i} = ${compileExpression(parsed(input), dialect)}`);
        const { errors, columns } = check(`T | project ${values.join(", ")}`);
        expect({ text, errors, columns: columns.length }).toEqual({ text, errors: [], columns: inputs.length });
      }),
      { numRuns: 150 },
    );
    expect(stringLiteral('"; T | take 1 //')).toBe(String.raw`"\"; T | take 1 //"`);
  });
});

/** The expression over one column only. */
function renamed(expression: Expression, name: string): Expression {
  if (expression.op === "column") return { ...expression, name };
  return expression.op === "apply"
    ? { ...expression, args: expression.args.map((arg) => renamed(arg, name)) }
    : expression;
}
