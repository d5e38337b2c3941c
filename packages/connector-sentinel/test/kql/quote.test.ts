import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { datetimeLiteral, identifier, parseTicks, stringLiteral, textOf, tickText } from "../../src/kql/quote.ts";
import { checkerFor, literalValue } from "../support/kusto.ts";
import { CUSTOM } from "../support/tables.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('"', "'", "\\", "\n", "\r", "\u2028", "`", "~", ";", "//", "|", "]", "\0", "u0041", "😀"), {
      maxLength: 10,
    })
    .map((parts) => parts.join("")),
);

describe("a text in KQL", () => {
  it("is read back as it was, whatever it holds, lone surrogates but", () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(literalValue(stringLiteral(value))).toBe(value.toWellFormed());
      }),
      { numRuns: 2000 },
    );
  });

  it("holds every character of the basic plane", () => {
    const wrong = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
      .filter((character) => character.isWellFormed())
      .filter((character) => literalValue(stringLiteral(`a${character}b`)) !== `a${character}b`);
    expect(wrong).toEqual([]);
  });

  it("stays on its line, and shows what it would hide", () => {
    expect(stringLiteral('a"b\\c\n\r\u2028\u2029\0\u001b\u202e\u0085')).toBe(
      String.raw`"a\"b\\c\u000a\u000d\u2028\u2029\u0000\u001b\u202e\u0085"`,
    );
    expect(stringLiteral("\ud800x")).toBe('"\ufffdx"');
  });
});

/** Names that the language service, which keeps columns in an object of JavaScript, cannot find or trips over. */
const UNKNOWN_TO_THE_SERVICE: ReadonlySet<string> = new Set(["__proto__", "hasOwnProperty"]);

describe("a name in KQL", () => {
  it("stands as it is only where it can mean nothing else", () => {
    expect(
      ["Computer", "EventID", "where", "True", "a b", "_ResourceId", "x']; drop", "__proto__", ""].map(identifier),
    ).toEqual([
      "Computer",
      "EventID",
      '["where"]',
      '["True"]',
      '["a b"]',
      '["_ResourceId"]',
      `["x']; drop"]`,
      '["__proto__"]',
      '[""]',
    ]);
  });

  it("means the column of that name, whatever it is", () => {
    fc.assert(
      fc.property(
        text.filter((name) => name.isWellFormed() && name !== "" && !UNKNOWN_TO_THE_SERVICE.has(name)),
        (name) => {
          const check = checkerFor([{ name: "T", columns: [{ name, type: "long" }] }]);
          expect(check(`T | project Found = ${identifier(name)}`)).toEqual({
            errors: [],
            columns: [{ name: "Found", type: "long" }],
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("an instant in KQL", () => {
  it("is exact to the tick, and read back", () => {
    expect(datetimeLiteral(0n)).toBe("datetime(1970-01-01T00:00:00.0000000Z)");
    expect(datetimeLiteral(-1n)).toBe("datetime(1969-12-31T23:59:59.9999999Z)");
    const range = { min: -621_355_968_000_000_000n, max: 2_534_023_007_999_999_999n };
    fc.assert(
      fc.property(fc.bigInt(range), (ticks) => {
        expect(parseTicks(tickText(ticks))).toBe(ticks);
      }),
    );
  });

  it("is none outside the years that a datetime has", () => {
    expect(() => tickText(-621_355_968_000_000_001n)).toThrow(RangeError);
    expect(() => tickText(2_534_023_008_000_000_000n)).toThrow(RangeError);
    expect(parseTicks("2024-01-01")).toBeUndefined();
    expect(parseTicks("2024-13-01T00:00:00.0000000Z")).toBeUndefined();
  });
});

describe("the text of a column", () => {
  it("is text, but for numbers whose text the answer's JSON is", () => {
    const check = checkerFor([CUSTOM]);
    const projected = CUSTOM.columns.map((column) => `${identifier(column.name)} = ${textOf(column)}`);
    const { errors, columns } = check(`Custom_CL | project ${projected.join(", ")}`);
    expect(errors).toEqual([]);
    expect(columns.filter(({ type }) => type !== "string")).toEqual([
      { name: "real_d", type: "real" },
      { name: "exact_d", type: "decimal" },
    ]);
  });
});
