import { unboundField } from "@winnow/expressions";
import { runAborted, WinnowError } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { fileExists, nothingOfThatName, unforeseen } from "../src/errors.ts";
import { exitCodeOf } from "../src/exit-code.ts";

describe("exit codes", () => {
  it.each([
    [runAborted({}), 130],
    [unboundField({ field: "f", wantedBy: undefined, map: "m", sources: [], columns: [] }), 2],
    [new WinnowError("WN1201", "unknown key", ""), 2],
    [new WinnowError("WN1304", "a plugin failed", ""), 1],
    [new WinnowError("WN1330", "no events", ""), 1],
    [new WinnowError("WN1501", "no such file", ""), 1],
    [nothingOfThatName({ what: "plugin", name: "x", known: [], list: "winnow plugins" }), 2],
    [fileExists({ path: "x" }), 2],
    [new WinnowError("WN2003", "no output directory", ""), 1],
    [new WinnowError("WN1340", "somebody else's file", ""), 1],
    [new WinnowError("WN1345", "a lock", ""), 1],
    [new WinnowError("WN1346", "somebody else's file elsewhere", ""), 1],
    [new WinnowError("WN1342", "two sinks with one path", ""), 2],
    [unforeseen({ problem: "x", debugging: false }), 1],
  ])("%s: %d", (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});
