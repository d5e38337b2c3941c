import { describe, expect, it } from "vitest";
import { reportError } from "../src/report-error.ts";
import { notWritable } from "../src/errors.ts";
import { Written } from "./io.ts";

function report(error: unknown, environment: Record<string, string> = {}): { code: number; text: string } {
  const stderr = new Written();
  const code = reportError(error, { stdout: new Written(), stderr, environment, signal: new AbortController().signal });
  return { code, text: stderr.text };
}

describe("an error on its way to the user", () => {
  it("is code, fact and next step", () => {
    expect(report(notWritable({ path: "out", problem: "it is a directory" }))).toEqual({
      code: 1,
      text: 'WN2006 "out" cannot be written: it is a directory\n  Give another name with --out FILE.\n',
    });
  });

  it("is one line and how to report it when nobody foresaw it, and no stack", () => {
    expect(report(new TypeError("x is undefined\n    at f (file.js:1:1)"))).toEqual({
      code: 1,
      text:
        "WN2005 something failed in a way that was not foreseen: x is undefined\n" +
        "  Nothing was left half-written. Please report this with the command, the profile and the output of another " +
        "run with WINNOW_DEBUG=1.\n",
    });
  });

  it("comes with its stack and its cause when debugging", () => {
    const { text } = report(new Error("outer", { cause: new RangeError("inner") }), { WINNOW_DEBUG: "1" });
    expect(text).toMatch(/report-error\.test\.ts/);
    expect(text).toMatch(/caused by: RangeError: inner/);
  });

  it("is inert", () => {
    expect(report(new Error("bad \u001B[2J\u202E")).text).toContain("bad \\x1b[2J\\u202e\n");
  });
});
