import { isWinnowError } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baseQuery, followed, tableQuery } from "../../src/kql/statements.ts";
import { checkerFor } from "../support/kusto.ts";
import { SECURITY_EVENT, SYSLOG } from "../support/tables.ts";

const check = checkerFor([SECURITY_EVENT, SYSLOG]);

/** The query with an operator after it that only the whole of it can have before. */
function continued(text: string): string {
  return followed(baseQuery(text), ["where TimeGenerated > datetime(2024-01-01)", "project Only = TimeGenerated"]);
}

function problemOf(text: string): string {
  try {
    baseQuery(text);
    return "none";
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    expect(error.code).toBe("WN1580");
    return error.message.replace("the query cannot be used: ", "");
  }
}

describe("a user's query", () => {
  it.each([
    ["a table", "SecurityEvent"],
    ["a comment at its end", "SecurityEvent | where EventID == 4688 // only starts"],
    ["a comment between operators", "SecurityEvent // starts; and more\n| where EventID == 4688\n// end"],
    ["a semicolon at its end", "SecurityEvent | take 5;\n  \n"],
    ["semicolons and a comment", "SecurityEvent | take 5; // done;\n;"],
    ["let statements", 'let who = "alice"; let n = 5;\nSecurityEvent | where SubjectUserName == who | take n'],
    ["a function of its own", "let f = (x: string) { SecurityEvent | where Computer == x };\nf('host-a')"],
    [
      "names that Winnow uses, too",
      "let t = 5; let c0 = 'x'; let s = 1; SecurityEvent | where Task == t and Computer == c0",
    ],
    ["a comment sign in a text", 'SecurityEvent | where CommandLine has "http://example.com"'],
    ["a quote in a verbatim text", `SecurityEvent | where CommandLine has @'it''s \\' and Account != @"a""b\\"`],
    ["a semicolon in a text", `SecurityEvent | where CommandLine has "a;b" or CommandLine has 'c;"d'`],
    [
      "a text of several lines",
      "SecurityEvent | where CommandLine has ```a\n;// ' \" b``` or CommandLine has ~~~x;y~~~",
    ],
    ["a secret text", `SecurityEvent | where Account != h"x;//" and Account != h@'y;//'`],
    ["a union", "union (SecurityEvent | project TimeGenerated), (Syslog | project TimeGenerated)"],
    ["carriage returns", "SecurityEvent\r\n| where EventID == 1 // a\r| where EventID == 2"],
    ["a column named by force", `SecurityEvent | extend ['a;b//'] = 1 | where ['a;b//'] == 1`],
  ])("with %s can be followed by operators", (_, text) => {
    expect(check(continued(text))).toEqual({ errors: [], columns: [{ name: "Only", type: "datetime" }] });
  });

  it("keeps what it means when its comments go", () => {
    expect(baseQuery("let a = 1; // one\nSecurityEvent // all; of them\n| take a;")).toEqual({
      statements: ["let a = 1;"],
      expression: "SecurityEvent  \n| take a",
    });
  });

  it.each([
    ["", "it is empty"],
    [" // nothing\n;", "it is empty"],
    [".show tables", "it is a command (.…)"],
    ["let a = 1; .drop table T", "it is a command (.…)"],
    ["SecurityEvent; Syslog", 'only let statements may stand before its last one, not "SecurityEvent"'],
    ["set notruncation; SecurityEvent", 'only let statements may stand before its last one, not "set notruncation"'],
    ["let a = 1;", 'its last statement, "let a = 1", gives no events'],
    ["SecurityEvent | where (EventID == 1", 'a bracket in it is never closed (")" is missing)'],
    ["SecurityEvent } | x {", 'a "}" in it closes nothing'],
    ["SecurityEvent | where (a]", 'a "]" in it closes nothing'],
    ['SecurityEvent | where Account == "a', "a quote in it is never closed"],
    ["SecurityEvent | where Account == 'a\nb'", "a quote in it is never closed"],
    ["SecurityEvent | where Account == ```a", "a quote in it is never closed"],
    ["SecurityEvent | where Account == ~~~a", "a quote in it is never closed"],
    ["SecurityEvent // a\u2028| take 1", "a comment in it has a Unicode line separator"],
  ])("such as %j is refused: %s", (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it("is refused with a next step", () => {
    let said = "";
    try {
      baseQuery("SecurityEvent; Syslog | take 5");
    } catch (error) {
      if (isWinnowError(error)) said = error.format();
    }
    expect(said).toBe(
      'WN1580 the query cannot be used: only let statements may stand before its last one, not "SecurityEvent"\n' +
        "  Write let statements if you need them, then one expression that gives the events; Winnow's own operators follow it.",
    );
  });

  it("never swallows what follows, nor lets go of it, whatever it is made of", () => {
    const pieces = [
      "SecurityEvent",
      "| take 5",
      "//",
      "\n",
      ";",
      '"',
      "'",
      "@'",
      "```",
      "~~~",
      "(",
      ")",
      "{",
      "}",
      "let a = 1",
      " ",
      "\\",
      '"x"',
    ];
    let followedUp = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const text = `SecurityEvent${parts.join("")}`;
        // What is no query by itself may be anything.
        const { errors, columns } = check(text);
        if (errors.length > 0 || !columns.some(({ name }) => name === "TimeGenerated")) return;
        if (problemOf(text) !== "none") return;
        followedUp++;
        expect({ text, ...check(continued(text)) }).toEqual({
          text,
          errors: [],
          columns: [{ name: "Only", type: "datetime" }],
        });
      }),
      { numRuns: 1200, seed: 3 },
    );
    expect(followedUp).toBeGreaterThan(50);
  });
});

describe("a table", () => {
  it("is named so that it can be nothing else", () => {
    expect(tableQuery("SecurityEvent").expression).toBe("SecurityEvent");
    expect(tableQuery("x | take 1; Syslog").expression).toBe('["x | take 1; Syslog"]');
  });
});
