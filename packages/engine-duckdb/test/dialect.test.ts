import { compileExpression, OPERATORS, toEvaluator } from "@winnow/expressions";
import { type Expression, type ExpressionInput, type Value } from "@winnow/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Database } from "../src/database.ts";
import { duckdbDialect, keySql } from "../src/dialect.ts";
import { literal } from "../src/sql.ts";
import { quietContext } from "./support/context.ts";
import { expressionOf, hostileText, instant, parsed } from "../../expressions/test/support/expressions.ts";

const NAMES = Object.keys(duckdbDialect.operators);

let database: Database;
beforeAll(async () => {
  database = await Database.open({ threads: 1 }, quietContext());
});
afterAll(() => database.close());

interface Row {
  readonly a: string | null;
  readonly b: string;
  readonly t: bigint;
}

const row: fc.Arbitrary<Row> = fc.record({ a: fc.option(hostileText, { nil: null }), b: hostileText, t: instant });

/** What DuckDB makes of an expression; texts as hexadecimal UTF-8, so that nothing on the way can change them. */
async function inDuckDb(expression: Expression, rows: readonly Row[]): Promise<unknown[]> {
  const dialect = {
    ...duckdbDialect,
    leaf: (leaf: Expression) => (leaf.op === "time" ? "t" : duckdbDialect.leaf(leaf)),
  };
  const value = keySql(compileExpression(expression, dialect), expression.type);
  const list = rows.map(({ a, b, t }, i) => `(${i}, ${a === null ? "null" : literal(a)}, ${literal(b)}, ${t}::bigint)`);
  const out = expression.type === "text" ? `hex(encode(${value}))` : value;
  const sql = `select ${out} from (values ${list.join(", ")}) as rows(i, a, b, t) order by i`;
  return (await database.rows("testing", sql)).map(([answer]) => answer);
}

function inJavaScript(expression: Expression, { a, b, t }: Row): unknown {
  const value = toEvaluator(expression)((leaf): Value =>
    leaf.op === "time" ? t : leaf.op === "column" && leaf.name === "a" ? a : b,
  );
  if (expression.type !== "text") return plainZero(value);
  return Buffer.from((value as string | null) ?? "", "utf8")
    .toString("hex")
    .toUpperCase();
}

function plainZero(value: unknown): unknown {
  return value === 0 ? 0 : value;
}

async function expectSame(input: ExpressionInput, rows: readonly Row[]): Promise<void> {
  const expression = parsed(input);
  const answers = (await inDuckDb(expression, rows)).map(plainZero);
  expect({ input, answers }).toEqual({ input, answers: rows.map((one) => inJavaScript(expression, one)) });
}

describe("the DuckDB dialect", () => {
  it("leaves out only what stands for other operators or what DuckDB computes differently", () => {
    const left = [...OPERATORS.values()].filter(
      ({ name, expandsTo }) => expandsTo === undefined && !NAMES.includes(name),
    );
    expect(left.map(({ name }) => name)).toEqual(["log10", "crc32"]);
  });

  it.each(NAMES)("computes %s as JavaScript does, on hostile text", async (name) => {
    const operator = OPERATORS.get(name)!;
    await fc.assert(
      fc.asyncProperty(
        expressionOf([name, "number", "present", "length"], operator.result, 1).filter(
          (input) => typeof input === "object" && name in input,
        ),
        fc.array(row, { minLength: 1, maxLength: 20 }),
        expectSame,
      ),
      { numRuns: 40 },
    );
  });

  it("computes nested expressions as JavaScript does", async () => {
    await fc.assert(
      fc.asyncProperty(expressionOf(NAMES, "any", 3), fc.array(row, { minLength: 1, maxLength: 8 }), expectSame),
      { numRuns: 150 },
    );
  });

  it("makes every character small as JavaScript does", async () => {
    const expression = parsed({ lower: "a" });
    const evaluate = toEvaluator(expression);
    const codes = Array.from({ length: 0x11_0000 }, (_, code) => code).filter((code) => code < 0xd800 || code > 0xdfff);
    const changed = codes.flatMap((code) => {
      const small = evaluate(() => String.fromCodePoint(code)) as string;
      return small === String.fromCodePoint(code) ? [] : [[code, small.codePointAt(0)!]];
    });
    const sql = compileExpression(expression, duckdbDialect);
    const rows = await database.rows(
      "testing",
      `select i::integer, unicode(small) from (select i, a, ${sql} as small from (select i, chr(i::integer) as a ` +
        `from range(1, 1114112) as codes(i) where i not between 55296 and 57343)) where small <> a order by i`,
    );
    expect(rows).toEqual(changed);
  });

  it("reads a text of a megabyte as JavaScript does", async () => {
    const long = "-x /😀\u0301\\".repeat(130_000);
    for (const name of ["charScore", "length", "countChars", "keepChars", "tokens", "lower", "basename", "dirname"]) {
      await expect(expectSame({ [name]: "b" }, [{ a: null, b: long, t: 0n }])).resolves.toBeUndefined();
    }
  });
});
