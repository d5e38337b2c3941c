import { describe, expect, it } from "vitest";
import { defineError, isWinnowError, runAborted, throwIfAborted, WinnowError } from "../src/index.ts";
import { failure } from "./failure.ts";

const unknownOption = defineError<{ option: string }>({
  code: "WN9999",
  summary: "An option that nobody knows.",
  message: ({ option }) => `unknown option "${option}"`,
  hint: ({ option }) => (option === "" ? "" : "Allowed: eps.\nAsk for help."),
});

describe("an error", () => {
  it("reads as place, code, fact, and the next step indented below", () => {
    const where = { file: "profiles/triage.yaml", line: 9, column: 31 };
    expect(unknownOption({ option: "ep" }, { where }).format()).toBe(
      'profiles/triage.yaml:9:31 WN9999 unknown option "ep"\n  Allowed: eps.\n  Ask for help.',
    );
  });

  it("leaves out what is not known", () => {
    expect(unknownOption({ option: "" }).format()).toBe('WN9999 unknown option ""');
    expect(unknownOption({ option: "" }, { where: { file: "a.csv" } }).format()).toBe('a.csv WN9999 unknown option ""');
    expect(unknownOption({ option: "" }, { where: { file: "a.csv", line: 3 } }).format()).toBe(
      'a.csv:3 WN9999 unknown option ""',
    );
  });

  it("carries its parts, its cause and its factory's description", () => {
    const cause = new Error("because");
    const error = unknownOption({ option: "x" }, { cause });
    expect(error).toBeInstanceOf(WinnowError);
    expect(error).toMatchObject({
      code: "WN9999",
      message: 'unknown option "x"',
      hint: "Allowed: eps.\nAsk for help.",
    });
    expect(error.cause).toBe(cause);
    expect(unknownOption({ option: "x" })).not.toHaveProperty("cause");
    expect(unknownOption.spec.summary).toBe("An option that nobody knows.");
  });

  it("is recognised from another copy of the package, and nothing else is", () => {
    const foreign = Object.assign(new Error("x"), { name: "WinnowError", code: "WN9999", format: () => "WN9999 x" });
    expect(isWinnowError(foreign)).toBe(true);
    expect(isWinnowError(Object.assign(new Error("x"), { name: "WinnowError", code: "WN9999" }))).toBe(false);
    expect(isWinnowError(unknownOption({ option: "x" }))).toBe(true);
    expect(isWinnowError(new Error("x"))).toBe(false);
    expect(isWinnowError({ name: "WinnowError", code: "WN9999" })).toBe(false);
  });
});

describe("throwIfAborted", () => {
  it("stops a run that was told to stop, and no other", () => {
    expect(() => throwIfAborted(undefined)).not.toThrow();
    expect(() => throwIfAborted(new AbortController().signal)).not.toThrow();
    expect(failure(() => throwIfAborted(AbortSignal.abort()))).toBe(
      "WN1001 the run was stopped before it finished\n" +
        "  Nothing was left half-written. Start it again when you are ready.",
    );
    expect(runAborted.spec.code).toBe("WN1001");
  });
});
