import { isWinnowError } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerOf } from "../../src/service/answer.ts";
import { failureOfResponse } from "../../src/service/failure.ts";
import { Secrets } from "../../src/service/secrets.ts";

const secrets = new Secrets();
const columns = [
  { name: "a", type: "string" },
  { name: "b", type: "long" },
];

function read(body: unknown): unknown {
  return answerOf(body, secrets);
}

describe("an answer", () => {
  it("is read column by column from the table that is called PrimaryResult", () => {
    const tables = [
      { name: "Statistics", columns: [], rows: [] },
      {
        name: "PrimaryResult",
        columns,
        rows: [
          ["x", 1],
          [null, null],
        ],
      },
    ];
    expect(read({ tables })).toEqual({
      columns,
      rows: 2,
      values: [
        ["x", null],
        ["1", null],
      ],
    });
  });

  it("keeps values that are no text as JSON has them, and truth as words", () => {
    const typed = ["bool", "bool", "real", "dynamic", "real"].map((type, i) => ({ name: `c${i}`, type }));
    const tables = [{ name: "PrimaryResult", columns: typed, rows: [[1, false, 1e300, { a: [1] }, "NaN"]] }];
    expect(read({ tables })).toMatchObject({ values: [["true"], ["false"], ["1e+300"], ['{"a":[1]}'], ["NaN"]] });
  });

  it("is no answer where a failure stands among the rows", () => {
    const tables = [{ columns, rows: [["x", 1], { Exceptions: ["Query execution has exceeded the allowed limits"] }] }];
    expect(() => read({ tables })).toThrow(
      "only a part was answered, and is not used: a failure stands among the rows: " +
        '["Query execution has exceeded the allowed limits"]',
    );
  });

  it("is told to be in part where nothing stands in the place of a row", () => {
    const tables = [{ name: "PrimaryResult", columns: [{ name: "a", type: "string" }], rows: [undefined] }];
    expect(() => answerOf({ tables }, secrets)).toThrowError(
      "only a part was answered, and is not used: a failure stands among the rows: null",
    );
  });

  it("is an answer or a coded error, whatever comes", () => {
    const anything = fc.anything({ maxDepth: 4 });
    const nearly = fc.record(
      {
        error: fc.option(anything, { nil: undefined }),
        tables: fc.oneof(
          anything,
          fc.array(fc.record({ name: anything, columns: fc.oneof(anything, fc.array(anything)), rows: anything })),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(anything, nearly), (body) => {
        try {
          const { rows, values } = answerOf(body, secrets);
          expect(values.every((column) => column.length === rows)).toBe(true);
        } catch (error) {
          expect(isWinnowError(error)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("a refusal", () => {
  it("is a coded error of one line and its hint, whatever status and body come", () => {
    const bodies = fc.oneof(fc.string(), fc.json(), fc.constant("<html>\u001b[31m</html>"));
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), bodies, (status, body) => {
        const place = { host: "example.com", workspace: "w", secrets };
        const { error } = failureOfResponse({ status, header: () => undefined, body }, place);
        const { code, message, hint } = error(1);
        expect(code).toMatch(/^WN15[67]\d$/);
        expect(message).not.toMatch(/[\p{Cc}]/u);
        expect(hint).not.toBe("");
      }),
    );
  });

  it("of a proxy that wants a sign-in says so", () => {
    const place = { host: "example.com", workspace: "w", secrets };
    const refusal = { status: 407, header: () => undefined, body: "<html>Proxy Authentication Required</html>" };
    expect(failureOfResponse(refusal, place).error(1).message).toBe(
      "no lasting connection to example.com, tried once: the proxy wants a sign-in (HTTP 407): Proxy Authentication " +
        "Required",
    );
  });
});
